import { type Arrival, type ArrivalState, MOST_ARRIVALS } from "../../../local/pipeline/protocol";
import { Recent } from "../../../local/pipeline/recent";

const arrival = (id: string, state: ArrivalState, version = 1): Arrival => ({
  id,
  version,
  at: "2026-11-20T12:00:00.000Z",
  source: "a",
  state,
  reasons: [],
  raw: "",
  lines: "",
  events: 0,
});
const idsOf = (recent: Recent): readonly string[] => recent.list().map(({ id }) => id);

test("however much arrives, only the last are kept, and the oldest make way", () => {
  const recent = new Recent();
  const gone = Array.from({ length: MOST_ARRIVALS + 3 }, (_, index) =>
    recent.set(arrival(String(index), "stored")),
  ).filter((id) => id !== undefined);
  expect(gone).toEqual(["0", "1", "2"]);
  expect([recent.size, idsOf(recent)[0], idsOf(recent).at(-1)]).toEqual([
    MOST_ARRIVALS,
    "3",
    String(MOST_ARRIVALS + 2),
  ]);
});

test("a flood of good arrivals doesn't wash away the one that failed", () => {
  const recent = new Recent();
  recent.set(arrival("failed", "failed"));
  for (let index = 0; index < 10 * MOST_ARRIVALS; index++) recent.set(arrival(String(index), "stored"));
  expect([recent.size, recent.get("failed")?.state]).toEqual([MOST_ARRIVALS, "failed"]);
});

test("a flood of failures leaves half of the room to good arrivals", () => {
  const recent = new Recent();
  for (let index = 0; index < MOST_ARRIVALS; index++) recent.set(arrival(`good ${index}`, "stored"));
  for (let index = 0; index < 10 * MOST_ARRIVALS; index++) recent.set(arrival(`bad ${index}`, "refused"));
  expect([recent.size, idsOf(recent).filter((id) => id.startsWith("good")).length]).toEqual([
    MOST_ARRIVALS,
    MOST_ARRIVALS / 2,
  ]);
});

test("an arrival that changes keeps its place, and is told as what it has become", () => {
  const recent = new Recent();
  for (const id of ["a", "b", "c"]) recent.set(arrival(id, "waiting"));
  expect(recent.set(arrival("b", "problems", 2))).toBeUndefined();
  expect([idsOf(recent), recent.get("b")?.state]).toEqual([["a", "b", "c"], "problems"]);
});

test("after it was cleared failures are counted from nothing", () => {
  const recent = new Recent();
  for (let index = 0; index < MOST_ARRIVALS; index++) recent.set(arrival(`old ${index}`, "failed"));
  recent.clear();
  recent.set(arrival("failed", "failed"));
  for (let index = 0; index < 2 * MOST_ARRIVALS; index++) recent.set(arrival(String(index), "stored"));
  expect([recent.size, recent.get("failed")?.state]).toEqual([MOST_ARRIVALS, "failed"]);
});
