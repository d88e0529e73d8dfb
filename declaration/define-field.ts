import { columnName, formerOf } from "./columns";
import { WHOLE_NUMBERS, type FieldDeclaration } from "./field";
import { FIELD_TYPES, type FieldType } from "./field-types";
import { canBecome } from "./conversion";
import { checkDefault, fitsDecimal } from "./define-default";
import { checkPattern } from "./define-pattern";

/** Ends the check. */
export type Fail = (problem: string) => never;

type Option = keyof FieldDeclaration;
/** What each type may say besides, other than what only an event's own fields may. */
const OPTIONS: Readonly<Record<FieldType, readonly Option[]>> = {
  string: ["maxLength", "pattern", "default", "pseudonym"],
  int: ["minimum", "maximum", "default"],
  bigint: ["minimum", "maximum", "default"],
  double: ["minimum", "maximum", "default"],
  boolean: ["default"],
  timestamp: [],
  decimal: ["precision", "scale", "minimum", "maximum", "default"],
  date: ["default"],
  oneOf: ["values", "default"],
  list: ["of", "minItems", "maxItems"],
  object: ["fields"],
  json: [],
};
const OF_EVERY_TYPE: readonly Option[] = [
  "type",
  "required",
  "aliases",
  "description",
  "formerly",
  "identifying",
  "requiredWhen",
  "sensitive",
  "consent",
];
const ALL_OPTIONS = [...new Set([...OF_EVERY_TYPE, ...FIELD_TYPES.flatMap((type) => OPTIONS[type])])];
/** Which types an option is for, in words. */
const IS_FOR: Readonly<Partial<Record<Option, string>>> = {
  maxLength: "string fields",
  pattern: "string fields",
  pseudonym: "string fields",
  minimum: "number fields",
  maximum: "number fields",
  precision: "decimal fields",
  scale: "decimal fields",
  values: "oneOf fields",
  of: "list fields",
  minItems: "list fields",
  maxItems: "list fields",
  fields: "object fields",
  default: "fields of one value other than timestamps and json",
};

/** Lists and objects inside one another at most, the field's own counted. */
export const DEEPEST_NESTING = 5;
const MOST_DIGITS = 38;
const MOST_VALUES = 200;

/**
 * Checks a field, and what is inside it.
 * @param taken the columns of the fields before it, each with the name that took it; gets this field's
 * @throws what `fail` throws: the field, the value and the rule
 */
export function checkField(name: string, field: FieldDeclaration, taken: Map<string, string>, fail: Fail): void {
  checkInner(`field "${name}"`, field, 1, fail);
  for (const key of [name, ...(field.aliases ?? [])]) claim(key, taken, fail);
  const own = [name, ...(field.aliases ?? [])].map(columnName);
  for (const [column, was] of formerOf(field)) {
    if (!/^[a-z_][a-z0-9_]{0,127}$/.test(column) || column === columnName(name))
      fail(`field "${name}": formerly "${column}" must be another column's name, in lower case`);
    if (!FIELD_TYPES.includes(was.type)) fail(`field "${name}": formerly "${column}": unknown type "${was.type}"`);
    if (was.type !== field.type && !canBecome(was, field))
      fail(
        `field "${name}": formerly "${column}": no view can make ${field.type} of ${was.type}; give the new field another name, without formerly`,
      );
    if (!own.includes(column)) claim(column, taken, fail);
  }
}

function checkInner(where: string, field: FieldDeclaration, depth: number, fail: Fail): void {
  const { type, required, aliases = [], description = "" } = field;
  if (!FIELD_TYPES.includes(type)) fail(`${where}: unknown type "${type}"; known are ${FIELD_TYPES.join(", ")}`);
  const used = Object.entries(field).filter(([, value]) => value !== undefined);
  for (const [option] of used) {
    const known = option as Option;
    if (known === "context" || known === "ingestKey") continue; // said by the pipeline, nobody else
    if (!ALL_OPTIONS.includes(known)) fail(`${where}: unknown option "${option}"; known are ${ALL_OPTIONS.join(", ")}`);
    const allowed = !(known in IS_FOR) || OPTIONS[type].includes(known);
    if (!allowed) fail(`${where}: ${option} is for ${IS_FOR[known] ?? ""}, not ${type}`);
  }
  if (required !== undefined && typeof required !== "boolean")
    fail(`${where}: required must be true, false or left out, got ${JSON.stringify(required)}`);
  if (new Set(aliases).size < aliases.length) fail(`${where}: aliases names one twice`);
  checkDescription(description, (problem) => fail(`${where}: ${problem}`));
  checkFlags(where, field, fail);
  CHECKS[type](where, field, fail, depth);
  checkDefault(where, field, fail);
}

/** It ends up in Terraform, which would evaluate an expression in it, and in Glue comments, which are one line. */
export function checkDescription(description: string, fail: Fail): void {
  if (!/^\P{Cc}*$/u.test(description) || /[$%]\{/.test(description))
    fail(`description must be one line without "\${" and "%{", got ${JSON.stringify(description)}`);
}

function checkFlags(where: string, field: FieldDeclaration, fail: Fail): void {
  for (const flag of ["identifying", "pseudonym"] as const) {
    const value: unknown = field[flag];
    if (value !== undefined && value !== true)
      fail(`${where}: ${flag} must be true or left out, got ${JSON.stringify(value)}`);
    if (value !== undefined && field.type !== "string")
      fail(`${where}: ${flag} is for string fields, not ${field.type}`);
  }
  const sensitive: unknown = field.sensitive;
  if (sensitive !== undefined && sensitive !== "drop")
    fail(`${where}: sensitive must be "drop" or left out, got ${JSON.stringify(sensitive)}`);
  if (sensitive === "drop" && (field.pseudonym ?? field.identifying ?? field.consent) !== undefined)
    fail(`${where}: sensitive: "drop" stores nothing, so pseudonym, identifying and consent must be left out`);
}

type Check = (where: string, field: FieldDeclaration, fail: Fail, depth: number) => void;

const CHECKS: Readonly<Record<FieldType, Check>> = {
  string: (where, { maxLength, pattern }, fail) => {
    if (maxLength !== undefined && (!Number.isInteger(maxLength) || maxLength < 1))
      fail(`${where}: maxLength must be a whole number of at least 1, got ${maxLength}`);
    if (pattern !== undefined) checkPattern(pattern, (problem) => fail(`${where}: ${problem}`));
  },
  int: checkLimits,
  bigint: checkLimits,
  double: checkLimits,
  boolean: () => undefined,
  timestamp: () => undefined,
  decimal: (where, field, fail) => {
    const { precision, scale } = field;
    if (!isWithin(precision, 1, MOST_DIGITS))
      fail(`${where}: precision must be a whole number from 1 to ${MOST_DIGITS}, got ${precision}`);
    if (!isWithin(scale, 0, precision ?? 0))
      fail(`${where}: scale must be a whole number from 0 to its precision ${precision}, got ${scale}`);
    checkLimits(where, field, fail);
  },
  date: () => undefined,
  oneOf: (where, { values }, fail) => {
    if (!Array.isArray(values) || values.length === 0 || values.length > MOST_VALUES)
      fail(`${where}: oneOf needs 1 to ${MOST_VALUES} texts, got ${JSON.stringify(values)}`);
    for (const value of (values ?? []) as readonly unknown[])
      if (
        typeof value !== "string" ||
        value === "" ||
        value.length > 128 ||
        !/^[^\p{Cc}\p{Cs};]*$/u.test(value) ||
        /[$%]\{/.test(value)
      )
        fail(
          `${where}: each of oneOf's values must be a text of 1 to 128 characters without ";", controls, "\${" and "%{", got ${JSON.stringify(value)}`,
        );
    if (new Set(values).size < (values ?? []).length) fail(`${where}: oneOf names a value twice`);
  },
  list: (where, { of, minItems, maxItems }, fail, depth) => {
    for (const [limit, value] of Object.entries({ minItems, maxItems }))
      if (value !== undefined && !isWithin(value, 0, Number.MAX_SAFE_INTEGER))
        fail(`${where}: ${limit} must be a whole number of at least 0, got ${value}`);
    if (minItems !== undefined && maxItems !== undefined && minItems > maxItems)
      fail(`${where}: minItems ${minItems} is above maxItems ${maxItems}`);
    checkDepth(where, depth, fail);
    if (of === undefined) return fail(`${where}: a list must say what its elements are`);
    if (of.required !== undefined || of.aliases !== undefined || of.default !== undefined)
      fail(`${where}: an element of a list has no name, so required, aliases and default must be left out`);
    checkMember(`${where}: its elements`, of, depth, fail);
  },
  object: (where, { fields }, fail, depth) => {
    checkDepth(where, depth, fail);
    const members = Object.entries<FieldDeclaration>(fields ?? {});
    if (!members.some(([, { sensitive }]) => sensitive !== "drop"))
      fail(`${where}: an object needs a member at least that is stored`);
    const taken = new Map<string, string>();
    for (const [name, member] of members) {
      checkMember(`${where}: member "${name}"`, member, depth, fail);
      for (const key of [name, ...(member.aliases ?? [])]) {
        checkName(`${where}: member "${name}"`, key, fail);
        claim(key, taken, (problem) => fail(`${where}: ${problem}`));
      }
    }
  },
  json: () => undefined,
};

function checkMember(where: string, member: FieldDeclaration, depth: number, fail: Fail): void {
  for (const option of ["requiredWhen", "consent", "identifying", "formerly", "context", "ingestKey"] as const)
    if (member[option] !== undefined) fail(`${where}: ${option} is for an event's own fields`);
  checkInner(where, member, depth + 1, fail);
}

function checkDepth(where: string, depth: number, fail: Fail): void {
  if (depth > DEEPEST_NESTING)
    fail(`${where}: lists and objects are nested at most ${DEEPEST_NESTING} deep; what is deeper can be json`);
}

/** What a key must look like. */
export function checkName(where: string, key: string, fail: Fail): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(key) || key === "__proto__")
    fail(
      `${where}: the JSON name "${key}" must be letters, digits and underscores, at most 128, not starting with a digit`,
    );
}

const isWithin = (value: number | undefined, least: number, most: number): boolean =>
  value !== undefined && Number.isInteger(value) && value >= least && value <= most;

function checkLimits(
  where: string,
  { type, minimum, maximum, precision = 0, scale = 0 }: FieldDeclaration,
  fail: Fail,
): void {
  for (const [limit, value] of Object.entries({ minimum, maximum })) {
    if (value === undefined) continue;
    if (!Number.isFinite(value)) fail(`${where}: ${limit} must be a finite number, got ${value}`);
    if (type === "decimal" && !fitsDecimal(String(value), precision, scale))
      fail(`${where}: ${limit} must be a decimal(${precision}, ${scale}), got ${value}`);
    if (
      (type === "int" || type === "bigint") &&
      !(Number.isInteger(value) && value >= WHOLE_NUMBERS[type].minimum && value <= WHOLE_NUMBERS[type].maximum)
    )
      fail(`${where}: ${limit} must be a whole number in the range of ${type}, got ${value}`);
  }
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    fail(`${where}: minimum ${minimum} is above maximum ${maximum}`);
}

/** Takes a column for a key. */
function claim(key: string, taken: Map<string, string>, fail: Fail): void {
  const column = columnName(key);
  const other = taken.get(column);
  if (other !== undefined)
    fail(`"${other}" and "${key}" are the same in lower case: the table can have only one column "${column}"`);
  taken.set(column, key);
}
