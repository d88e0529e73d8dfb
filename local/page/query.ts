import type { QueryAnswer, SavedQueryEntry } from "../pipeline/protocol";
import { find, make, submitOnCtrlEnter } from "./dom";
import { bytes, counted, messageOf } from "./format";
import { callJson } from "./http";
import { tableOf } from "./table";

/** Most rows of an answer that are shown. */
const MOST_ROWS = 500;

/** The SQL box with the saved queries. */
export function startQueries(): void {
  const form = find("query-form", HTMLFormElement);
  const sql = find("sql", HTMLTextAreaElement);
  const run = find("run", HTMLButtonElement);
  const said = find("query-answer", HTMLElement);
  const place = find("query-rows", HTMLElement);

  void offerSaved(sql);
  submitOnCtrlEnter(sql);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (run.getAttribute("aria-disabled") === "true") return;
    run.setAttribute("aria-disabled", "true"); // not disabled: it would lose the focus
    said.className = "";
    said.textContent = "Running…";
    void ask(sql.value, said, place).finally(() => run.removeAttribute("aria-disabled"));
  });
}

async function ask(sql: string, said: HTMLElement, place: HTMLElement): Promise<void> {
  const began = performance.now();
  try {
    const {
      columns,
      rows,
      bytesScanned,
      listRequests = 0,
    } = await callJson<QueryAnswer>("POST", "query", JSON.stringify({ sql }));
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    const part = rows.length > MOST_ROWS ? `, the first ${MOST_ROWS} shown` : "";
    said.textContent = `${counted(rows.length, "row")}${part}; ${bytes(bytesScanned)} scanned, ${counted(listRequests, "LIST request")} in Athena; ${seconds} s`;
    place.replaceChildren(tableOf({ columns, rows: rows.slice(0, MOST_ROWS) }, "Result", true));
    place.tabIndex = 0; // it can be scrolled by keyboard
  } catch (error) {
    said.className = "error";
    said.textContent = messageOf(error);
    place.replaceChildren();
    place.removeAttribute("tabindex");
  }
}

/** Choosing a saved query shows its SQL; what was typed before comes back with the first choice. */
async function offerSaved(sql: HTMLTextAreaElement): Promise<void> {
  const choice = find("saved", HTMLSelectElement);
  const description = find("saved-description", HTMLElement);
  let own = sql.value;
  let queries: readonly SavedQueryEntry[] = [];
  try {
    queries = await callJson<readonly SavedQueryEntry[]>("GET", "queries");
  } catch (error) {
    description.textContent = messageOf(error);
  }
  for (const { name } of queries) choice.append(make("option", { text: name, attributes: { value: name } }));
  const show = (): void => {
    const query = queries.find(({ name }) => name === choice.value);
    sql.value = query?.sql ?? own;
    description.textContent = query?.description ?? "";
  };
  choice.addEventListener("change", show);
  sql.addEventListener("input", () => {
    own = sql.value;
    if (choice.value === "") return;
    choice.value = "";
    description.textContent = "";
  });
  const [first] = queries;
  if (first !== undefined && own === "") {
    choice.value = first.name;
    show();
  }
}
