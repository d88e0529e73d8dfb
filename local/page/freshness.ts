import type { PipelineStatus, ProbeStatus } from "../pipeline/status";
import { find, make } from "./dom";
import { messageOf } from "./format";
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
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true"); // not disabled: it would lose the focus
    said.className = "hint";
    said.textContent = "A marked event is on its way; SQL is asked until it answers…";
    callJson<Last>("POST", "probe")
      .then(
        (last) => {
          show(last);
          said.className = last.failures.length > 0 ? "error" : "hint";
          said.textContent =
            last.failures.length > 0
              ? last.failures.join("; ")
              : `SQL answered after ${last.clickToAnswerSeconds} s. The marked event is counted, and no view has it.`;
        },
        (error: unknown) => {
          said.className = "error";
          said.textContent = messageOf(error);
        },
      )
      .finally(() => button.removeAttribute("aria-disabled"));
  });
  return ({ probe }) => {
    button.hidden = probe === undefined;
    if (probe === undefined) return;
    if (!answered.element.isConnected) list.append(answered.element, silent.element);
    if (probe.last) show(probe.last);
  };
}
