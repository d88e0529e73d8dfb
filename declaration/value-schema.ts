import { DATE_PATTERN } from "./date-pattern";
import { EPOCH_SECONDS, EPOCH_UNITS } from "./epoch";
import { WHOLE_NUMBERS, type FieldDeclaration, type Fields, type Scalar } from "./field";
import type { FieldType } from "./field-types";

/** What a value must be, in the keywords that the models use; each says something of its own kind of value alone. */
export interface ValueSchema {
  /** Left out where any value will do. */
  readonly type?: readonly ("string" | "number" | "boolean" | "array" | "object")[];
  readonly enum?: readonly Scalar[];
  readonly minLength?: number;
  /** In characters. */
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly multipleOf?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Numbers are in one of these ranges, both ends inclusive. */
  readonly anyOf?: readonly { readonly minimum: number; readonly maximum: number }[];
  readonly minItems?: number;
  readonly maxItems?: number;
  /** What each element is that is not null. */
  readonly items?: ValueSchema;
  /** The members of an object. */
  readonly fields?: Fields;
}

type Whole = keyof typeof WHOLE_NUMBERS;

/**
 * What a field's value must be: what the transform stores as it was sent, as far as draft-04 can say it. Whole numbers are numbers
 * divisible by 1, since `integer` is read in two ways: Java's validator, whose messages API Gateway shows, takes 5.0 for none,
 * others for one, and a parser that reads 5.0 as 5 could not tell them apart.
 */
export const valueSchema = (field: FieldDeclaration): ValueSchema => SCHEMAS[field.type](field);

const SCHEMAS: Readonly<Record<FieldType, (field: FieldDeclaration) => ValueSchema>> = {
  string: ({ maxLength, pattern }) => ({
    type: ["string"],
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern !== undefined && { pattern }),
  }),
  int: wholeNumber,
  bigint: wholeNumber,
  double: ({ minimum = -Number.MAX_VALUE, maximum = Number.MAX_VALUE }) => ({ type: ["number"], minimum, maximum }),
  boolean: () => ({ type: ["boolean"] }),
  timestamp: () => ({
    type: ["string", "number"],
    anyOf: EPOCH_UNITS.map((unit) => ({
      minimum: EPOCH_SECONDS.minimum * unit,
      maximum: EPOCH_SECONDS.maximum * unit,
    })),
  }),
  decimal: decimalNumber,
  date: () => ({ type: ["string"], pattern: DATE_PATTERN }),
  oneOf: ({ values = [] }) => ({ type: ["string"], enum: values }),
  list: ({ of, minItems, maxItems }) => ({
    type: ["array"],
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
    ...(of !== undefined && { items: valueSchema(of) }),
  }),
  object: ({ fields = {} }) => ({ type: ["object"], fields }),
  json: () => ({}),
};

function wholeNumber({ type, minimum, maximum }: FieldDeclaration): ValueSchema {
  const range = WHOLE_NUMBERS[type as Whole];
  return {
    type: ["number"],
    multipleOf: 1,
    minimum: minimum ?? range.minimum,
    maximum: maximum ?? range.maximum,
  };
}

/**
 * No `multipleOf`: 19.99 is no multiple of 0.01 to parsers that read doubles. The pattern counts the digits of a text; those of a number,
 * and where exactly a text ends its range, are the transform's to count.
 */
function decimalNumber({ precision = 38, scale = 0, minimum, maximum }: FieldDeclaration): ValueSchema {
  const whole = precision - scale;
  const before = whole === 0 ? "0+" : `0*[0-9]{1,${whole}}`;
  return {
    type: ["string", "number"],
    pattern: `^-?${before}(\\.${scale === 0 ? "0+" : `[0-9]{1,${scale}}0*`})?$`,
    minimum: minimum ?? -(10 ** whole),
    maximum: maximum ?? 10 ** whole,
  };
}
