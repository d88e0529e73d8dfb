import type { PipelineStatus } from "../pipeline/status";
import { find, tell } from "./dom";
import { counted } from "./format";
import { callJson } from "./http";

/** The button that empties the data folder, once somebody has confirmed it. @returns takes the status, which says what would be gone */
export function startReset(): (status: PipelineStatus) => void {
  const dialog = find("reset-dialog", HTMLDialogElement);
  const what = find("reset-what", HTMLElement);
  const said = find("reset-answer", HTMLElement);
  find("reset", HTMLButtonElement).addEventListener("click", () => {
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "reset") return;
    void tell(
      said,
      "Emptying…",
      callJson("POST", "reset").then(() => "Everything is removed."),
    );
  });
  return ({ events, records }) => {
    what.textContent = `${counted(events.delivered, "stored event")}, ${counted(records.buffered, "waiting record")} and ${counted(records.failed, "failed record")} are removed from this machine, and every counter starts at 0. There is no way back.`;
  };
}
