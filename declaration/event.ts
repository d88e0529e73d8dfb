import type { Analysis } from "./analysis";
import type { FieldType } from "./field-types";

/**
 * The vocabulary in which an event type is declared. A declaration is plain data: it survives JSON, so the generic
 * handlers get it injected when they are bundled. Everything else about an event is derived from it.
 */

/** The range of the whole-number types, both ends inclusive: 32 bits, and what JSON parsers keep exactly. */
export const WHOLE_NUMBERS = {
  int: { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  bigint: { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
} as const;

/** What can be said of a field besides its type. */
export interface FieldOptions {
  /** Refuse an event without it at the edge. @default false */
  readonly required?: boolean;
  /** Other JSON names that clients send it under; the declared name wins when both are sent. @default none */
  readonly aliases?: readonly string[];
  /** What it means, for the column comment and the reference. @default none */
  readonly description?: string;
  /** Names a person: `clickstream erase` finds a person's events by it. For string fields. @default no */
  readonly identifying?: true;
}

/** Limits of a text field. */
export interface TextLimits {
  /** Longest value in characters, at least 1. @default unlimited */
  readonly maxLength?: number;
}

/** Limits of a number field, both inclusive. */
export interface NumberLimits {
  /** Smallest value. @default the type's own range */
  readonly minimum?: number;
  /** Largest value. @default the type's own range */
  readonly maximum?: number;
}

/** A field as it stands in a declaration. */
export interface FieldDeclaration extends FieldOptions, TextLimits, NumberLimits {
  /** What it holds. */
  readonly type: FieldType;
}

/** One event type: which fields it has, where it is posted, which table it fills. */
export interface EventDeclaration<
  F extends Readonly<Record<string, FieldDeclaration>> = Readonly<Record<string, FieldDeclaration>>,
> extends Analysis {
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
}

type Options<T extends FieldType, O> = { readonly type: T } & Readonly<O>;

/** Text. Glue `string`. */
export const string = <const O extends FieldOptions & TextLimits = object>(options?: O): Options<"string", O> =>
  field("string", options);
/** A whole number of 32 bits. Glue `int`. */
export const int = <const O extends FieldOptions & NumberLimits = object>(options?: O): Options<"int", O> =>
  field("int", options);
/** A whole number within ±(2^53−1), which is what JSON parsers keep exactly. Glue `bigint`. */
export const bigint = <const O extends FieldOptions & NumberLimits = object>(options?: O): Options<"bigint", O> =>
  field("bigint", options);
/** A finite number. Glue `double`. */
export const double = <const O extends FieldOptions & NumberLimits = object>(options?: O): Options<"double", O> =>
  field("double", options);
/** true or false. Glue `boolean`. */
export const boolean = <const O extends FieldOptions = object>(options?: O): Options<"boolean", O> =>
  field("boolean", options);
/** A moment: ISO 8601 text, `yyyy-MM-dd HH:mm:ss` (UTC), or epoch seconds, milliseconds or microseconds. Stored as UTC text. */
export const timestamp = <const O extends FieldOptions = object>(options?: O): Options<"timestamp", O> =>
  field("timestamp", options);

function field<T extends FieldType, O>(type: T, options: O | undefined): Options<T, O> {
  return { type, ...options } as Options<T, O>;
}

type Json<T extends FieldType> = T extends "string"
  ? string
  : T extends "boolean"
    ? boolean
    : T extends "timestamp"
      ? string | number
      : number;
type RequiredKeys<F> = { [K in keyof F]: F[K] extends { readonly required: true } ? K : never }[keyof F];

/**
 * The JSON object that a client sends for this declaration, as a static type: `EventOf<typeof menuClick>`. null is the same as
 * not sent.
 */
export type EventOf<E extends EventDeclaration> = {
  readonly [K in RequiredKeys<E["fields"]>]: Json<E["fields"][K]["type"]>;
} & {
  readonly [K in Exclude<keyof E["fields"], RequiredKeys<E["fields"]>>]?: Json<E["fields"][K]["type"]> | null;
} & {
  /** The client's own id, 1 to 128 characters: send one to make a retry harmless. */
  readonly event_id?: string | null;
};
