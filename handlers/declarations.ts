import path from "node:path";
import { writeWhole } from "../basics/files";
import type { EventDeclaration, FieldDeclaration, Fields } from "../declaration/event";
import { userAgentProblem, withUserAgentColumns } from "../declaration/user-agent";
import { type ExtensionName, TOGETHER, usedExtensions } from "./used-extensions";

/** Each is a folder beside this file. */
export const HANDLER_NAMES = ["transform", "ingest", "probe"] as const;
export type HandlerName = (typeof HANDLER_NAMES)[number];

/** Which of them work by the declarations; the others know nothing of them. */
const BY_DECLARATIONS: readonly HandlerName[] = ["transform", "ingest"];

/** Absolute path of the folder of each finished bundle, holding `index.mjs` that exports `handler`. */
export interface HandlerBundles {
  /** What Firehose hands records to. */
  readonly transform: string;
  /** What stands between API and streams with `ingestion: "lambda"`. */
  readonly ingest: string;
  /** What measures how fresh answers are; needed with `freshnessProbe`. @default none */
  readonly probe?: string;
  /** The first two of a pipeline with `userAgentColumns`, which needs them. @default none */
  readonly userAgent?: Readonly<Record<"transform" | "ingest", string>> | undefined;
}

/** The bundles of a pipeline among those of a project. @throws Error when they lack those with `userAgentColumns` */
export function bundlesFor(bundles: HandlerBundles, userAgentColumns: boolean | undefined): HandlerBundles {
  if (userAgentColumns !== true) return bundles;
  if (bundles.userAgent === undefined)
    throw new Error("`handlerBundles.userAgent` must be given with `userAgentColumns`");
  return { ...bundles, ...bundles.userAgent };
}

/**
 * Every bundle of a project. Those with `userAgentColumns` are left out when an event type has such a column of its own: no pipeline can have them then.
 * @param write writes one, for these declarations, and returns its folder; with a folder to tell it from another of its name
 */
export function allBundles(
  eventTypes: readonly EventDeclaration[],
  write: (name: HandlerName, eventTypes: readonly EventDeclaration[], into?: string) => string,
): HandlerBundles {
  const { transform, ingest, probe } = Object.fromEntries(
    HANDLER_NAMES.map((name) => [name, write(name, eventTypes)]),
  ) as Record<HandlerName, string>;
  const bundles = { transform, ingest, probe };
  if (eventTypes.some((event) => userAgentProblem(event) !== undefined)) return bundles;
  const types = withUserAgentColumns(eventTypes);
  const into = "user-agent";
  return {
    ...bundles,
    userAgent: { transform: write("transform", types, into), ingest: write("ingest", types, into) },
  };
}

/** The file of a bundle in its folder. */
export const BUNDLE_FILE = "index.mjs";

/** The code of every handler, and of each extension that declarations may need. */
export interface GenericCode extends Readonly<Record<HandlerName, string>> {
  /** Each is an expression that gives the extension. */
  readonly extensions: Readonly<Record<ExtensionName | typeof TOGETHER, string>>;
}

/** A handler's code with the declarations that it works by, and with the extensions that they need, no others. */
export function withDeclarations(
  name: HandlerName,
  code: string,
  eventTypes: readonly EventDeclaration[],
  extension: (name: ExtensionName | typeof TOGETHER) => string,
): string {
  if (!BY_DECLARATIONS.includes(name)) return code;
  const used = usedExtensions(eventTypes)
    .filter((extension) => name === "ingest" || extension !== "user-agent") // the transform is told
    .map((name) => extension(name).trim());
  const injected = used.length === 0 ? "void 0" : `${extension(TOGETHER).trim()}([${used.join()}])`;
  return `const EVENT_TYPES=${literal(eventTypes.map(bundled))},INJECTED=${injected};${code}`;
}

/** What the functions read of a declaration: a reworded description, or another table, does not deploy them anew. */
const bundled = ({ name, fields }: EventDeclaration): object => ({ name, fields: bundledFields(fields) });

const bundledFields = (fields: Fields): object =>
  Object.fromEntries(Object.entries<FieldDeclaration>(fields).map(([name, field]) => [name, bundledField(field)]));

const bundledField = (field: FieldDeclaration): object => ({
  ...field,
  description: undefined,
  formerly: undefined,
  identifying: undefined,
  context: undefined,
  ...(field.of && { of: bundledField(field.of) }),
  ...(field.fields && { fields: bundledFields(field.fields) }),
});

/** JSON with the quotes left out that JavaScript does without: every byte is loaded at a cold start. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${entries.map(([key, field]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}:${literal(field)}`).join()}}`;
}

/** Puts a handler's code in place, from beside its folder: a synthesis at the same time copies neither half a file nor one too many. */
export function writeBundle(folder: string, code: string): void {
  writeWhole(path.join(folder, BUNDLE_FILE), code, `${folder}.${process.pid}`);
}
