import { BOOKKEEPING_COLUMNS, columnName, PARTITION_KEY } from "./columns";
import { checkAnalysis } from "./define-analysis";
import { WHOLE_NUMBERS, type EventDeclaration, type FieldDeclaration } from "./event";
import { FIELD_TYPES } from "./field-types";
import { batchPath } from "./layout";
import { PIPELINE_QUERY_NAMES } from "./pipeline-queries";
import { FAILED_RECORDS_TABLE, FAILED_RECORDS_VIEW, parquetTable, viewName } from "./tables";

/** Longest event name: `<project>-<environment>-<name>` must fit a delivery stream's 64 characters. */
const MAX_NAME_LENGTH = 40;
const RESERVED_COLUMNS = new Set([PARTITION_KEY, ...BOOKKEEPING_COLUMNS.map((column) => column.name)]);
const FIELD_OPTIONS = ["type", "required", "aliases", "description", "identifying", "maxLength", "minimum", "maximum"];

/**
 * Declares an event type and returns the declaration as it is.
 * @throws Error naming the event, the field, the value and the rule when the declaration can't work.
 */
export function defineEvent<const E extends EventDeclaration>(event: E): E {
  check(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(event.name) && event.name.length <= MAX_NAME_LENGTH,
    `event "${event.name}": name must be kebab-case, at most ${MAX_NAME_LENGTH} characters, like "menu-click"`,
  );
  const fail = (problem: string): never => {
    throw new Error(`event "${event.name}": ${problem}`);
  };
  if (!/^[a-z_][a-z0-9_]{0,127}$/.test(event.table))
    fail(`table "${event.table}" must be snake_case, at most 128 characters, like "menu_clicks"`);
  if (!/^(\/[a-z0-9]+(-[a-z0-9]+)*)+$/.test(event.path))
    fail(`path "${event.path}" must be lower-case segments behind slashes, like "/menu-clicks"`);
  if (/^\/s?ping(\/|$)/.test(event.path))
    fail(
      `path "${event.path}" is kept by API Gateway for itself, as is what lies below /ping and /sping; choose another`,
    );
  checkDescription(event.description, fail);
  if (Object.keys(event.fields).length === 0) fail("fields is empty; declare at least one field");

  const taken = new Map<string, string>();
  for (const [name, field] of Object.entries<FieldDeclaration>(event.fields)) {
    checkField(name, field, fail);
    for (const key of [name, ...(field.aliases ?? [])]) claim(key, taken, fail);
  }
  checkAnalysis(event, fail);
  return event;
}

/**
 * Gathers the event types of a pipeline.
 * @throws Error naming both events when two share a name, a table or view, a path, or a saved query's name.
 */
export function defineEvents<const E extends readonly EventDeclaration[]>(...events: E): E {
  check(events.length > 0, "no event types: declare at least one");
  const claims = {
    name: new Map<string, string>(),
    table: new Map([FAILED_RECORDS_TABLE, FAILED_RECORDS_VIEW].map((table) => [table, "the failed records"])),
    path: new Map<string, string>(),
    query: new Map(PIPELINE_QUERY_NAMES.map((query) => [query, "the pipeline"])),
  };
  for (const event of events) {
    const claimed: [keyof typeof claims, string][] = [
      ["name", event.name],
      ["path", event.path],
      ["path", batchPath(event)],
    ];
    for (const table of [event.table, parquetTable(event), viewName(event)]) claimed.push(["table", table]);
    for (const query of Object.keys(event.queries ?? {})) claimed.push(["query", query]);
    for (const [what, value] of claimed) {
      const owner = claims[what].get(value);
      check(
        owner === undefined,
        `event "${event.name}": ${what} "${value}" is already used by ${owner}; give it one of its own`,
      );
      claims[what].set(value, `event "${event.name}"`);
    }
  }
  return events;
}

function checkField(name: string, field: FieldDeclaration, fail: (problem: string) => never): void {
  for (const key of [name, ...(field.aliases ?? [])]) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(key) || key === "__proto__")
      fail(
        `field "${name}": the JSON name "${key}" must be letters, digits and underscores, at most 128, not starting with a digit`,
      );
    if (RESERVED_COLUMNS.has(columnName(key)))
      fail(`field "${name}": "${key}" is reserved for the pipeline; reserved are ${[...RESERVED_COLUMNS].join(", ")}`);
  }
  if (!FIELD_TYPES.includes(field.type))
    fail(`field "${name}": unknown type "${field.type}"; known are ${FIELD_TYPES.join(", ")}`);
  for (const option of Object.keys(field)) {
    if (!FIELD_OPTIONS.includes(option))
      fail(`field "${name}": unknown option "${option}"; known are ${FIELD_OPTIONS.join(", ")}`);
  }
  checkDescription(field.description ?? "", (problem) => fail(`field "${name}": ${problem}`));
  const identifying: unknown = field.identifying;
  if (identifying !== undefined && identifying !== true)
    fail(`field "${name}": identifying must be true or left out, got ${JSON.stringify(identifying)}`);
  if (identifying !== undefined && field.type !== "string")
    fail(`field "${name}": identifying is for string fields, not ${field.type}`);
  checkLimits(name, field, fail);
}

/** It ends up in Terraform, which would evaluate an expression in it, and in Glue comments, which are one line. */
function checkDescription(description: string, fail: (problem: string) => never): void {
  if (!/^\P{Cc}*$/u.test(description) || /[$%]\{/.test(description))
    fail(`description must be one line without "\${" and "%{", got ${JSON.stringify(description)}`);
}

function checkLimits(name: string, field: FieldDeclaration, fail: (problem: string) => never): void {
  const { type, maxLength, minimum, maximum } = field;
  if (maxLength !== undefined) {
    if (type !== "string") fail(`field "${name}": maxLength is for string fields, not ${type}`);
    if (!Number.isInteger(maxLength) || maxLength < 1)
      fail(`field "${name}": maxLength must be a whole number of at least 1, got ${maxLength}`);
  }
  for (const [limit, value] of Object.entries({ minimum, maximum })) {
    if (value === undefined) continue;
    if (type !== "int" && type !== "bigint" && type !== "double")
      fail(`field "${name}": ${limit} is for number fields, not ${type}`);
    if (!Number.isFinite(value)) fail(`field "${name}": ${limit} must be a finite number, got ${value}`);
    if (
      type !== "double" &&
      !(Number.isInteger(value) && value >= WHOLE_NUMBERS[type].minimum && value <= WHOLE_NUMBERS[type].maximum)
    )
      fail(`field "${name}": ${limit} must be a whole number in the range of ${type}, got ${value}`);
  }
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    fail(`field "${name}": minimum ${minimum} is above maximum ${maximum}`);
}

function claim(key: string, taken: Map<string, string>, fail: (problem: string) => never): void {
  const column = columnName(key);
  const other = taken.get(column);
  if (other !== undefined)
    fail(`"${other}" and "${key}" are the same in lower case: the table can have only one column "${column}"`);
  taken.set(column, key);
}

function check(condition: boolean, problem: string): void {
  if (!condition) throw new Error(problem);
}
