import { type Arrival, type ArrivalState, isUnhealthy } from "../pipeline/protocol";
import { address } from "./address";
import { find, make } from "./dom";
import { counted } from "./format";
import { STATES } from "./states";

const OUTCOMES: readonly (readonly [value: string, text: string, has: (arrival: Arrival) => boolean])[] = [
  ["", "All", () => true],
  ["unhealthy", "Failures and problems", isUnhealthy],
  ...Object.entries(STATES).map(
    ([state, { text }]) => [state, text, (arrival: Arrival) => arrival.state === (state as ArrivalState)] as const,
  ),
];

/** Which arrivals are listed: by type, outcome and a text, with how many there are of each. Kept in the address. */
export class ArrivalsFilter {
  private readonly type = find("arrival-type", HTMLSelectElement);
  private readonly outcome = find("arrival-outcome", HTMLSelectElement);
  private readonly text = find("arrival-text", HTMLInputElement);
  private readonly said = find("arrivals-shown", HTMLElement);

  constructor() {
    find("arrival-form", HTMLFormElement).addEventListener("submit", (event) => event.preventDefault());
    this.type.append(make("option", { text: "All", attributes: { value: "" } }));
    for (const [value, text] of OUTCOMES) this.outcome.append(make("option", { text, attributes: { value } }));
    this.type.addEventListener("change", () => address.change({ type: this.type.value || undefined }));
    this.outcome.addEventListener("change", () => address.change({ outcome: this.outcome.value || undefined }));
    this.text.addEventListener("input", () => address.change({ find: this.text.value || undefined }, false));
  }

  /** @param changed called when others are to be listed, and now */
  follow(changed: () => void): void {
    address.follow(() => {
      this.chooseType(address.get("type") ?? "");
      const outcome = address.get("outcome") ?? "";
      this.outcome.value = OUTCOMES.some(([value]) => value === outcome) ? outcome : "";
      if (this.text.value !== (address.get("find") ?? "")) this.text.value = address.get("find") ?? "";
      changed();
    });
  }

  get narrows(): boolean {
    return this.type.value !== "" || this.outcome.value !== "" || this.text.value !== "";
  }

  /** Those to be listed. The choices say how many each would list. */
  choose(arrivals: readonly Arrival[]): ReadonlySet<string> {
    const found = arrivals.filter((arrival) => this.hasText(arrival));
    const ofType = found.filter(({ source }) => this.type.value === "" || source === this.type.value);
    const ofOutcome = found.filter((arrival) => this.hasOutcome(arrival));
    const sources = [
      ...new Set([...arrivals.map(({ source }) => source), ...(this.type.value ? [this.type.value] : [])]),
    ];
    this.offerTypes(sources.sort());
    for (const option of this.type.options)
      label(
        option,
        option.value || "All",
        ofOutcome.filter(({ source }) => ["", source].includes(option.value)).length,
      );
    for (const [index, [, text, has]] of OUTCOMES.entries())
      label(this.outcome.options[index], text, ofType.filter(has).length);
    const chosen = ofType.filter((arrival) => this.hasOutcome(arrival));
    this.said.textContent = this.narrows ? `${chosen.length} of the last ${counted(arrivals.length, "arrival")}` : "";
    return new Set(chosen.map(({ id }) => id));
  }

  private hasOutcome(arrival: Arrival): boolean {
    return OUTCOMES.find(([value]) => value === this.outcome.value)?.[2](arrival) ?? true;
  }

  private hasText({ source, state, code = "", reasons, raw, lines }: Arrival): boolean {
    const wanted = this.text.value.trim().toLowerCase();
    if (wanted === "") return true;
    return [source, STATES[state].text, code, ...reasons, raw, lines].some((text) =>
      text.toLowerCase().includes(wanted),
    );
  }

  /** One that the address names may be none that arrived. */
  private chooseType(type: string): void {
    if (![...this.type.options].some(({ value }) => value === type))
      this.type.append(make("option", { text: type, attributes: { value: type } }));
    this.type.value = type;
  }

  private offerTypes(sources: readonly string[]): void {
    const known = [...this.type.options].slice(1).map(({ value }) => value);
    if (known.join("\n") === sources.join("\n")) return;
    const chosen = this.type.value;
    for (const option of [...this.type.options].slice(1)) option.remove();
    this.type.append(...sources.map((value) => make("option", { text: value, attributes: { value } })));
    this.type.value = chosen;
  }
}

function label(option: HTMLOptionElement | undefined, text: string, count: number): void {
  const said = `${text} (${count})`;
  if (option !== undefined && option.text !== said) option.text = said;
}
