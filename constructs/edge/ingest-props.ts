// @internal
import type { AwsLocation } from "../shared/arn";
import { checkEdgeOptions, type EdgeOptions } from "./edge-options";
import type { IngestFunction } from "./ingest-function";
import type { IngestSource, RouteDescription } from "./ingest-sources";
import { checkClearValues } from "../../declaration/protected-fields";
import type { RoleReference } from "../shared/policy";
import { checkText } from "../shared/validate";

/** What stands behind the API: Firehose itself, or a function that answers for each event. */
export type IngestMode = { readonly kind: "firehose" } | { readonly kind: "lambda"; readonly function: IngestFunction };

export interface IngestApiProps extends AwsLocation, EdgeOptions {
  /** Name of the API. */
  readonly apiName: string;
  /** Last part of the endpoint's URL: letters, digits, hyphens and underscores. */
  readonly stageName: string;
  /** What it takes; each event's own path and its batch path are served. */
  readonly sources: readonly IngestSource[];
  /** The KMS key of its logs. */
  readonly keyArn: string;
  /** What stands behind it. @default Firehose, each request one record */
  readonly mode?: IngestMode;
  /** The role that puts records into Firehose; it gets the permission. @default one of its own */
  readonly role?: RoleReference;
  /** Name of the role of its own. @default the API's name */
  readonly roleName?: string;
  /** Path of the role of its own, which then has a hash of it in its name: another path is another role. @default "/" */
  readonly rolePath?: string;
}

/**
 * Checks what whoever makes an API chooses, and what one prop says against another.
 * @param routes what is served
 * @throws Error naming the prop, the rule and the value.
 */
export function validateIngestApi(props: IngestApiProps, routes: readonly RouteDescription[]): void {
  const { stageName, role, roleName, mode, cors, throttling, sources } = props;
  checkEdgeOptions(props, props.region);
  checkText("stageName", stageName, /^[A-Za-z0-9_-]{1,128}$/, "at most 128 letters, digits, hyphens and underscores");
  if (sources.length === 0) throw new Error("`sources` must hold at least one event type, got none");
  checkClearValues(
    sources.map(({ event }) => event),
    mode?.kind === "lambda",
  );
  if (role && roleName !== undefined)
    throw new Error(`\`roleName\` must be left out when \`role\` is given, got "${roleName}"`);
  for (const path of Object.keys(throttling?.routes ?? {})) checkPath("throttling.routes", path, routes);
  if (mode?.kind !== "lambda") return;
  if (role ?? roleName)
    throw new Error(
      `\`${role ? "role" : "roleName"}\` must be left out when \`mode\` is lambda: the function has a role of its own`,
    );
  checkSame("sources", streamsOf(sources), streamsOf(mode.function.sources));
  checkSame("cors.allowedOrigins", cors?.allowedOrigins ?? [], mode.function.allowedOrigins);
}

/** @throws Error when the API doesn't serve the path. */
export function checkPath(prop: string, path: string, routes: readonly RouteDescription[]): void {
  const paths = routes.map((route) => route.path);
  if (!paths.includes(path)) throw new Error(`\`${prop}\` must be one of ${paths.join(", ")}, got "${path}"`);
}

/** The function answers browsers and knows the paths by itself, so the two must be told the same. */
function checkSame(prop: string, own: readonly string[], functions: readonly string[]): void {
  const [here, there] = [own, functions].map((list) => JSON.stringify([...list].sort()));
  if (here !== there)
    throw new Error(
      `\`${prop}\` must be the same for the API and \`mode.function\`, got ${here ?? ""} and ${there ?? ""}`,
    );
}

const streamsOf = (sources: readonly IngestSource[]): readonly string[] =>
  sources.map(({ event, streamName }) => `${event.path} ${streamName}`);
