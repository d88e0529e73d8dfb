import type { Arrival, Update } from "../pipeline/protocol";
import { Recent } from "../pipeline/recent";
import { ArrivalItem } from "./arrival-item";
import { ArrivalsFilter } from "./arrivals-filter";
import { find } from "./dom";
import { counted } from "./format";

/** The list of what arrives, newest first. It holds what `Recent` holds and no more, however long it runs. */
export class Arrivals {
  private readonly recent = new Recent();
  private readonly items = new Map<string, ArrivalItem>();
  private readonly list = find("arrival-list", HTMLOListElement);
  private readonly empty = find("arrivals-empty", HTMLElement);
  private readonly pause = find("pause", HTMLButtonElement);
  private readonly note = find("paused", HTMLElement);
  private readonly filter = new ArrivalsFilter();
  private paused = false;
  private missed = 0;

  constructor() {
    this.pause.addEventListener("click", () => this.setPaused(!this.paused));
    this.filter.follow(() => this.choose());
  }

  take({ all, arrivals }: Update): void {
    if (all) this.recent.clear();
    for (const arrival of arrivals) this.recent.set(arrival);
    if (this.paused) {
      if (all) this.missed = 0;
      this.missed += arrivals.length;
      this.note.textContent = `Paused; ${counted(this.missed, "change")} since.`;
    } else if (all) this.showAll();
    else this.showChanged(arrivals);
  }

  private setPaused(paused: boolean): void {
    this.paused = paused;
    this.missed = 0;
    this.pause.textContent = paused ? "Go on" : "Pause";
    this.pause.setAttribute("aria-pressed", String(paused));
    this.note.textContent = paused ? "Paused." : "";
    if (!paused) this.showAll();
  }

  private showAll(): void {
    this.removeOthers();
    for (const arrival of this.recent.list()) this.show(arrival);
    this.choose();
  }

  private showChanged(arrivals: readonly Arrival[]): void {
    for (const { id } of arrivals) {
      const arrival = this.recent.get(id);
      if (arrival !== undefined) this.show(arrival);
    }
    this.removeOthers();
    this.choose();
  }

  private show(arrival: Arrival): void {
    const known = this.items.get(arrival.id);
    if (known !== undefined) {
      known.show(arrival);
      return;
    }
    const item = new ArrivalItem(arrival);
    this.items.set(arrival.id, item);
    this.list.prepend(item.element);
  }

  private removeOthers(): void {
    for (const [id, { element }] of this.items) {
      if (this.recent.get(id) !== undefined) continue;
      element.remove();
      this.items.delete(id);
    }
  }

  /** Shows those that the filter leaves. */
  private choose(): void {
    const chosen = this.filter.choose(this.recent.list());
    for (const [id, { element }] of this.items) element.hidden = !chosen.has(id);
    this.empty.hidden = chosen.size > 0;
    const [text] = this.empty.childNodes;
    if (text !== undefined)
      text.textContent =
        this.recent.size > 0 ? "Nothing here for this search and these filters. " : "Nothing has arrived yet. ";
  }
}
