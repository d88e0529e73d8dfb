import type { Rows } from "../pipeline/protocol";
import { make } from "./dom";
import { columnTexts, exactText, groupText, isNumeric } from "./format";

/** What a table does besides showing rows. */
export interface TableOptions {
  /** Says the columns' types and rounds nothing; otherwise numbers are written for reading. @default false */
  readonly exact?: boolean;
  /** Called with the place of a column among the first `by` and a value when somebody picks it. @default nothing can be picked */
  readonly pick?: { readonly by: number; readonly picked: (column: number, value: Cell) => void };
}
type Cell = Rows["rows"][number][number];

/** A table of rows. */
export function tableOf(
  { columns, rows }: Rows,
  caption: string,
  { exact = false, pick }: TableOptions = {},
): HTMLTableElement {
  const numeric = columns.map(({ type }) => isNumeric(type));
  const kind = (index: number): { readonly class?: string } => (numeric[index] === true ? { class: "number" } : {});
  const head = columns.map(({ name, type }, index) => {
    const cell = make("th", { text: name, attributes: { scope: "col" }, ...kind(index) });
    if (exact) cell.append(make("small", { text: type }));
    return cell;
  });
  const texts = columns.map((_, index) => {
    const cells = rows.map((row) => row[index]);
    return exact ? cells.map(exactText) : columnTexts(cells);
  });
  const body = rows.map((row, at) =>
    make(
      "tr",
      {},
      ...row.map((cell, index) => {
        const text = texts[index]?.[at] ?? "";
        const look = cell === null ? { class: numeric[index] === true ? "number none" : "none" } : kind(index);
        if (pick === undefined || index >= pick.by) return make("td", { text, ...look });
        const title = `Only ${columns[index]?.name ?? ""} ${groupText(cell)}`;
        const button = make("button", { class: "pick", text, title, attributes: { type: "button" } });
        button.addEventListener("click", () => pick.picked(index, cell));
        return make("td", look, button);
      }),
    ),
  );
  return make(
    "table",
    {},
    make("caption", { class: "unseen", text: caption }),
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...body),
  );
}
