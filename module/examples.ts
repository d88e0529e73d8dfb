import type { Module } from "./model";
import type { Variable } from "./variables";

/** How a module's values are written in HCL. */
export const argumentsOf = (variables: readonly Variable[], indent = "  "): string => {
  const needed = variables.filter((each) => each.default === undefined);
  const longest = Math.max(...needed.map(({ name }) => name.length));
  return needed.map(({ name, example }) => `${indent}${name.padEnd(longest)} = ${JSON.stringify(example)}\n`).join("");
};

/** Calls of the module to begin with. */
export function examplesOf(module: Module): readonly (readonly [string, string])[] {
  return [
    [
      "examples/one-region/main.tf",
      `${provider("aws", module, "region")}${copyOf(module)}\n${call(module, "clickstream")}`,
    ],
    ["examples/two-regions/main.tf", twoRegions(module)],
  ];
}

const exampleOf = ({ variables }: Module, name: string): string =>
  String(variables.find((each) => each.name === name)?.example);

function provider(alias: string, module: Module, variable: string, region = exampleOf(module, variable)): string {
  const line = alias === "aws" ? "" : `  alias  = "${alias}"\n`;
  return `provider "aws" {\n${line}  region = "${region}"\n}\n`;
}

const copyOf = (module: Module): string => (module.hasCopy ? `\n${provider("backup", module, "backup_region")}` : "");

function call(module: Module, label: string, variables = module.variables, aws?: string): string {
  const providers = [
    ...(aws === undefined && !module.hasCopy ? [] : [`aws${module.hasCopy ? "       " : ""} = ${aws ?? "aws"}`]),
    ...(module.hasCopy ? ["aws.backup = aws.backup"] : []),
  ];
  const block =
    providers.length === 0 ? "" : `  providers = {\n${providers.map((each) => `    ${each}\n`).join("")}  }\n\n`;
  const outputs = `output "${label}" {\n  value = module.${label}\n}\n`;
  return `module "${label}" {\n  source = "../.."\n\n${block}${argumentsOf(variables)}}\n\n${outputs}`;
}

/** The module called twice: names are an account's, so the second has another. */
function twoRegions(module: Module): string {
  const [name, region] = [exampleOf(module, "name"), exampleOf(module, "region")];
  const other = region === "us-east-1" ? "us-west-2" : "us-east-1";
  const moved = (text: unknown): unknown =>
    typeof text === "string" ? text.replaceAll(`:${region}:`, `:${other}:`) : text;
  const elsewhere = module.variables.map((each): Variable => {
    if (each.name === "name") return { ...each, example: `${name}-us` };
    if (each.name === "region") return { ...each, example: other };
    if (each.name === "domain_name") return { ...each, example: `us-${String(each.example)}` };
    return each.example === undefined ? each : { ...each, example: moved(each.example) as string };
  });
  return [
    provider("aws", module, "region"),
    copyOf(module),
    `\n${provider("elsewhere", module, "region", other)}`,
    `\n${call(module, "clickstream")}`,
    `\n${call(module, "elsewhere", elsewhere, "aws.elsewhere")}`,
  ].join("");
}
