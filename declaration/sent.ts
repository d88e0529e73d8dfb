import type { FieldDeclaration, Fields } from "./field";
import type { FieldType } from "./field-types";

/** What a client sends for each type. */
interface Sent<F extends FieldDeclaration> extends Record<FieldType, unknown> {
  string: string;
  int: number;
  bigint: number;
  double: number;
  boolean: boolean;
  timestamp: string | number;
  decimal: string | number;
  date: string;
  oneOf: F extends { readonly values: readonly (infer V)[] } ? V : string;
  list: F extends { readonly of: infer E extends FieldDeclaration }
    ? readonly (ValueOf<E> | null)[]
    : readonly unknown[];
  object: F extends { readonly fields: infer M extends Fields } ? MembersOf<M> : Readonly<Record<string, unknown>>;
  json: unknown;
}
type ValueOf<F extends FieldDeclaration> = Sent<F>[F["type"]];
type RequiredKeys<F> = { [K in keyof F]: F[K] extends { readonly required: true } ? K : never }[keyof F];
/** The JSON object that a client sends for these fields. */
export type MembersOf<F extends Fields> = {
  readonly [K in RequiredKeys<F>]: ValueOf<F[K]>;
} & {
  readonly [K in Exclude<keyof F, RequiredKeys<F>>]?: ValueOf<F[K]> | null;
};
