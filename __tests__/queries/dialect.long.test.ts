import { readFileSync } from "node:fs";
import { Athena, QueryError } from "../../emulation/athena/engine";
import { DIALECT, FIXTURE, KEPT, questionSql, REFUSED, type Recorded } from "../support/dialect";
import { temporaryFolder } from "../support/tree";

const recorded = JSON.parse(readFileSync(FIXTURE, "utf8")) as Readonly<Record<string, Recorded>>;
const texts = Object.values(DIALECT).flat();
const local = new Athena([], temporaryFolder(), { waiting: texts.length, seconds: 120, secondsWhenOthersWait: 120 });
afterAll(() => local.close());

async function answer(text: string): Promise<Recorded | { readonly error: string }> {
  try {
    const { columns, rows } = await local.query(questionSql(text));
    return { columns, rows };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { error: error.message };
  }
}

/** All are asked at once, and answered side by side. */
const answers = new Map(texts.map((text) => [text, answer(text)]));

/** Doubles may differ in the last digits: both engines round where they please. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, each: unknown) =>
    typeof each === "number" && !Number.isInteger(each) ? Number(each.toPrecision(12)) : each,
  );

describe.each(Object.entries(DIALECT))("%s", (_, group) => {
  test.each(group)("%s", async (text) => {
    const trino = recorded[text];
    if (trino === undefined) throw new Error(`nothing is written down: npm run test:trino -- --record`);
    const here = await answers.get(text);
    if (KEPT.has(text))
      expect(rounded(here)).not.toEqual(rounded(trino)); // otherwise it needn't be listed
    else if ("refused" in trino || REFUSED.has(text)) expect(here).toHaveProperty("error");
    else expect(rounded(here)).toEqual(rounded(trino));
  });
});

jest.setTimeout(120_000);

test("what is refused here is answered by Trino, and both lists name questions that are asked", () => {
  const asked = new Set(texts);
  for (const text of [...KEPT, ...REFUSED]) expect(asked).toContain(text);
  for (const text of REFUSED) expect({ text, trino: recorded[text] }).not.toHaveProperty("trino.refused");
});
