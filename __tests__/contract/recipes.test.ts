import { columnsOf, viewColumnsOf } from "../../declaration/columns";
import { compareContracts } from "../../contract/compare";
import { defineEvent } from "../../declaration/define";
import { double, type EventDeclaration, int, object, string } from "../../declaration/event";
import { viewSql } from "../../declaration/sql";
import { viewName } from "../../declaration/tables";
import type { Relation } from "../../emulation/athena/catalog";
import { compileNormaliser } from "../../handlers/normaliser/normaliser";
import { BUCKET, DATEHOUR, Lake, view, visits } from "../support/athena";
import { ARRIVED } from "../support/firehose";

const HOUR = "2026/11/20/09";
const glue = (columns: readonly { readonly name: string; readonly type: string }[]) =>
  columns.map(({ name, type }) => ({ name, type }));

function relationsOf(events: readonly EventDeclaration[]): readonly Relation[] {
  return events.flatMap((event): readonly Relation[] => {
    const prefix = `json/${event.name}/`;
    const place = {
      location: { bucket: BUCKET, prefix },
      partitions: { keys: [DATEHOUR], template: `${prefix}\${datehour}/` },
    };
    return [
      visits({ name: event.table, columns: glue(columnsOf(event)), ...place }),
      view(viewName(event), viewSql(event, "json"), glue(viewColumnsOf(event))),
    ];
  });
}

/** A lake in which events of some types were stored before. */
function stored(now: readonly EventDeclaration[], sent: readonly (readonly [EventDeclaration, object])[]): Lake {
  const lake = new Lake(relationsOf(now));
  for (const [index, [event, value]] of sent.entries())
    lake.putRaw(
      `json/${event.name}/${HOUR}/${index}.json`,
      `${compileNormaliser(event)(value, `id-${index}`, ARRIVED)}\n`,
    );
  return lake;
}

const verdicts = (before: readonly EventDeclaration[], now: readonly EventDeclaration[]) =>
  compareContracts(before, now).map(({ event, verdict }) => `${event} ${verdict}`);

const old = defineEvent({
  name: "click",
  description: "A click",
  path: "/clicks",
  table: "clicks",
  fields: { kind: string(), seconds: int(), link: string() },
});

test("rename and widen: old and new events answer under the new names, who sends the old ones is taken", async () => {
  const now = defineEvent({
    ...old,
    fields: {
      what: string({ aliases: ["kind"], formerly: ["kind"] }),
      duration: double({ aliases: ["seconds"], formerly: [{ column: "seconds", was: { type: "int" } }] }),
      link: string(),
    },
  });
  expect(verdicts([old], [now]).filter((verdict) => verdict.endsWith("breaking"))).toEqual([]);
  const lake = stored(
    [now],
    [
      [old, { kind: "a", seconds: 5 }],
      [now, { what: "b", duration: 0.5 }],
      [now, { kind: "c", seconds: 7 }],
    ],
  );
  expect(await lake.rows("SELECT what, duration FROM click_events ORDER BY what")).toEqual([
    ["a", 5],
    ["b", 0.5],
    ["c", 7],
  ]);
});

test("rename and give a member more: old objects have null in it", async () => {
  const before = defineEvent({ ...old, fields: { item: object({ sku: string() }) } });
  const former = { column: "item", was: object({ sku: string() }) };
  const now = defineEvent({
    ...old,
    fields: { goods: object({ sku: string(), count: int() }, { aliases: ["item"], formerly: [former] }) },
  });
  expect(verdicts([before], [now]).filter((verdict) => verdict.endsWith("breaking"))).toEqual([]);
  const lake = stored(
    [now],
    [
      [before, { item: { sku: "a" } }],
      [now, { goods: { sku: "b", count: 2 } }],
    ],
  );
  expect(await lake.rows("SELECT goods.sku, goods.count FROM click_events ORDER BY 1")).toEqual([
    ["a", null],
    ["b", 2],
  ]);
});

test("split: each part's view answers with its old rows, and the old one stays", async () => {
  const retired = defineEvent({ ...old, retired: true });
  const part = (kind: string): EventDeclaration =>
    defineEvent({
      name: `click-${kind}`,
      description: "A click",
      path: `/clicks/${kind}`,
      table: `clicks_${kind}`,
      fields: { seconds: double(), colour: string() },
      includes: [{ event: retired, where: `kind = '${kind}'` }],
    });
  const [menu, banner] = [part("menu"), part("banner")];
  const now = [retired, menu, banner];
  expect(verdicts([old], now)).toEqual(["click breaking", "click-menu safe", "click-banner safe"]);
  const lake = stored(now, [
    [old, { kind: "menu", seconds: 5 }],
    [old, { kind: "banner", seconds: 6 }],
    [old, { kind: "other" }],
    [menu, { seconds: 7.5, colour: "red" }],
  ]);
  expect(await lake.rows("SELECT seconds, colour FROM click_menu_events ORDER BY seconds")).toEqual([
    [5, null],
    [7.5, "red"],
  ]);
  expect(await lake.rows("SELECT seconds FROM click_banner_events")).toEqual([[6]]);
  expect(await lake.rows("SELECT count(*) FROM click_events")).toEqual([[3]]);
});

test("join: one view answers with the rows of both, and of its own", async () => {
  const other = defineEvent({
    ...old,
    name: "tap",
    path: "/taps",
    table: "taps",
    fields: { seconds: int(), finger: string() },
    retired: true,
  });
  const retired = defineEvent({ ...old, retired: true });
  const touch = defineEvent({
    name: "touch",
    description: "A click or a tap",
    path: "/touches",
    table: "touches",
    fields: { seconds: int(), finger: string(), link: string() },
    includes: [{ event: retired }, { event: other }],
  });
  const lake = stored(
    [retired, other, touch],
    [
      [old, { seconds: 1, link: "x" }],
      [other, { seconds: 2, finger: "thumb" }],
      [touch, { seconds: 3 }],
    ],
  );
  expect(await lake.rows("SELECT seconds, finger, link FROM touch_events ORDER BY seconds")).toEqual([
    [1, null, "x"],
    [2, "thumb", null],
    [3, null, null],
  ]);
});

test("add and remove: old rows have null, and what goes away is named as broken", async () => {
  const more = defineEvent({ ...old, fields: { ...old.fields, colour: string() } });
  expect(verdicts([old], [more])).toEqual(["click safe"]);
  const lake = stored([more], [[old, { kind: "a" }]]);
  expect(await lake.rows("SELECT kind, colour FROM click_events")).toEqual([["a", null]]);
  const rest = Object.fromEntries(Object.entries(old.fields).filter(([name]) => name !== "link"));
  expect(verdicts([old], [defineEvent({ ...old, fields: rest })])).toEqual(["click breaking"]);
});
