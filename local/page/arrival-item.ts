import type { Arrival } from "../pipeline/protocol";
import { make } from "./dom";
import { clock, counted } from "./format";
import { STATES } from "./states";

/** One arrival in the list. It opens to what was sent, where it went and why. */
export class ArrivalItem {
  readonly element = make("li");
  private readonly details = make("details");
  private readonly summary = make("summary");
  private readonly body = make("div", { class: "arrival-body" });
  private shown: Arrival;

  constructor(arrival: Arrival) {
    this.shown = arrival;
    this.details.append(this.summary, this.body);
    this.element.append(this.details);
    this.details.addEventListener("toggle", () => this.showBody());
    this.showSummary();
  }

  /** Shows what became of it. */
  show(arrival: Arrival): void {
    if (arrival.version === this.shown.version) return;
    this.shown = arrival;
    this.showSummary();
    this.showBody();
  }

  private showSummary(): void {
    const { state, source, at, reasons, raw, code } = this.shown;
    const { shape, text } = STATES[state];
    const [reason] = reasons;
    this.element.className = `arrival ${state}`;
    this.summary.replaceChildren(
      make(
        "span",
        { class: "state" },
        make("span", { text: shape, attributes: { "aria-hidden": "true" } }),
        ` ${text}${state === "refused" ? ` ${code ?? ""}` : ""}`,
      ),
      make("span", { class: "source", text: source }),
      make("time", { text: clock(at), attributes: { datetime: at } }),
      make("span", { class: reason === undefined ? "peek" : "reason", text: reason ?? raw.slice(0, 120) }),
    );
  }

  /** Made when it is looked at. */
  private showBody(): void {
    if (!this.details.open) {
      this.body.replaceChildren();
      return;
    }
    const { stage, code, reasons, raw, lines, events, state, at } = this.shown;
    const facts: [string, string][] = [["arrived", at]];
    if (stage !== undefined) facts.push(["stage", stage]);
    if (code !== undefined) facts.push([state === "refused" ? "status" : "code", code]);
    for (const reason of reasons) facts.push([state === "problems" ? "problem" : "reason", reason]);
    if (state === "stored" || state === "problems") facts.push(["stored", counted(events, "event")]);
    this.body.replaceChildren(
      make("dl", {}, ...facts.flatMap(([name, value]) => [make("dt", { text: name }), make("dd", { text: value })])),
    );
    if (raw !== "") this.body.append(make("h3", { text: "Sent" }), payload(raw));
    if (lines !== "") this.body.append(make("h3", { text: "Stored" }), payload(lines));
  }
}

/** It can be scrolled by keyboard. */
const payload = (text: string): HTMLElement => make("pre", { class: "payload", text, attributes: { tabindex: "0" } });
