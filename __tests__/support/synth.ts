import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../../stacks/configuration/environment";

export const LOCATION = { accountId: "111122223333", region: "eu-west-1" } as const;
export const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/k";

/** The arguments of one resource, data source or output as they stand in the JSON. */
export type Block = Readonly<Record<string, unknown>>;

/** A synthesized stack. */
export interface Tree {
  /** The JSON as CDKTF's matchers take it. */
  readonly json: string;
  /** Every resource of a type, by address. */
  all(type: string): readonly Block[];
  /** The only resource of a type. @throws Error when there is none or more. */
  only(type: string): Block;
}

/** Synthesizes what `build` makes, in a stack with the AWS provider of a region. */
export function synth(build: (scope: Construct) => unknown, region: string = LOCATION.region): Tree {
  const json = Testing.synthScope((scope) => {
    new AwsProvider(scope, "aws", { region });
    build(scope);
  });
  return treeOf(json);
}

/** Reads a synthesized stack. */
export function treeOf(json: string): Tree {
  const { resource } = JSON.parse(json) as { resource: Record<string, Record<string, Block>> };
  const all = (type: string): readonly Block[] => Object.values(resource[type] ?? {});
  const only = (type: string): Block => {
    const [first, ...rest] = all(type);
    if (!first || rest.length > 0) throw new Error(`expected one ${type}, found ${all(type).length}`);
    return first;
  };
  return { json, all, only };
}

/** A policy's statements by their Sid; references stand for their text. */
export function statements(policy: unknown): Readonly<Record<string, Block>> {
  const { Statement } = JSON.parse(String(policy)) as { Statement: readonly Block[] };
  return Object.fromEntries(Statement.map((statement) => [String(statement.Sid), statement]));
}

/** A folder like a finished bundle's. @param name of the handler */
export function bundleFolder(
  name = "transform",
  code = "export const handler = async () => ({ records: [] });\n",
): string {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), "bundle-")), name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, "index.mjs"), code);
  return folder;
}

/** An environment for tests; the fields given replace the defaults. */
export const environment = (overrides: Partial<Environment> = {}): Environment => ({
  name: "dev",
  ...LOCATION,
  protectData: false,
  bufferingIntervalSeconds: 60,
  bufferingSizeMiB: 5,
  eventsExpirationDays: 30,
  errorsExpirationDays: 60,
  noncurrentExpirationDays: 7,
  logRetentionDays: 14,
  ...overrides,
});

/** One synthesized stack of a folder. */
export const stackOf = (outdir: string, name: string): Tree =>
  treeOf(readFileSync(path.join(outdir, "stacks", name, "cdk.tf.json"), "utf8"));

/** Every file below a folder with its content, by relative path. */
export function filesOf(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    names
      .filter((name) => statSync(path.join(folder, name)).isFile())
      .map((name) => [name, readFileSync(path.join(folder, name), "utf8")]),
  );
}
