import type { Stack } from "./check";
import type { Documentation, Member } from "./documented";

/** What was looked at. */
export interface DocumentedCounts {
  arguments: number;
  /** Values of arguments whose documentation names some. */
  values: number;
  /** Arguments that are not found there, by the resource's type. */
  readonly unknown: Set<string>;
}

/** Resources that have another name there. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  aws_api_gateway_gateway_response: "aws_api_gateway_response",
  aws_s3_bucket_replication_configuration: "aws_s3_bucket_replication_config",
};
/** Values that are right although the documentation does not name them where it names the others. */
const RIGHT: Readonly<Record<string, string>> = {
  "aws_lambda_function.architectures = arm64": "the text has brackets around both",
  "aws_kinesis_firehose_delivery_stream.extended_s3_configuration.compression_format = UNCOMPRESSED":
    "named before, as the default",
  "aws_sns_topic_subscription.protocol = email": "named behind, as one that somebody must confirm",
};
const META = ["provider", "depends_on", "lifecycle", "//", "count", "for_each"];

/** @returns the arguments that are deprecated, and values that are none of those that the documentation names */
export function checkDocumented(
  documentation: Documentation,
  { resource = {} }: Stack,
  counts: DocumentedCounts,
): readonly string[] {
  const findings: string[] = [];
  const check = (place: string, members: ReadonlyMap<string, Member>, value: object): void => {
    for (const [argument, given] of Object.entries(value) as [string, unknown][]) {
      if (given === null || META.includes(argument)) continue;
      counts.arguments++;
      const member = namesOf(argument)
        .map((name) => members.get(name))
        .find(Boolean);
      const here = `${place}.${argument}`;
      if (member === undefined) counts.unknown.add(here);
      if (member?.deprecated !== undefined) findings.push(`${here} is deprecated: ${member.deprecated}`);
      for (const each of Array.isArray(given) ? (given as readonly unknown[]) : [given])
        if (typeof each === "object" && each !== null && member?.block !== undefined)
          check(here, documentation.block(member.block), each);
        else if (typeof each === "string" && !each.includes("${") && (member?.values.length ?? 0) > 0) {
          counts.values++;
          const said = `${here} = ${each}`;
          if (!member?.values.includes(each) && !(said in RIGHT))
            findings.push(`${said}, and the documentation names ${member?.values.join(", ") ?? ""}`);
        }
    }
  };
  for (const [type, all] of Object.entries(resource)) {
    if (!type.startsWith("aws_")) continue;
    const members = documentation.resource(OTHER_NAMES[type] ?? type);
    if (members === undefined) counts.unknown.add(type);
    else for (const each of Object.values(all)) check(type, members, each);
  }
  return [...new Set(findings)];
}

/** What an argument may be called there: in the plural, or as what an id or a name is of. */
function namesOf(argument: string): readonly string[] {
  const name = argument.replaceAll("_", "");
  const plurals = [`${name}s`, `${name}es`, name.replace(/y$/, "ies")];
  return [name, ...plurals, name.replace(/(id|arn|name)$/, ""), ...(argument.endsWith("_name") ? ["name"] : [])];
}
