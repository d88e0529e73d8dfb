import type { ChartsAnswer, ChartsSection } from "../pipeline/protocol";
import { address } from "./address";
import { ChartFigure, type Surroundings } from "./chart-figure";
import { sectionOf } from "./dashboard-section";
import { find } from "./dom";
import { downloadCsv } from "./download";
import { addFilter, filters, filterWords, startFilters } from "./filters";
import { messageOf } from "./format";
import { callJson } from "./http";
import { daysText, scopeParameters, startPeriod } from "./period";
import { onThemeChange } from "./theme";

/** How long charts are left alone at least, in milliseconds; slow ones for four times as long as they took: they share the machine with the pipeline. */
const REST_MILLISECONDS = 2_000;
const REST_FACTOR = 4;
/** How long after an error. */
const REST_AFTER_ERROR_MILLISECONDS = 5_000;

/** The declared charts, a section for each event type. They are asked for anew when something was delivered since, or other events are to be shown. */
export class Dashboard {
  private readonly view = find("dashboard", HTMLElement);
  private readonly place = find("charts", HTMLElement);
  private readonly note = find("charts-note", HTMLElement);
  private readonly shows = find("shows", HTMLElement);
  private readonly offerFields: (fields: readonly string[]) => void;
  private figures: readonly ChartFigure[] = [];
  private answer: ChartsAnswer | undefined;
  private shape = "";
  /** The number of deliveries and the scope, as wanted and as shown. */
  private wanted: number | undefined;
  private scope = "";
  private shown = "";
  private busy = false;
  /** Ends the request under way, and the rest after it. */
  private changed = new AbortController();
  private rested = new AbortController();
  private wasSeen = false;

  constructor() {
    startPeriod();
    this.offerFields = startFilters();
    find("export-all", HTMLButtonElement).addEventListener("click", () => this.exportAll());
    address.follow(() => {
      const scope = scopeParameters().toString();
      if (scope !== this.scope) this.changed.abort();
      if (scope !== this.scope || (this.isSeen && !this.wasSeen)) this.rested.abort(); // somebody waits
      this.scope = scope;
      this.wasSeen = this.isSeen;
      this.start();
    });
    onThemeChange(() => {
      for (const figure of this.figures) figure.redraw();
    });
  }

  /** Says how many deliveries there were. */
  delivered(deliveries: number): void {
    this.wanted = deliveries;
    this.start();
  }

  /** Charts that nobody looks at are not asked for. */
  private get isSeen(): boolean {
    return !document.hidden && !this.view.hidden;
  }

  private start(): void {
    if (!this.busy) void this.refresh();
  }

  /** One at a time, until what is shown is what is wanted. */
  private async refresh(): Promise<void> {
    this.busy = true;
    while (this.wanted !== undefined && `${this.wanted} ${this.scope}` !== this.shown && this.isSeen) {
      const { scope } = this;
      const changed = (this.changed = new AbortController());
      const began = performance.now();
      let rest = REST_MILLISECONDS;
      this.place.setAttribute("aria-busy", "true");
      try {
        const answer = await callJson<ChartsAnswer>("GET", `charts?${scope}`, undefined, changed.signal);
        this.show(answer);
        this.shown = `${answer.deliveries} ${scope}`;
        this.say("");
        rest = Math.max(rest, REST_FACTOR * (performance.now() - began));
      } catch (error) {
        if (changed.signal.aborted) continue;
        this.say(`The charts are not up to date: ${messageOf(error)}`);
        rest = REST_AFTER_ERROR_MILLISECONDS;
      }
      this.place.removeAttribute("aria-busy");
      this.rested = new AbortController();
      await pause(rest, this.rested.signal);
    }
    this.busy = false;
  }

  private show(answer: ChartsAnswer): void {
    this.answer = answer;
    this.offerFields(answer.fields);
    this.shows.textContent = this.words();
    const all = [...answer.sections, ...answer.undeclared];
    const charts = all.flatMap((section) => section.charts);
    const shape = JSON.stringify(
      all.map(({ event, charts: own, unfiltered }) => [event, unfiltered, own.map(({ kind, title }) => [kind, title])]),
    );
    if (shape !== this.shape) this.build(answer, shape);
    else
      for (const [index, figure] of this.figures.entries())
        figure.show(charts[index] ?? { title: "", kind: "table", columns: [], rows: [], error: "no such chart" });
  }

  /** The first time, and when other event types have charts or can't be filtered. */
  private build({ sections, undeclared }: ChartsAnswer, shape: string): void {
    for (const figure of this.figures) figure.destroy();
    const figures: ChartFigure[] = [];
    const around: Surroundings = {
      pick: (field, value) => addFilter({ field, value: value === null ? null : String(value) }),
      shows: () => this.words(),
    };
    const built = [...sections, ...undeclared].map((section: ChartsSection & { readonly hint?: string }) => {
      const own = section.charts.map((chart) => new ChartFigure(chart, around));
      figures.push(...own);
      return sectionOf(section, own);
    });
    this.place.replaceChildren(...built);
    for (const figure of figures) figure.redraw(); // now they have their size
    this.figures = figures;
    this.shape = shape;
  }

  /** What is shown: the period, the one it is compared with, and the filters. */
  private words(): string {
    const { days, before } = this.answer ?? {};
    const parts = days === undefined ? [] : [daysText(days)];
    if (before !== undefined) parts.push(`compared with ${daysText(before)}`);
    return [...parts, ...filters().map(filterWords)].join(", ");
  }

  /** Every figure of every chart, one a line. */
  private exportAll(): void {
    if (this.answer === undefined) return;
    const rows = [...this.answer.sections, ...this.answer.undeclared].flatMap(({ event, charts }) =>
      charts.flatMap(({ title, columns, rows: own }) =>
        own.flatMap((row, at) => row.map((cell, index) => [event, title, at + 1, columns[index]?.name ?? "", cell])),
      ),
    );
    const columns = ["event type", "chart", "row", "column", "value"].map((name) => ({ name, type: "varchar" }));
    downloadCsv(`dashboard ${this.words()}`, { columns, rows });
  }

  private say(text: string): void {
    this.note.textContent = text;
    this.note.hidden = text === "";
  }
}

/** Waits, or until it shall hurry. */
const pause = (milliseconds: number, hurry: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    hurry.addEventListener("abort", end, { once: true });
  });
