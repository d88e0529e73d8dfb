import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClickstreamPipeline, type ClickstreamPipelineProps } from "../constructs/clickstream-pipeline";
import { terraform } from "../constructs/shared/terraform-expression";
import type { EventDeclaration } from "../declaration/event";
import type { HandlerBundles } from "../handlers/declarations";
import type { ModuleShape } from "./shape";
import type { Variable } from "./variables";

/** Blocks by type and name. */
export type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;
/** One of them. */
export type Block = Readonly<Record<string, unknown>>;

/** What CDKTF makes of a stack. */
export interface Stack {
  readonly terraform: { readonly required_providers: Readonly<Record<string, { readonly version: string }>> };
  readonly resource: Blocks;
  readonly data?: Blocks;
  readonly output: Readonly<Record<string, Block>>;
  readonly moved?: readonly Block[];
}

/** A pipeline's stack, with files that lie below it. */
export interface Synthesized {
  readonly stack: Stack;
  /** By their path in the stack. */
  readonly file: (name: string) => Buffer;
  readonly dispose: () => void;
}

/** What a module is made of. */
export interface ModuleSource {
  readonly eventTypes: readonly EventDeclaration[];
  /** Folders of the finished handlers. @default those that come with the package */
  readonly handlerBundles?: HandlerBundles;
}

/** The constructs' own stack, with a variable of Terraform's wherever one of these values stands. */
export const synthesizeModule = (
  source: ModuleSource,
  shape: ModuleShape,
  variables: readonly Variable[],
): Synthesized =>
  synthesizePipeline(
    source,
    shape,
    variables.map(({ prop, name }) => [prop, terraform(`var.${name}`)]),
  );

/**
 * The stack of a pipeline.
 * @param values by prop, like `cors.maxAgeSeconds`
 * @throws Error of the constructs', naming the prop, the rule and the value
 */
export function synthesizePipeline(
  { eventTypes, handlerBundles }: ModuleSource,
  shape: ModuleShape,
  values: readonly (readonly [prop: string, value: unknown])[],
): Synthesized {
  const outdir = mkdtempSync(path.join(tmpdir(), "clickstream-module-"));
  const dispose = (): void => rmSync(outdir, { recursive: true, force: true });
  try {
    const app = new App({ outdir });
    const stack = new TerraformStack(app, "module");
    new AwsProvider(stack, "aws", {});
    new ClickstreamPipeline(stack, "pipeline", {
      ...propsOf(shape, values),
      ...(shape.has("copy") && { backupProvider: new AwsProvider(stack, "backup", { alias: "backup" }) }),
      eventTypes,
      ...(handlerBundles && { handlerBundles }),
      outputs: true,
    });
    app.synth();
    const folder = path.join(outdir, "stacks", "module");
    const file = (name: string): Buffer => readFileSync(path.join(folder, name));
    return { stack: JSON.parse(file("cdk.tf.json").toString()) as Stack, file, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** What decides the shape, and the values, each within its group. */
function propsOf(
  { ingestion, format, freshness, monitoring, sourceBackup, protectData, origins, fixed, has }: ModuleShape,
  values: readonly (readonly [prop: string, value: unknown])[],
): Omit<ClickstreamPipelineProps, "eventTypes"> {
  const props: Record<string, unknown> = {
    ingestion,
    storageFormat: format,
    freshness,
    protectData,
    ...(monitoring !== "off" && { monitoring, alarms: {} }),
    ...(sourceBackup && { sourceBackup: "all" }),
    ...(origins === "every" && { cors: { allowedOrigins: ["*"] } }),
    ...(has("lake") && { lake: {} }),
    ...fixed,
  };
  for (const [prop, value] of values) {
    const [first = "", second] = prop.split(".");
    const inList = prop === "cors.allowedOrigins" && origins === "one" ? [value] : value;
    props[first] = second === undefined ? value : { ...(props[first] as object | undefined), [second]: inList };
  }
  return props as unknown as Omit<ClickstreamPipelineProps, "eventTypes">;
}
