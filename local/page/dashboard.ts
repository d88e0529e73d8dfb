import type { ChartsAnswer } from "../pipeline/protocol";
import { ChartFigure } from "./chart-figure";
import { find, make } from "./dom";
import { messageOf } from "./format";
import { callJson } from "./http";
import { onThemeChange } from "./theme";

/** How long charts are left alone at least, in milliseconds; slow ones for four times as long as they took: they share the machine with the pipeline. */
const REST_MILLISECONDS = 2_000;
const REST_FACTOR = 4;
/** How long after an error. */
const REST_AFTER_ERROR_MILLISECONDS = 5_000;

/** The declared charts, a section for each event type. They are asked for anew when something was delivered since. */
export class Dashboard {
  private readonly place = find("charts", HTMLElement);
  private readonly note = find("charts-note", HTMLElement);
  private figures: readonly ChartFigure[] = [];
  private shape = "";
  private wanted: number | undefined;
  private shown: number | undefined;
  private busy = false;

  constructor() {
    onThemeChange(() => {
      for (const figure of this.figures) figure.redraw();
    });
  }

  /** Says how many deliveries there were. */
  delivered(deliveries: number): void {
    this.wanted = deliveries;
    if (!this.busy) void this.refresh();
  }

  /** One at a time, until what is shown is what is wanted. */
  private async refresh(): Promise<void> {
    this.busy = true;
    while (this.wanted !== this.shown && !document.hidden) {
      const began = performance.now();
      let rest = REST_MILLISECONDS;
      try {
        const answer = await callJson<ChartsAnswer>("GET", "charts");
        this.show(answer);
        this.shown = answer.deliveries;
        this.say("");
        rest = Math.max(rest, REST_FACTOR * (performance.now() - began));
      } catch (error) {
        this.say(`The charts are not up to date: ${messageOf(error)}`);
        rest = REST_AFTER_ERROR_MILLISECONDS;
      }
      await new Promise((resolve) => setTimeout(resolve, rest));
    }
    this.busy = false;
  }

  private show({ sections }: ChartsAnswer): void {
    const charts = sections.flatMap((section) => section.charts);
    const shape = JSON.stringify(
      sections.map(({ event, charts: own }) => [event, own.map(({ kind, title }) => [kind, title])]),
    );
    if (shape !== this.shape) this.build(sections, shape);
    else
      for (const [index, figure] of this.figures.entries())
        figure.show(charts[index] ?? { title: "", kind: "table", columns: [], rows: [], error: "no such chart" });
  }

  /** The first time, and when the local run was started anew with other declarations. */
  private build(sections: ChartsAnswer["sections"], shape: string): void {
    for (const figure of this.figures) figure.destroy();
    const figures: ChartFigure[] = [];
    const built = sections.map(({ event, description, charts }) => {
      const own = charts.map((chart) => new ChartFigure(chart));
      figures.push(...own);
      const id = `section-${event}`;
      return make(
        "section",
        { class: "panel", attributes: { "aria-labelledby": id } },
        make(
          "div",
          { class: "panel-head" },
          make("h2", { text: event, attributes: { id } }),
          make("p", { class: "hint", text: description }),
        ),
        make("div", { class: "charts" }, ...arranged(own)),
      );
    });
    this.place.replaceChildren(...built);
    for (const figure of figures) figure.redraw(); // now they have their size
    this.figures = figures;
    this.shape = shape;
  }

  private say(text: string): void {
    this.note.textContent = text;
    this.note.hidden = text === "";
  }
}

/** As declared; numbers that follow each other stand in one row. */
function arranged(figures: readonly ChartFigure[]): readonly HTMLElement[] {
  const arranged: HTMLElement[] = [];
  let row: HTMLElement | undefined;
  for (const { element, kind } of figures) {
    if (kind !== "number") {
      row = undefined;
      arranged.push(element);
      continue;
    }
    if (row === undefined) arranged.push((row = make("div", { class: "numbers" })));
    row.append(element);
  }
  return arranged;
}
