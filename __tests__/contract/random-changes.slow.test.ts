import { rmSync } from "node:fs";
import Ajv from "ajv-draft-04";
import { compareContracts } from "../../contract/compare";
import { columnsOf, viewColumnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import type { StorageFormat } from "../../declaration/layout";
import { eventModel } from "../../declaration/model";
import { viewSql } from "../../declaration/sql";
import { parquetTable, viewName } from "../../declaration/tables";
import type { Relation } from "../../emulation/athena/catalog";
import type { Column } from "../../emulation/athena/columns";
import { compileNormaliser } from "../../handlers/normaliser/normaliser";
import { BUCKET, DATEHOUR, Lake, view, visits } from "../support/athena";
import { BREAK, randomFrom } from "../support/changes";
import { ARRIVED } from "../support/firehose";
import { heldOf, questionOf, type Sequence, sequenceOf, together } from "../support/sequences";

/** Few in the tests; `npm run test:sequences` tries ten thousand, these and the following. */
const SEQUENCES = Number(process.env["PROPERTY_RUNS"] ?? 20);
const FIRST = Number(process.env["PROPERTY_FROM"] ?? 0);
const SEED = Number(process.env["PROPERTY_SEED"] ?? 18);
/** Sequences whose events lie in one lake and are asked for in one question. */
const TOGETHER = 50;
/** They are many questions in one, on a machine that may be busy. */
const PATIENT = { seconds: 600 };
const LEAST_BREAKS = 500;

/** Each hour costs time, for each table. */
const FEW_HOURS = ["2026/11/20/00", "2026/11/20/23"] as const;
const HOUR = "2026/11/20/09";

const glue = (columns: readonly Column[]): readonly Column[] => columns.map(({ name, type }) => ({ name, type }));

/** A declaration's tables and view over the objects of its event type. */
function relationsOf(event: EventDeclaration, format: StorageFormat): readonly Relation[] {
  const place = (kind: string) => {
    const prefix = `${kind}/${event.name}/`;
    return {
      location: { bucket: BUCKET, prefix },
      partitions: { keys: [{ ...DATEHOUR, range: FEW_HOURS }], template: `${prefix}\${datehour}/` },
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

/** Stores a sequence's events as they were declared before. */
async function store(lake: Lake, { before, sent }: Sequence, format: StorageFormat): Promise<void> {
  const normalise = compileNormaliser(before);
  const lines = `${sent.map((event, index) => normalise(event, `${index}`, ARRIVED)).join("\n")}\n`;
  if (format === "json") {
    lake.putRaw(`json/${before.name}/${HOUR}/o.json`, lines);
    return;
  }
  const file = `lines/${before.name}.json`;
  lake.putRaw(file, lines);
  const types = columnsOf(before, "parquet").map(
    ({ name, type }) => `'${name}': '${type === "string" ? "VARCHAR" : type.toUpperCase()}'`,
  );
  await lake.putParquet(
    `parquet/${before.name}/${HOUR}/o.parquet`,
    `FROM read_json('${lake.file(file)}', columns = {${types.join(", ")}}, format = 'newline_delimited')`,
  );
}

/** Every event of these sequences as the views of their declarations answer with it. */
async function asked(lake: Lake, all: readonly Sequence[], side: "before" | "now"): Promise<readonly unknown[]> {
  const rows = await lake.rows(together(all.map((sequence) => questionOf(sequence.before, sequence[side]))));
  const declared = new Map(all.map(({ before }) => [before.name, before]));
  return rows.map(([name, id, held]) => {
    const event = declared.get(String(name));
    return [name, id, event && heldOf(event, String(held))];
  });
}

/** Checked by its own tests, models need no look at the meta schema. */
const ajv = new Ajv({ strict: false, validateSchema: false, meta: false });
describe.each(["json", "parquet"] as const)("stored as %s", (format) => {
  test(
    "whatever changes that break nobody come one after another, events of before are taken and answered the same",
    async () => {
      for (let from = 0; from < SEQUENCES; from += TOGETHER) {
        const count = Math.min(TOGETHER, SEQUENCES - from);
        const all = Array.from({ length: count }, (_, index) => sequenceOf(SEED, FIRST + from + index));
        const lake = new Lake(
          all.flatMap(({ before }) => relationsOf(before, format)),
          PATIENT,
        );
        const relations = all.flatMap(({ now }) => relationsOf(now, format));
        const later = new Lake(relations, PATIENT, lake.directory);
        for (const sequence of all) {
          const { before, now, edits, sent } = sequence;
          const broken = compareContracts([before], [now]).filter(({ verdict }) => verdict === "breaking");
          expect({ edits, broken }).toEqual({ edits, broken: [] });
          const isTaken = ajv.compile(eventModel(now));
          expect([edits, sent.filter((event) => !isTaken(event))]).toEqual([edits, []]);
          await store(lake, sequence, format);
        }
        const [was, is] = [await asked(lake, all, "before"), await asked(later, all, "now")];
        expect(was).toHaveLength(all.reduce((sum, { sent }) => sum + sent.length, 0));
        expect(is).toEqual(was);
        for (const { athena } of [lake, later]) athena.close();
        rmSync(lake.directory, { recursive: true });
      }
    },
    Math.max(60_000, SEQUENCES * 1_000),
  );
});

test(
  "each planted break is found, whatever was changed before it",
  () => {
    const found = new Map<string, number>();
    const last = FIRST + Math.max(LEAST_BREAKS, SEQUENCES);
    for (let number = FIRST; number < last; number++) {
      const random = randomFrom(number * 7919 + SEED);
      const { now } = sequenceOf(SEED, number);
      expect(compareContracts([now], [now])).toEqual([]);
      for (const [name, edit] of Object.entries(BREAK)) {
        const next = edit(now, random);
        if (next === undefined) continue;
        const broken = compareContracts([now], [next]).filter(({ verdict }) => verdict === "breaking");
        expect([number, name, broken.length > 0]).toEqual([number, name, true]);
        found.set(name, (found.get(name) ?? 0) + 1);
      }
    }
    expect([...found.keys()].sort()).toEqual(Object.keys(BREAK).sort());
  },
  Math.max(60_000, SEQUENCES * 1_000),
);
