import type { FieldType } from "./field-types";

/** The range of the whole-number types, both ends inclusive: 32 bits, and what JSON parsers keep exactly. */
export const WHOLE_NUMBERS = {
  int: { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  bigint: { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
} as const;

/** A value that a field may have. */
export type Scalar = string | number | boolean;

/** A column that a field had before. */
export interface FormerColumn {
  /** Its name, in lower case. */
  readonly column: string;
  /** The field's declaration then, as far as its storage goes: type, and what says how that is stored. */
  readonly was: Pick<FieldDeclaration, "type" | "precision" | "scale" | "of" | "fields">;
}

/** What can be said of a field besides its type. */
export interface FieldOptions {
  /** Refuse an event without it at the edge. @default false */
  readonly required?: boolean;
  /**
   * Must be there when each of these fields has the value, or one of the values. The request model refuses an event without it as far
   * as draft-04 can say so: conditions on text, one of a set, true or false, of fields without aliases and default. Else it is stored
   * with the problem named. For an event's own fields, not for members. @default never
   */
  readonly requiredWhen?: Readonly<Record<string, Scalar | readonly Scalar[]>>;
  /** Other JSON names that clients send it under; the declared name wins when both are sent. @default none */
  readonly aliases?: readonly string[];
  /**
   * Columns in which its values stood before, by name, or by name and type where that was another: a renamed or widened field. The
   * table keeps them, behind all others, and the view answers with what they hold where the field's own column is empty. Who still sends the old name is
   * understood when it is an alias, too. @default none
   */
  readonly formerly?: readonly (string | FormerColumn)[];
  /** What it means, for the column comment and the reference. @default none */
  readonly description?: string;
  /** Names a person: `clickstream erase` finds a person's events by it. For string fields. @default no */
  readonly identifying?: true;
  /**
   * A keyed hash stands in its place from the first function on that sees it: docs/people.md. For string fields. @default no
   */
  readonly pseudonym?: true;
  /** "drop": the value is let go by the first function that sees it, and stored nowhere. @default stored */
  readonly sensitive?: "drop";
  /**
   * Of a context's field: declared fields that hold the same in event types which have one, such as `restaurantId` for `restaurant_id`. It gets no
   * column there: the declared field is taken under both names, and questions find it under both. @default only a field of the same name
   */
  readonly heldBy?: readonly string[];
  /** Set by `defineEvent` on what comes of the event type's `context`. Leave it out. @default a field of the event's own */
  readonly context?: true;
  /** Set by `userAgentColumns` on what no client sends: under which key the ingest function hands it to the transform. Leave it out. @default clients send it */
  readonly ingestKey?: `ingest:${string}`;
  /** The boolean field of the event that must be true for this one to be kept; without it the value is let go. @default kept */
  readonly consent?: string;
}

/** What is stored where nothing was sent. */
export interface Defaulted<V> {
  /** Stored when it is not sent, or null. @default null is stored */
  readonly default?: V;
}

/** Limits of a text field. */
export interface TextLimits {
  /** Longest value in characters, at least 1. @default unlimited */
  readonly maxLength?: number;
  /** A regular expression that JavaScript and Java read alike and that the value must hold; `^` and `$` anchor it. @default any text */
  readonly pattern?: string;
}

/** Limits of a number field, both inclusive. */
export interface NumberLimits {
  /** Smallest value. @default the type's own range */
  readonly minimum?: number;
  /** Largest value. @default the type's own range */
  readonly maximum?: number;
}

/** Limits of a list. */
export interface ListLimits {
  /** Fewest elements. @default 0 */
  readonly minItems?: number;
  /** Most elements. @default as many as a request holds */
  readonly maxItems?: number;
}

/** Fields by their JSON name. */
export type Fields = Readonly<Record<string, FieldDeclaration>>;

/** A field as it stands in a declaration. */
export interface FieldDeclaration extends FieldOptions, Defaulted<Scalar>, TextLimits, NumberLimits, ListLimits {
  /** What it holds. */
  readonly type: FieldType;
  /** Of a decimal: digits in all, 1 to 38. */
  readonly precision?: number;
  /** Of a decimal: digits behind the point, 0 to `precision`. */
  readonly scale?: number;
  /** Of `oneOf`: the texts that it can be. */
  readonly values?: readonly string[];
  /** Of a list: what its elements are. */
  readonly of?: FieldDeclaration;
  /** Of an object: its members by their JSON name. */
  readonly fields?: Fields;
}
