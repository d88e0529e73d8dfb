import type { ChartData } from "../pipeline/protocol";
import { make } from "./dom";
import { downloadCsv, downloadPng } from "./download";
import { changeText, counted, figureText, shortFigure } from "./format";
import { Plot } from "./plot";
import { barTimes, mainRows, seriesOf, timeLabel } from "./points";
import { tableOf } from "./table";

/** So many bars fit the usual height; more get a height each, in rem. */
const ROOMY_BARS = 12;
const BAR_REM = 1.5;

type Cell = ChartData["rows"][number][number];

/** What a figure needs of the dashboard around it. */
export interface Surroundings {
  /** Narrows the dashboard to a field's value. */
  readonly pick: (field: string, value: Cell) => void;
  /** What is shown, in words: the period and the filters. */
  readonly shows: () => string;
}

/** One declared chart: a figure, a table, or a drawing with its table beside it for who can't see it. */
export class ChartFigure {
  readonly element: HTMLElement;
  private readonly body = make("div", { class: "chart-body" });
  private readonly note = make("p", { class: "hint" });
  private readonly canvas = make("canvas", { attributes: { role: "img" } });
  private readonly frame = make("div", { class: "canvas-frame" }, this.canvas);
  private readonly rows = make("details", { class: "chart-data" }, make("summary", { text: "As a table" }));
  private readonly exports = make("p", { class: "exports" });
  private plot: Plot | undefined;
  private data: ChartData;

  constructor(
    data: ChartData,
    private readonly around: Surroundings,
  ) {
    this.data = data;
    const heading = make("h3", { text: data.title });
    this.element = make("figure", { class: `chart chart-${data.kind}` }, heading, this.body, this.note);
    if (this.drawn) {
      this.body.append(this.frame, this.rows);
      this.rows.addEventListener("toggle", () => this.showRows());
      this.offer("PNG", () => downloadPng(this.data.title, around.shows(), this.canvas));
    }
    if (data.kind !== "number") {
      this.offer("CSV", () => downloadCsv(this.data.title, this.data));
      heading.append(this.exports);
    }
    this.show(data);
  }

  show(data: ChartData): void {
    this.data = data;
    this.note.textContent = data.error ?? (data.rows.length === 0 ? "Nothing in this period." : this.remark());
    this.note.className = data.error === undefined ? "hint" : "error";
    if (data.error !== undefined) return; // what it showed last stays
    this.exports.hidden = data.rows.length === 0;
    if (data.kind === "number") this.body.replaceChildren(...this.figure());
    else if (data.kind === "table") this.body.replaceChildren(...(data.rows.length === 0 ? [] : [this.table()]));
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

  private offer(format: string, save: () => void): void {
    const label = `${this.data.title} as ${format}`;
    const button = make("button", { class: "small", text: format, title: label, attributes: { type: "button" } });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", save);
    this.exports.append(button);
  }

  private figure(): readonly HTMLElement[] {
    const [now, before] = [this.data.rows[0]?.[0], this.data.previous?.[0]?.[0]];
    const big = make("p", { class: "big", text: shortFigure(now), title: figureText(now) });
    if (this.data.previous === undefined) return [big];
    return [big, make("p", { class: "change", text: changeText(now, before) })];
  }

  /** What can't be seen in the drawing. */
  private remark(): string {
    const { kind, rows, grain } = this.data;
    if (kind !== "line") return "";
    const { rows: main, apart } = mainRows(rows);
    const series = seriesOf({ ...this.data, rows: main });
    const [only, second] = barTimes(series, grain) ?? [];
    const one = only !== undefined && second === undefined ? `All of it lies in one ${grain ?? "hour"}. ` : "";
    const [first] = apart;
    const times = new Set(apart.map(([time]) => time)).size;
    return apart.length === 0
      ? one
      : `${one}Not drawn, but in the table: ${counted(times, grain ?? "hour")} far apart, such as ${timeLabel(Date.parse(`${String(first?.[0]).replace(" ", "T")}Z`), false)}.`;
  }

  private draw(): void {
    const { title, kind, rows, by } = this.data;
    this.frame.hidden = this.rows.hidden = rows.length === 0;
    if (rows.length === 0) return;
    if (kind === "bar") this.frame.style.height = rows.length > ROOMY_BARS ? `${rows.length * BAR_REM}rem` : "";
    this.canvas.setAttribute(
      "aria-label",
      `${title}: a ${kind} chart of ${counted(rows.length, "value")}; the same as a table follows`,
    );
    if (by !== undefined) this.canvas.title = "Click to see only that";
    const picked = (row: number): void => this.pick(0, this.data.rows[row]?.[0] ?? null);
    if (this.plot === undefined) this.plot = new Plot(this.canvas, this.data, picked);
    else this.plot.show(this.data);
    this.showRows();
  }

  /** Made when it is looked at. */
  private showRows(): void {
    for (const old of [...this.rows.children].slice(1)) old.remove();
    if (this.rows.open) this.rows.append(this.table());
  }

  private table(): HTMLElement {
    const { by, title } = this.data;
    const pick = by && { by: by.length, picked: (column: number, value: Cell) => this.pick(column, value) };
    return scrolling(tableOf(this.data, title, pick ? { pick } : {}));
  }

  private pick(column: number, value: Cell): void {
    const field = this.data.by?.[column];
    if (field !== undefined) this.around.pick(field, value);
  }
}

/** It can be scrolled by keyboard. */
const scrolling = (table: HTMLTableElement): HTMLElement =>
  make("div", { class: "scroll", attributes: { tabindex: "0" } }, table);
