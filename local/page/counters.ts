import type { PipelineStatus } from "../pipeline/status";
import { find, make, onceAtATime, tell } from "./dom";
import { number } from "./format";
import { startFreshness } from "./freshness";
import { callJson } from "./http";
import { startReset } from "./reset";

/** What is counted, in the order of an event's path, with what it means. */
const COUNTERS: readonly (readonly [name: string, meaning: string, count: (status: PipelineStatus) => number])[] = [
  ["Taken", "Requests that the edge took", ({ requests }) => requests.accepted],
  ["Refused", "Requests that the edge refused", ({ requests }) => requests.rejected],
  ["Waiting", "Records that wait for their delivery", ({ records }) => records.buffered],
  ["Delivered", "Records that were delivered", ({ records }) => records.delivered],
  ["Failed", "Records that lie among the failed ones", ({ records }) => records.failed],
  ["Events stored", "Lines in the tables", ({ events }) => events.delivered],
  ["With problems", "Events stored with a problem named: no view shows them", ({ events }) => events.problems],
];

/** Up to when all curated tables are merged, as text. */
function mergedText(workflows: NonNullable<PipelineStatus["workflows"]>): string {
  const failed = workflows.find(({ failure }) => failure !== undefined);
  if (failed !== undefined) return `failed: ${failed.name}`;
  const [oldest = null] = workflows.map(({ lastSuccess }) => lastSuccess ?? "").sort();
  return oldest === null || oldest === "" ? "never" : oldest.replace("T", " ").slice(0, 16);
}

/** Shows the counters, and lets one deliver what waits. */
export function startCounters(): (status: PipelineStatus) => void {
  const list = find("counters", HTMLElement);
  const values = COUNTERS.map(([name, meaning]) => {
    const value = make("dd", { text: "–" });
    list.append(make("div", { title: meaning }, make("dt", { text: name }), value));
    return value;
  });
  const tellReset = startReset();
  const tellFreshness = startFreshness();
  startDelivering();
  const merged = make("dd", { text: "–" });
  const mergedItem = make(
    "div",
    { title: "What landed before is in the curated tables (UTC); views read the rest of landing" },
    make("dt", { text: "Merged up to" }),
    merged,
  );
  const nothing = find("nothing", HTMLElement);
  return (status) => {
    if (status.workflows !== undefined) {
      merged.textContent = mergedText(status.workflows);
      if (!mergedItem.isConnected) list.append(mergedItem);
    }
    nothing.hidden = status.events.delivered > 0;
    tellReset(status);
    tellFreshness(status);
    for (const [index, [, , count]] of COUNTERS.entries()) {
      const value = values[index];
      if (value !== undefined) value.textContent = number(count(status));
    }
  };
}

function startDelivering(): void {
  const button = find("deliver", HTMLButtonElement);
  const said = find("deliver-answer", HTMLElement);
  button.addEventListener("click", () =>
    onceAtATime(button, () =>
      tell(
        said,
        "Delivering…",
        callJson("POST", "flush").then(() => "Everything is delivered."),
      ),
    ),
  );
}
