import type { Across } from "./across";
import type { Analysis } from "./analysis";
import type { Fields } from "./field";
import type { MembersOf } from "./sent";

/**
 * The vocabulary in which an event type is declared. A declaration is plain data: it survives JSON, so the generic
 * handlers get it injected when they are bundled. Everything else about an event is derived from it.
 */
export { WHOLE_NUMBERS } from "./field";
export type {
  Defaulted,
  FieldDeclaration,
  FieldOptions,
  Fields,
  FormerColumn,
  ListLimits,
  NumberLimits,
  Scalar,
  TextLimits,
} from "./field";
export { bigint, boolean, date, decimal, double, int, json, list, object, oneOf, string, timestamp } from "./fields";

/** Rows of another event type that belong to this one. */
export interface Inclusion {
  /** The other event type, as it was declared last. */
  readonly event: EventDeclaration;
  /** Which of its rows: a condition of Athena's SQL over its view's columns. @default all */
  readonly where?: string;
}

/** One event type: which fields it has, where it is posted, which table it fills. */
export interface EventDeclaration<F extends Fields = Fields> extends Analysis {
  /** Kebab-case name; it names the delivery stream and the S3 prefix. */
  readonly name: string;
  /** What the event says happened. */
  readonly description: string;
  /** Where one event is posted, below the stage: `/poc`. Batches go to the same path with `/batch` behind it. */
  readonly path: string;
  /** Glue table, snake_case. */
  readonly table: string;
  /** The fields by their JSON name, in the order of the table's columns. A column is the name in lower case. */
  readonly fields: F;
  /**
   * What every event may carry, declared once for the pipeline: visit, guest, restaurant, page. `defineEvent` puts these fields behind the declared ones. In
   * a table over Parquet, which may hold data of before, their columns come last. @default none
   */
  readonly context?: Fields;
  /**
   * Straight to Firehose no function stands before the stream. Then `pseudonym`, `sensitive` and `consent` are refused at synthesis unless this says that the
   * stream's buffer, `errors/` and raw records may hold the clear values. @default false
   */
  readonly clearValueInStream?: boolean;
  /**
   * Event types whose rows this one's view answers with, too: those that it was split from or joined of, retired most often. Columns are found by name.
   * @default none
   */
  readonly includes?: readonly Inclusion[];
  /**
   * Questions over several event types, by a snake_case name of their own: visits, funnels, rates, what goes with what. They stand with the one that they are most
   * about. @default none
   */
  readonly analyses?: Readonly<Record<string, Across>>;
  /** Set when the event type is retired: nothing is posted any more, what was stored stays readable and erasable. @default it is sent */
  readonly retired?: boolean;
}

/**
 * The JSON object that a client sends for this declaration, as a static type: `EventOf<typeof menuClick>`. null is the same as
 * not sent.
 */
export type EventOf<E extends EventDeclaration> = MembersOf<E["fields"]> & {
  /** The client's own id, 1 to 128 characters: send one to make a retry harmless. */
  readonly event_id?: string | null;
};
