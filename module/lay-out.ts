import { expression, terraform } from "../constructs/shared/terraform-expression";
import { examplesOf } from "./examples";
import { withLocals } from "./locals";
import type { Module } from "./model";
import { readmeOf } from "./readme";
import { type ModuleShape, type ShapeOptions, shapeOf } from "./shape";
import {
  type Block,
  type Blocks,
  type ModuleSource,
  type Stack,
  type Synthesized,
  synthesizeModule,
} from "./synthesize";
import { testsOf } from "./tests";
import { variableBlock } from "./variable-blocks";
import { type Variable, variablesOf } from "./variables";
import { sums, withZips } from "./zips";

/** A validation may look at other variables since 1.9. */
const TERRAFORM_VERSION = ">= 1.9";
/** What the project's own tests run. */
const TESTED_TERRAFORM = "1.11.4";

/**
 * A Terraform module of declarations: its files by path. The same declarations and options make the same bytes on any machine.
 * @throws Error of the constructs', naming the option, the rule and the value
 */
export function layOutModule(source: ModuleSource, options: ShapeOptions): ReadonlyMap<string, string | Buffer> {
  const shape = shapeOf(options);
  const variables = variablesOf(shape);
  checkFixed(options.fixed ?? {}, variables);
  const synthesized = synthesizeModule(source, shape, variables);
  try {
    const { resource, data, zips } = withZips(synthesized);
    const { moved, output } = synthesized.stack;
    const main = { data: { ...data, ...place(shape.has("copy")) }, resource, ...(moved && { moved }) };
    const { value, locals } = withLocals(withoutComments({ main, outputs: output }));
    checkUse(variables, JSON.stringify([value, locals]));
    const module: Module = {
      ...value,
      variables,
      providerVersions: versionsOf(synthesized.stack),
      hasCopy: shape.has("copy"),
    };
    return new Map<string, string | Buffer>([
      ["main.tf.json", json(module.main)],
      ["locals.tf.json", json({ locals })],
      [
        "variables.tf.json",
        json({ variable: Object.fromEntries(variables.map((each) => [each.name, variableBlock(each)])) }),
      ],
      ["outputs.tf.json", json({ output: module.outputs })],
      ["versions.tf.json", json(versions(module))],
      [".terraform-version", `${TESTED_TERRAFORM}\n`],
      ["README.md", readmeOf(module)],
      ...zips,
      ["handlers/SHA256SUMS", sums(zips)],
      ...examplesOf(module),
      ...testsOf(module),
    ]);
  } finally {
    synthesized.dispose();
  }
}

/** The constructs' own tree in a folder that can be called as a module, too: what a module is compared with. */
export function ownFiles(synthesized: Synthesized, shape: ModuleShape): ReadonlyMap<string, string | Buffer> {
  const { zips, ...main } = withZips(synthesized);
  const providers = { providerVersions: versionsOf(synthesized.stack), hasCopy: shape.has("copy") };
  return new Map<string, string | Buffer>([
    ["main.tf.json", json(withoutComments({ ...main, ...versions(providers) }))],
    ...zips,
  ]);
}

const json = (content: object): string => `${JSON.stringify(content, undefined, 2)}\n`;

/** A module's provider is its caller's: where that is must be where the names say, and whose it is must be whom the policies name. */
function place(hasCopy: boolean): Blocks {
  const said = (attribute: string, variableName: string, provider = "aws"): Block => ({
    ...(provider !== "aws" && { provider }),
    lifecycle: {
      postcondition: [
        {
          condition: terraform(`self.${attribute} == var.${variableName}`),
          error_message: `\`${variableName}\` must be that of the provider ${provider}, ${expression`jsonencode(${terraform(`self.${attribute}`)})`}, got ${expression`jsonencode(${terraform(`var.${variableName}`)})`}`,
        },
      ],
    },
  });
  return {
    aws_caller_identity: { here: said("account_id", "account_id") },
    aws_region: {
      here: said("id", "region"),
      ...(hasCopy && { copy: said("id", "backup_region", "aws.backup") }),
    },
  };
}

/** Without CDKTF's comments: they hold paths of constructs, and declarations for the local run. */
function withoutComments<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutComments) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, each]) => [key, withoutComments(each) as unknown]),
  ) as T;
}

/** @throws Error naming an option that has a variable */
function checkFixed(fixed: object, variables: readonly Variable[]): void {
  const taken = variables.find(({ prop }) => prop in fixed);
  if (taken !== undefined)
    throw new Error(`\`${taken.prop}\` must be left out of the options: it is the variable ${taken.name}`);
}

/** @throws Error naming variables that nothing is made of: the module's shape leaves out what they are for */
function checkUse(variables: readonly Variable[], text: string): void {
  const idle = variables.filter(({ name }) => !new RegExp(`var\\.${name}\\b`).test(text));
  if (idle.length > 0)
    throw new Error(
      `nothing in this module uses ${idle.map(({ name }) => name).join(", ")}: leave out what asks for it`,
    );
}

/** From the provider that the constructs are written against up to its next major version. */
function versionsOf({ terraform: { required_providers: providers } }: Stack): string {
  const { version = "" } = providers.aws ?? {};
  return `>= ${version}, < ${Number(version.split(".")[0]) + 1}.0.0`;
}

const versions = ({ providerVersions: version, hasCopy }: Pick<Module, "providerVersions" | "hasCopy">): object => ({
  terraform: {
    required_version: TERRAFORM_VERSION,
    required_providers: {
      aws: { source: "hashicorp/aws", version, ...(hasCopy && { configuration_aliases: ["aws.backup"] }) },
    },
  },
});
