import type { Defaulted, FieldDeclaration, FieldOptions, Fields, ListLimits, NumberLimits, TextLimits } from "./field";
import type { FieldType } from "./field-types";

type Options<T extends FieldType, O> = { readonly type: T } & Readonly<O>;

/** Text. Glue `string`. */
export const string = <const O extends FieldOptions & TextLimits & Defaulted<string> = object>(
  options?: O,
): Options<"string", O> => field("string", options);
/** A whole number of 32 bits. Glue `int`. */
export const int = <const O extends FieldOptions & NumberLimits & Defaulted<number> = object>(
  options?: O,
): Options<"int", O> => field("int", options);
/** A whole number within ±(2^53−1), which is what JSON parsers keep exactly. Glue `bigint`. */
export const bigint = <const O extends FieldOptions & NumberLimits & Defaulted<number> = object>(
  options?: O,
): Options<"bigint", O> => field("bigint", options);
/** A finite number. Glue `double`. */
export const double = <const O extends FieldOptions & NumberLimits & Defaulted<number> = object>(
  options?: O,
): Options<"double", O> => field("double", options);
/** true or false. Glue `boolean`. */
export const boolean = <const O extends FieldOptions & Defaulted<boolean> = object>(
  options?: O,
): Options<"boolean", O> => field("boolean", options);
/** A moment: ISO 8601 text, `yyyy-MM-dd HH:mm:ss` (UTC), or epoch seconds, milliseconds or microseconds. Stored as UTC text. */
export const timestamp = <const O extends FieldOptions = object>(options?: O): Options<"timestamp", O> =>
  field("timestamp", options);

/**
 * An exact number, such as money: sent as a number or as text like "19.99". Stored as text; the view has `decimal(precision, scale)`.
 * @param precision digits in all, 1 to 38
 * @param scale digits behind the point, 0 to `precision`
 */
export const decimal = <const O extends FieldOptions & NumberLimits & Defaulted<string | number> = object>(
  precision: number,
  scale: number,
  options?: O,
): Options<"decimal", O & { readonly precision: number; readonly scale: number }> =>
  field("decimal", { precision, scale, ...options } as O & { readonly precision: number; readonly scale: number });
/** A day, `yyyy-MM-dd`. Stored as text; the view has `date`. */
export const date = <const O extends FieldOptions & Defaulted<string> = object>(options?: O): Options<"date", O> =>
  field("date", options);

/** One of these texts, and no other: `oneOf("card", "cash")`, options behind them. Glue `string`. */
export function oneOf<const V extends readonly string[]>(...values: V): Options<"oneOf", { readonly values: V }>;
export function oneOf<const V extends readonly string[], const O extends FieldOptions & Defaulted<V[number]>>(
  ...valuesAndOptions: readonly [...V, O]
): Options<"oneOf", O & { readonly values: V }>;
export function oneOf(...all: readonly unknown[]): unknown {
  const last = all.at(-1);
  const hasOptions = typeof last === "object" && last !== null;
  return field("oneOf", { values: hasOptions ? all.slice(0, -1) : all, ...(hasOptions ? last : {}) });
}

/** A list whose elements are all of one kind: `list(string())`. Stored as JSON text; the view has an `array`. An element may be null. */
export const list = <const F extends FieldDeclaration, const O extends FieldOptions & ListLimits = object>(
  of: F,
  options?: O,
): Options<"list", O & { readonly of: F }> => field("list", { of, ...options } as O & { readonly of: F });
/** An object with members of its own: `object({ sku: string() })`. Stored as JSON text; the view has a `row`, its names in lower case. */
export const object = <const F extends Fields, const O extends FieldOptions = object>(
  fields: F,
  options?: O,
): Options<"object", O & { readonly fields: F }> =>
  field("object", { fields, ...options } as O & { readonly fields: F });
/** Any JSON, kept as the text that it is; asked with `json_extract_scalar(column, '$.a')`. Glue `string`. */
export const json = <const O extends FieldOptions = object>(options?: O): Options<"json", O> => field("json", options);

function field<T extends FieldType, O>(type: T, options: O | undefined): Options<T, O> {
  return { type, ...options } as Options<T, O>;
}
