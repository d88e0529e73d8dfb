import type { QueryAnswer } from "../pipeline/protocol";
import { address } from "./address";
import { find, make } from "./dom";
import { downloadCsv } from "./download";
import { Plot } from "./plot";
import { chartOf, figuresOf, MOST_BARS } from "./result-chart";
import { tableOf } from "./table";

/** Most rows of an answer that are shown, and drawn. */
export const MOST_ROWS = 500;

/** A query's rows, as a table or as a chart, and as CSV. */
export class Result {
  private readonly bar = find("result-bar", HTMLElement);
  private readonly place = find("query-rows", HTMLElement);
  private readonly figure = find("query-chart", HTMLElement);
  private readonly note = find("query-chart-note", HTMLElement);
  private readonly column = find("result-figure", HTMLSelectElement);
  private readonly choices = [...document.querySelectorAll<HTMLInputElement>('input[name="result-as"]')];
  private plot: Plot | undefined;
  private answer: QueryAnswer | undefined;
  private name = "";
  /** What the address says of it: it holds the text too, which changes with each key. */
  private followed = "";

  constructor() {
    for (const choice of this.choices)
      choice.addEventListener("change", () => address.change({ as: choice.value === "chart" ? "chart" : undefined }));
    find("result-csv", HTMLButtonElement).addEventListener("click", () => {
      if (this.answer !== undefined) downloadCsv(this.name, this.answer);
    });
    this.column.addEventListener("change", () => address.change({ figure: this.column.value }));
    address.follow(() => {
      const now = JSON.stringify([address.get("as"), address.get("figure")]);
      if (now === this.followed) return;
      this.followed = now;
      this.draw();
    });
  }

  /** @param name what a file of it is called */
  show(answer: QueryAnswer | undefined, name: string): void {
    this.answer = answer;
    this.name = name;
    this.draw();
  }

  /** Draws it in the colours of now. */
  redraw(): void {
    this.plot?.redraw();
  }

  private draw(): void {
    const asChart = address.get("as") === "chart";
    for (const choice of this.choices) choice.checked = (choice.value === "chart") === asChart;
    const { answer } = this;
    this.bar.hidden = answer === undefined;
    this.place.hidden = answer === undefined || asChart;
    this.figure.hidden = this.column.hidden = true;
    this.note.textContent = "";
    this.place.replaceChildren();
    this.plot?.destroy();
    this.plot = undefined;
    if (answer === undefined) return;
    if (asChart) this.drawChart(answer);
    else {
      const rows = answer.rows.slice(0, MOST_ROWS);
      this.place.replaceChildren(tableOf({ columns: answer.columns, rows }, "Result", { exact: true }));
    }
  }

  private drawChart(answer: QueryAnswer): void {
    const data = chartOf(answer, address.get("figure"));
    if (data === undefined) {
      this.note.textContent = "A chart needs a column of numbers and one that they belong to.";
      return;
    }
    const names = figuresOf(answer.columns);
    this.column.replaceChildren(...names.map((name) => make("option", { text: name, attributes: { value: name } })));
    this.column.value = data.columns[1]?.name ?? "";
    this.column.hidden = names.length < 2;
    const canvas = make("canvas", { attributes: { role: "img" } });
    canvas.setAttribute("aria-label", `${data.title}: a ${data.kind} chart; the same stands in the table`);
    this.figure.replaceChildren(canvas);
    this.figure.style.height = data.kind === "bar" ? `${Math.max(8, 3 + data.rows.length * 1.5)}rem` : "";
    this.figure.hidden = false;
    this.plot = new Plot(canvas, data);
    const left = data.kind === "bar" && answer.rows.length > MOST_BARS ? `; the first ${MOST_BARS} rows` : "";
    this.note.textContent = `${data.title}${left}`;
  }
}
