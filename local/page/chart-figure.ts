import type { ChartData } from "../pipeline/protocol";
import { make } from "./dom";
import { counted, figureText } from "./format";
import { Plot } from "./plot";
import { tableOf } from "./table";

/** So many bars fit the usual height; more get a height each, in rem. */
const ROOMY_BARS = 12;
const BAR_REM = 1.5;

/** One declared chart: a figure, a table, or a drawing with its table beside it for who can't see it. */
export class ChartFigure {
  readonly element: HTMLElement;
  private readonly body = make("div", { class: "chart-body" });
  private readonly note = make("p", { class: "hint" });
  private readonly canvas = make("canvas", { attributes: { role: "img" } });
  private readonly frame = make("div", { class: "canvas-frame" }, this.canvas);
  private readonly rows = make("details", { class: "chart-data" }, make("summary", { text: "As a table" }));
  private plot: Plot | undefined;
  private data: ChartData;

  constructor(data: ChartData) {
    this.data = data;
    const heading = make("h3", { text: data.title });
    this.element = make("figure", { class: `chart chart-${data.kind}` }, heading, this.body, this.note);
    if (this.drawn) {
      this.body.append(this.frame, this.rows);
      this.rows.addEventListener("toggle", () => this.showRows());
    }
    this.show(data);
  }

  show(data: ChartData): void {
    this.data = data;
    this.note.textContent = data.error === undefined ? (data.rows.length === 0 ? "Nothing yet." : "") : data.error;
    this.note.className = data.error === undefined ? "hint" : "error";
    if (data.error !== undefined) return; // what it showed last stays
    if (data.kind === "number")
      this.body.replaceChildren(make("p", { class: "big", text: figureText(data.rows[0]?.[0]) }));
    else if (data.kind === "table")
      this.body.replaceChildren(...(data.rows.length === 0 ? [] : [scrolling(tableOf(data, data.title))]));
    else this.draw();
  }

  get kind(): ChartData["kind"] {
    return this.data.kind;
  }

  /** Draws it anew in the colours of now. */
  redraw(): void {
    this.plot?.redraw();
  }

  destroy(): void {
    this.plot?.destroy();
  }

  private get drawn(): boolean {
    return this.kind !== "number" && this.kind !== "table";
  }

  private draw(): void {
    const { title, kind, rows } = this.data;
    this.frame.hidden = this.rows.hidden = rows.length === 0;
    if (rows.length === 0) return;
    if (kind === "bar" && rows.length > ROOMY_BARS) this.frame.style.height = `${rows.length * BAR_REM}rem`;
    this.canvas.setAttribute(
      "aria-label",
      `${title}: a ${kind} chart of ${counted(rows.length, "value")}; the same as a table follows`,
    );
    if (this.plot === undefined) this.plot = new Plot(this.canvas, this.data);
    else this.plot.show(this.data);
    this.showRows();
  }

  /** Made when it is looked at. */
  private showRows(): void {
    for (const old of [...this.rows.children].slice(1)) old.remove();
    if (this.rows.open) this.rows.append(scrolling(tableOf(this.data, this.data.title)));
  }
}

/** It can be scrolled by keyboard. */
const scrolling = (table: HTMLTableElement): HTMLElement =>
  make("div", { class: "scroll", attributes: { tabindex: "0" } }, table);
