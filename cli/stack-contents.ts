import { readFileSync } from "node:fs";
import path from "node:path";
import type { SynthesizedStack } from "./environment";

/** Types that say by an argument of theirs what goes with them: what clients sent, or the history of queries. */
const DATA_TYPES: Readonly<Record<string, string>> = {
  aws_s3_bucket: "bucket",
  aws_kms_key: "description",
  aws_athena_workgroup: "name",
};
/** Arguments that keep something from being destroyed, by the value that lifts it. */
const PROTECTIONS: Readonly<Record<string, boolean>> = {
  force_destroy: true,
  deletion_protection: false,
  deletion_protection_enabled: false,
};

interface Resource {
  lifecycle?: { prevent_destroy?: boolean };
  [argument: string]: unknown;
}
interface StackJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
}

/** What a stack holds, as far as destroying it matters. */
export interface Contents {
  readonly resources: number;
  /** Buckets, keys and workgroups that go with everything in them. */
  readonly data: readonly string[];
  /** What Terraform or AWS refuses to destroy, whatever it is. */
  readonly protectedData: readonly string[];
}

export function contentsOf(stack: SynthesizedStack, cdktfOut: string): Contents {
  const { resource = {} } = JSON.parse(
    readFileSync(path.resolve(cdktfOut, "stacks", stack.name, "cdk.tf.json"), "utf8"),
  ) as StackJson;
  const all = Object.entries(resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([id, each]) => ({
      name: `${type} ${nameOf(each, DATA_TYPES[type]) ?? id}`,
      holdsData: type in DATA_TYPES,
      isProtected: isProtected(each),
    })),
  );
  return {
    resources: all.length,
    data: all.filter((each) => each.holdsData && !each.isProtected).map(({ name }) => name),
    protectedData: all.filter((each) => each.isProtected).map(({ name }) => name),
  };
}

function nameOf(resource: Resource, argument = ""): string | undefined {
  const name = resource[argument];
  return typeof name === "string" ? name : undefined;
}

const isProtected = (resource: Resource): boolean =>
  resource.lifecycle?.prevent_destroy === true ||
  Object.entries(PROTECTIONS).some(([argument, lifted]) => resource[argument] === !lifted);

/** The same stack with nothing protected: buckets go with their objects, workgroups with their history. */
export function unprotect(stack: unknown): unknown {
  const json = structuredClone(stack) as StackJson;
  for (const resource of Object.values(json.resource ?? {}).flatMap((byName) => Object.values(byName))) {
    if (resource.lifecycle?.prevent_destroy !== undefined) resource.lifecycle.prevent_destroy = false;
    for (const [argument, lifted] of Object.entries(PROTECTIONS))
      if (resource[argument] === !lifted) resource[argument] = lifted;
  }
  return json;
}
