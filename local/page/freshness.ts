import type { PipelineStatus, ProbeStatus } from "../pipeline/status";
import { find, make, onceAtATime, tell } from "./dom";
import { callJson } from "./http";

type Last = NonNullable<ProbeStatus["last"]>;

/** Where the stacks have a freshness probe: what it measured last, and a button that lets it measure. @returns takes the status */
export function startFreshness(): (status: PipelineStatus) => void {
  const list = find("counters", HTMLElement);
  const button = find("measure", HTMLButtonElement);
  const said = find("measure-answer", HTMLElement);
  const item = (name: string, meaning: string) => {
    const value = make("dd", { text: "–" });
    return { value, element: make("div", { title: meaning }, make("dt", { text: name }), value) };
  };
  const answered = item("Click to answer", "From the post of a marked event to SQL's answer");
  const silent = item("Silent types", "Event types that brought nothing in the last hour, which usually brings some");
  const show = ({ clickToAnswerSeconds: seconds, silent: types, failures }: Last): void => {
    answered.value.textContent = failures.length > 0 ? "failed" : `${seconds} s`;
    silent.value.textContent = types === null ? "–" : types.length === 0 ? "none" : types.join(", ");
  };
  const measure = async (): Promise<string> => {
    const last = await callJson<Last>("POST", "probe");
    show(last);
    if (last.failures.length > 0) throw new Error(last.failures.join("; "));
    return `SQL answered after ${last.clickToAnswerSeconds} s. The marked event is counted, and no view has it.`;
  };
  button.addEventListener("click", () =>
    onceAtATime(button, () => tell(said, "A marked event is on its way; SQL is asked until it answers…", measure())),
  );
  return ({ probe }) => {
    button.hidden = probe === undefined;
    if (probe === undefined) return;
    if (!answered.element.isConnected) list.append(answered.element, silent.element);
    if (probe.last) show(probe.last);
  };
}
