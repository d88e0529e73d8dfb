import type { AthenaPrices, QueryAnswer, SavedQueryEntry, SchemaAnswer } from "../pipeline/protocol";
import { billText } from "./bill";
import { find, onceAtATime, submitOnCtrlEnter } from "./dom";
import { bytes, counted, messageOf } from "./format";
import { remember } from "./history";
import { callJson } from "./http";
import { Editor } from "./editor";
import { MOST_ROWS, Result } from "./result";
import { schemaTree } from "./schema-tree";
import { onThemeChange } from "./theme";

/** The SQL view: what there is to ask, the text with the saved queries, and what came back. */
export async function startQueries(): Promise<void> {
  const form = find("query-form", HTMLFormElement);
  const run = find("run", HTMLButtonElement);
  const said = find("query-answer", HTMLElement);
  const bill = find("query-bill", HTMLElement);
  const tree = find("schema", HTMLElement);
  find("schema-fold", HTMLDetailsElement).open = matchMedia("(min-width: 64rem)").matches; // below it stands above the rest
  const result = new Result();
  const editor = new Editor();
  let prices: AthenaPrices | undefined;

  onThemeChange(() => result.redraw());
  submitOnCtrlEnter(editor.sql);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onceAtATime(run, ask);
  });

  const ask = async (): Promise<void> => {
    said.className = "";
    said.textContent = "Running…";
    bill.textContent = "";
    const began = performance.now();
    const asked = { sql: editor.sql.value, saved: editor.saved, at: new Date().toISOString() }; // it may be changed meanwhile
    try {
      const body = JSON.stringify({ sql: editor.whole });
      const answer = await callJson<QueryAnswer>("POST", "query", body);
      said.textContent = summaryOf(answer, performance.now() - began);
      if (prices !== undefined) bill.textContent = billText(answer, prices);
      result.show(answer, asked.saved || "result");
      remember(asked);
      editor.showHistory();
    } catch (error) {
      said.className = "error";
      said.textContent = messageOf(error);
      result.show(undefined, "");
    }
  };

  const [queries, schema] = await Promise.allSettled([
    callJson<readonly SavedQueryEntry[]>("GET", "queries"),
    callJson<SchemaAnswer>("GET", "schema"),
  ]);
  if (schema.status === "fulfilled") {
    ({ prices } = schema.value);
    tree.replaceChildren(...schemaTree(schema.value.relations, (name) => editor.write(name)));
  } else tree.textContent = messageOf(schema.reason);
  if (queries.status === "fulfilled") editor.offer(queries.value);
  else said.textContent = messageOf(queries.reason);
}

function summaryOf({ rows, bytesScanned, listRequests = 0 }: QueryAnswer, milliseconds: number): string {
  const part = rows.length > MOST_ROWS ? `, the first ${MOST_ROWS} shown` : "";
  return `${counted(rows.length, "row")}${part}; ${bytes(bytesScanned)} scanned, ${counted(listRequests, "LIST request")} in Athena; ${(milliseconds / 1000).toFixed(2)} s`;
}
