import Ajv from "ajv-draft-04";
import { compareContracts } from "../../contract/compare";
import { columnName, columnsOf, formerOf, viewColumnsOf } from "../../declaration/columns";
import { defineEvent } from "../../declaration/define";
import type { EventDeclaration } from "../../declaration/event";
import type { StorageFormat } from "../../declaration/layout";
import { eventModel } from "../../declaration/model";
import { viewSql } from "../../declaration/sql";
import { parquetTable, viewName } from "../../declaration/tables";
import type { Relation } from "../../emulation/athena/catalog";
import type { Column } from "../../emulation/athena/columns";
import { compileNormaliser } from "../../handlers/normaliser/normaliser";
import { BUCKET, DATEHOUR, Lake, view, visits } from "../support/athena";
import { BREAK, KIND, randomEvent, randomFrom, randomSent } from "../support/changes";
import { ARRIVED } from "../support/firehose";

/** Few in the tests; `PROPERTY_RUNS=10000 npx jest random-changes` tries as many. */
const SEQUENCES = Number(process.env["PROPERTY_RUNS"] ?? 20);
const SEED = Number(process.env["PROPERTY_SEED"] ?? 18);
const CHANGES = 4;
/** Sequences whose events lie in one lake. */
const TOGETHER = 20;

interface Sequence {
  readonly before: EventDeclaration;
  readonly now: EventDeclaration;
  readonly edits: readonly string[];
  readonly sent: readonly Readonly<Record<string, unknown>>[];
}

function sequence(number: number): Sequence {
  const random = randomFrom(SEED * 100_003 + number);
  const before = defineEvent(randomEvent(random, `e${number}`));
  const sent = Array.from({ length: 3 }, () => randomSent(random, before));
  const edits: string[] = [];
  let now: EventDeclaration = before;
  for (let left = CHANGES; left > 0; left--) {
    const [name, edit] = Object.entries(KIND)[Math.floor(random() * Object.keys(KIND).length)] ?? [];
    const next = edit?.(now, random);
    if (next === undefined || name === undefined) continue;
    now = defineEvent(next);
    edits.push(name);
  }
  return { before, now, edits, sent };
}

/** The column under which a column of before answers now. */
const nowCalled = (column: string, { fields }: EventDeclaration): string =>
  Object.entries(fields).flatMap(([name, field]) =>
    formerOf(field).some(([former]) => former === column) ? [columnName(name)] : [],
  )[0] ?? column;

const glue = (columns: readonly Column[]): readonly Column[] => columns.map(({ name, type }) => ({ name, type }));

/** A declaration's tables and view over the objects of its event type. */
function relationsOf(event: EventDeclaration, format: StorageFormat): readonly Relation[] {
  const place = (kind: string) => {
    const prefix = `${kind}/${event.name}/`;
    return {
      location: { bucket: BUCKET, prefix },
      partitions: { keys: [DATEHOUR], template: `${prefix}\${datehour}/` },
    };
  };
  const json = visits({ name: event.table, columns: glue(columnsOf(event)), ...place("json") });
  const parquet = visits({
    name: parquetTable(event),
    columns: glue(columnsOf(event, "parquet")),
    format: { kind: "parquet" },
    ...place("parquet"),
  });
  const shown = view(viewName(event), viewSql(event, format), glue(viewColumnsOf(event)));
  return [json, ...(format === "parquet" ? [parquet] : []), shown];
}
const HOUR = "2026/11/20/09";

describe.each(["json", "parquet"] as const)("stored as %s", (format) => {
  test("whatever changes that break nobody come one after another, events of before are taken and answered the same", async () => {
    for (let from = 0; from < SEQUENCES; from += TOGETHER) {
      const all = Array.from({ length: Math.min(TOGETHER, SEQUENCES - from) }, (_, index) => sequence(from + index));
      const lake = new Lake(all.flatMap(({ before }) => relationsOf(before, format)));
      const later = new Lake(
        all.flatMap(({ now }) => relationsOf(now, format)),
        {},
        lake.directory,
      );
      for (const { before, now, edits, sent } of all) {
        const broken = compareContracts([before], [now]).filter(({ verdict }) => verdict === "breaking");
        expect({ edits, broken }).toEqual({ edits, broken: [] });
        const isTaken = new Ajv({ strict: false }).compile(eventModel(now));
        expect([edits, sent.filter((event) => !isTaken(event))]).toEqual([edits, []]);
        const lines = sent.map((event, index) => compileNormaliser(before)(event, `${index}`, ARRIVED));
        if (format === "json") lake.putRaw(`json/${before.name}/${HOUR}/o.json`, `${lines.join("\n")}\n`);
        else {
          lake.putRaw(`lines/${before.name}.json`, `${lines.join("\n")}\n`);
          const types = columnsOf(before, "parquet").map(
            ({ name, type }) => `'${name}': '${type === "string" ? "VARCHAR" : type.toUpperCase()}'`,
          );
          await lake.putParquet(
            `parquet/${before.name}/${HOUR}/o.parquet`,
            `FROM read_json('${lake.file(`lines/${before.name}.json`)}', columns = {${types.join(", ")}}, format = 'newline_delimited')`,
          );
        }
        const columns = viewColumnsOf(before).filter(({ name }) => name.startsWith("f"));
        const ask = (event: EventDeclaration): string =>
          `SELECT event_id, ${columns
            .map(({ name, type }) => {
              const column = `"${nowCalled(name, event)}"`;
              return /^(int|bigint|double|decimal)/.test(type)
                ? `CAST(${column} AS double)`
                : /[<]/.test(type)
                  ? `${column} IS NULL`
                  : `CAST(${column} AS varchar)`;
            })
            .join(", ")} FROM ${viewName(event)} ORDER BY 1`;
        const [was, is] = [await lake.rows(ask(before)), await later.rows(ask(now))];
        expect(was).toHaveLength(sent.length);
        expect({ edits, rows: is }).toEqual({ edits, rows: was });
      }
    }
  }, 600_000);
});

test("each planted break is found, whatever was changed before it", () => {
  const found = new Map<string, number>();
  for (let number = 0; number < SEQUENCES * 25; number++) {
    const random = randomFrom(number * 7919 + SEED);
    const { before, now } = sequence(number);
    const [name, edit] = Object.entries(BREAK)[Math.floor(random() * Object.keys(BREAK).length)] ?? [];
    const next = edit?.(before, random);
    if (next === undefined || name === undefined) continue;
    const broken = compareContracts([before], [next]).filter(({ verdict }) => verdict === "breaking");
    expect([number, name, broken.length > 0]).toEqual([number, name, true]);
    found.set(name, (found.get(name) ?? 0) + 1);
    expect(compareContracts([now], [now])).toEqual([]);
  }
  expect([...found.keys()].sort()).toEqual(Object.keys(BREAK).sort());
});
