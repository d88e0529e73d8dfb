import type { PipelineStatus } from "./status";

/** What the live page and its server tell each other. Types and constants alone: the browser's code imports them too. */

/** What became of an arrival: not yet delivered; in its table, without or with problems; left out by the transform; refused at the edge; failed behind it. */
export type ArrivalState = "waiting" | "stored" | "problems" | "dropped" | "refused" | "failed";

/** One request that was refused, or one record on a stream. All texts are cut. */
export interface Arrival {
  /** The record's id, or one of its own for a refused request. */
  readonly id: string;
  /** Grows with every change of any arrival. */
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The event type, or the refused request's method and path. */
  readonly source: string;
  readonly state: ArrivalState;
  /** Where it failed: `edge`, or Firehose's error output type. */
  readonly stage?: string;
  /** The edge's status, or the failed record's error code. */
  readonly code?: string;
  /** Why it was refused or failed, or which problems are stored with it. */
  readonly reasons: readonly string[];
  /** What was sent, or what the failed record keeps. */
  readonly raw: string;
  /** The lines that were stored, those with problems first; empty before. */
  readonly lines: string;
  /** How many events were stored. */
  readonly events: number;
}

/** Most arrivals that are kept, here and in the page. */
export const MOST_ARRIVALS = 200;

/** Whether somebody should look at it: it was refused, it failed, or it has problems. */
export const isUnhealthy = ({ state }: Pick<Arrival, "state">): boolean =>
  state === "problems" || state === "refused" || state === "failed";

/** A message of `GET /_local/events`. */
export interface Update {
  /** true: these are all arrivals; false: those that changed since the message before. */
  readonly all: boolean;
  /** Oldest first. */
  readonly arrivals: readonly Arrival[];
  readonly status: PipelineStatus;
  /** Grows with each delivery and reset: charts made at another number are old. */
  readonly deliveries: number;
}

/** The part of a query's answer that a table shows. */
export interface Rows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

/** The answer of `POST /_local/query`. */
export interface QueryAnswer extends Rows {
  readonly bytesScanned: number;
  /** LIST requests that Athena would make: one for each hour that the filter leaves; none when no table is read. */
  readonly listRequests?: number;
}

/** A declared chart and its rows; where they could not be had, why. */
export interface ChartData {
  readonly title: string;
  readonly kind: "number" | "bar" | "line" | "pie" | "table";
  /** How far apart the points of a line are. */
  readonly grain?: "hour" | "day";
  /** Whether hours or days without a point count as 0: true of counts and sums. */
  readonly zeroWhereNone?: boolean;
  /** Their names say in words what they hold. */
  readonly columns: Rows["columns"];
  readonly rows: Rows["rows"];
  /** The fields whose values the first columns hold, so that the dashboard can be filtered by them; left out where there are none. */
  readonly by?: readonly string[];
  /** The rows of the period before, when they were asked for. Tables have none. */
  readonly previous?: Rows["rows"];
  /** How far the period before lies back, in milliseconds. */
  readonly shift?: number;
  readonly error?: string;
}

/** An event type's charts. */
export interface ChartsSection {
  readonly event: string;
  readonly description: string;
  readonly charts: readonly ChartData[];
  /** Filters that it can't follow: its events have no such field. Left out where there are none. */
  readonly unfiltered?: readonly string[];
}

/** Days, UTC: both are within. */
export interface Days {
  /** `yyyy-MM-dd` */
  readonly from: string;
  /** `yyyy-MM-dd` */
  readonly to: string;
}

/** The answer of `GET /_local/charts`: a section for each event type, in the order declared. */
export interface ChartsAnswer {
  /** The number of deliveries when they were begun. */
  readonly deliveries: number;
  readonly sections: readonly ChartsSection[];
  /** Event types that declare no charts: a count and a line of each, and what could be declared, as code. */
  readonly undeclared: readonly (ChartsSection & { readonly hint: string })[];
  /** Fields to filter by. */
  readonly fields: readonly string[];
  /** The days shown, when a period was asked for. */
  readonly days?: Days;
  /** The days of the comparison, when it was asked for. Where the period lasts still, the comparison ends at the same time of day. */
  readonly before?: Days;
}

/** A filter of the dashboard: the events whose field has this value; null: none. */
export interface Filter {
  readonly field: string;
  readonly value: string | null;
}

/** A filter in an address: `field=value`, the field alone for null. Names of fields have no `=`. */
export const filterText = ({ field, value }: Filter): string => (value === null ? field : `${field}=${value}`);

/** @see filterText */
export function filterOf(text: string): Filter {
  const at = text.indexOf("=");
  return at < 0 ? { field: text, value: null } : { field: text.slice(0, at), value: text.slice(at + 1) };
}

/** The answer of `GET /_local/values`: a field's most frequent values with how many events have each. */
export interface ValuesAnswer {
  readonly values: readonly (readonly [value: string | null, events: number])[];
}

/** A table or a view that SQL can select from. */
export interface RelationEntry {
  readonly name: string;
  readonly kind: "table" | "view";
  /** What it holds; empty when no declaration says so. */
  readonly description: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly description: string }[];
}

/** The answer of `GET /_local/schema`. */
export interface SchemaAnswer {
  /** Views of event types first, then their tables, then the rest. */
  readonly relations: readonly RelationEntry[];
  readonly prices: AthenaPrices;
}

/** What a query costs in Athena. */
export interface AthenaPrices {
  readonly region: string;
  readonly usdPerTib: number;
  /** The least that a query is billed. */
  readonly leastMib: number;
  /** S3's price of the LIST requests. */
  readonly usdPerList: number;
}

/** An entry of `GET /_local/queries`. */
export interface SavedQueryEntry {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

/** An entry of `GET /_local/samples`: a request that the pipeline takes. */
export interface SampleRequest {
  /** With the stage before it. */
  readonly path: string;
  /** JSON. */
  readonly body: unknown;
}
