import { BOOKKEEPING_COLUMNS, columnName, PARTITION_KEY, PROBLEMS, viewColumnsOf } from "./columns";
import { checkSameContext, withContext, type WithContext } from "./context";
import { canBecome } from "./conversion";
import { checkAnalysis, checkNames, checkSql } from "./define-analysis";
import { checkAcross } from "./define-across";
import { checkDescription, checkField, checkName } from "./define-field";
import { checkKeys, EVENT_KEYS, type Fail, INCLUSION_KEYS, isObject } from "./define-keys";
import { checkReferences } from "./define-references";
import type { EventDeclaration, FieldDeclaration } from "./event";
import { batchPath } from "./layout";
import { PIPELINE_QUERY_NAMES } from "./pipeline-queries";
import { storedFields } from "./stored-fields";
import { FAILED_RECORDS_TABLE, FAILED_RECORDS_VIEW, lakeTable, parquetTable, viewName } from "./tables";

/** Longest event name: `<project>-<environment>-<name>` must fit a delivery stream's 64 characters. */
const MAX_NAME_LENGTH = 40;
const RESERVED_COLUMNS = new Set([PARTITION_KEY, ...BOOKKEEPING_COLUMNS.map((column) => column.name)]);

/**
 * Declares an event type and returns the declaration, with its context among its fields.
 * @throws Error naming the event, the field, the value and the rule when the declaration can't work.
 */
export function defineEvent<const E extends EventDeclaration>(event: E): WithContext<E> {
  try {
    return checked(event) as WithContext<E>;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Error(
      `event ${JSON.stringify(event.name)}: a text, list or object in it is something else: ${error.message}`,
      {
        cause: error,
      },
    );
  }
}

function checked(said: EventDeclaration): EventDeclaration {
  check(isObject(said), `an event type must be an object, got ${JSON.stringify(said)}`);
  const { name } = said;
  check(
    typeof name === "string" && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= MAX_NAME_LENGTH,
    `event "${name}": name must be kebab-case, at most ${MAX_NAME_LENGTH} characters, like "menu-click"`,
  );
  const fail = (problem: string): never => {
    throw new Error(`event "${name}": ${problem}`);
  };
  checkKeys("", said, EVENT_KEYS, fail);
  checkFieldObjects(said, fail);
  const event = withContext(said, fail);
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
    for (const key of [name, ...(field.aliases ?? [])]) {
      checkName(`field "${name}"`, key, fail);
      if (RESERVED_COLUMNS.has(columnName(key)))
        fail(
          `field "${name}": "${key}" is reserved for the pipeline; reserved are ${[...RESERVED_COLUMNS].join(", ")}`,
        );
    }
    checkField(name, field, taken, fail);
  }
  checkReferences(event.fields, fail);
  if (storedFields(event.fields).length === 0) fail("fields: one at least must be stored");
  for (const inclusion of event.includes ?? []) {
    checkKeys("includes: ", inclusion, INCLUSION_KEYS, fail);
    const { event: other, where } = inclusion;
    if (other.name === event.name || other.table === event.table) fail("includes must name other event types");
    for (const [name, field] of storedFields(event.fields)) {
      const [, was] = storedFields(other.fields).find(([each]) => columnName(each) === columnName(name)) ?? [];
      if (was !== undefined && !canBecome(was, field))
        fail(
          `includes "${other.name}": no view can make ${field.type} of its ${was.type} "${name}"; give one of them another name or the same declaration`,
        );
    }
    if (where === undefined) continue;
    checkSql(`includes "${other.name}"`, where, fail);
    const columns = new Set([...viewColumnsOf(other).map(({ name }) => name), PROBLEMS]);
    checkNames(`includes "${other.name}"`, where, columns, fail);
  }
  checkAnalysis(event, fail);
  return event;
}

/** Fields and context by their names, each an object. */
function checkFieldObjects({ fields, context = {} }: EventDeclaration, fail: Fail): void {
  for (const [what, group] of Object.entries({ fields, context })) {
    if (!isObject(group)) fail(`${what} must be an object, got ${JSON.stringify(group)}`);
    for (const [name, field] of Object.entries<unknown>(group))
      if (!isObject(field)) fail(`field "${name}" must be an object, got ${JSON.stringify(field)}`);
  }
}

/**
 * Gathers the event types of a pipeline.
 * @throws Error naming both events when two share a name, a table or view, a path, or a saved query's or analysis's name; or naming what an analysis lacks.
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
    checkKeys(`event "${event.name}": `, event, EVENT_KEYS, (problem) => {
      throw new Error(problem);
    });
    check(
      event.context === undefined,
      `event "${event.name}": its context is not among its fields; declare it with defineEvent`,
    );
    const claimed: [keyof typeof claims, string][] = [
      ["name", event.name],
      ["path", event.path],
      ["path", batchPath(event)],
    ];
    for (const table of [event.table, parquetTable(event), lakeTable(event), viewName(event)])
      claimed.push(["table", table]);
    for (const query of Object.keys({ ...event.queries, ...event.analyses })) claimed.push(["query", query]);
    for (const [what, value] of claimed) {
      const owner = claims[what].get(value);
      check(
        owner === undefined,
        `event "${event.name}": ${what} "${value}" is already used by ${owner}; give it one of its own`,
      );
      claims[what].set(value, `event "${event.name}"`);
    }
  }
  checkAcross(events);
  checkSameContext(events, (problem) => {
    throw new Error(problem);
  });
  return events;
}

function check(condition: boolean, problem: string): void {
  if (!condition) throw new Error(problem);
}
