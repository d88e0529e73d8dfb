import type { Rows } from "../pipeline/protocol";
import { make } from "./dom";
import { columnTexts, exactText } from "./format";

const NUMERIC = /^(tinyint|smallint|int|integer|bigint|double|float|real|decimal)/;

/** A table of rows. @param exact says the columns' types and rounds nothing; otherwise numbers are written for reading */
export function tableOf({ columns, rows }: Rows, caption: string, exact = false): HTMLTableElement {
  const numeric = columns.map(({ type }) => NUMERIC.test(type));
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
      ...row.map((cell, index) =>
        make("td", { text: texts[index]?.[at] ?? "", ...(cell === null ? { class: "none" } : kind(index)) }),
      ),
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
