import type { Construct } from "constructs";
import { IngestApi, type IngestApiProps } from "../../constructs/edge/ingest-api";
import { IngestFunction, type IngestFunctionProps } from "../../constructs/edge/ingest-function";
import { defineEvent } from "../../declaration/define";
import { string } from "../../declaration/event";
import { bundleFolder, KEY_ARN, LOCATION, synth, type Block, type Tree } from "./synth";

const click = defineEvent({
  name: "menu-click",
  description: "A click",
  path: "/menus/clicks",
  table: "clicks",
  fields: { element: string({ required: true }) },
});
const bundlePath = bundleFolder("ingest");

/** What every API of the tests takes. */
export const SOURCES = [{ event: click, streamName: "clicks" }];

/** An ingest API with one event type; the props given replace the defaults. */
export const makeApi = (scope: Construct, props: Partial<IngestApiProps> = {}): IngestApi =>
  new IngestApi(scope, "ingest", {
    ...LOCATION,
    apiName: "clickstream",
    stageName: "dev",
    sources: SOURCES,
    keyArn: KEY_ARN,
    ...props,
  });

/** An ingest function with the same event type. */
export const makeFunction = (scope: Construct, props: Partial<IngestFunctionProps> = {}): IngestFunction =>
  new IngestFunction(scope, "function", {
    ...LOCATION,
    functionName: "clickstream-ingest",
    bundlePath,
    sources: SOURCES,
    keyArn: KEY_ARN,
    ...props,
  });

/** Synthesizes an API straight to Firehose. */
export const api = (props: Partial<IngestApiProps> = {}): Tree => synth((scope) => makeApi(scope, props));

/** Synthesizes an API in front of a function that allows the same origins. */
export const lambdaApi = (props: Partial<IngestApiProps> = {}): Tree =>
  synth((scope) => {
    const allowedOrigins = props.cors?.allowedOrigins ?? [];
    return makeApi(scope, { ...props, mode: { kind: "lambda", function: makeFunction(scope, { allowedOrigins }) } });
  });

/** The resources of a type by label. */
export const byLabel = (tree: Tree, type: string): Readonly<Record<string, Block>> =>
  (JSON.parse(tree.json) as { resource: Record<string, Record<string, Block>> }).resource[type] ?? {};

/** The resources of a type whose label holds a text, such as `preflight`. */
export const labelled = (tree: Tree, type: string, part: string): readonly Block[] =>
  Object.entries(byLabel(tree, type))
    .filter(([label]) => label.includes(part))
    .map(([, block]) => block);
