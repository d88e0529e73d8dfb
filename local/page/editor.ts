import type { SavedQueryEntry } from "../pipeline/protocol";
import { address } from "./address";
import { find, make } from "./dom";
import { fold, type Folded, madeBy, unfold } from "./envelope";
import { forgetAll, pastQueries } from "./history";

/** Longest text that the address holds. */
const LONGEST_IN_ADDRESS = 2_000;
const LONGEST_LINE = 80;

/** The text to run. A saved query shows what somebody wrote; the generated part before it is folded. */
export class Editor {
  readonly sql = find("sql", HTMLTextAreaElement);
  private readonly choice = find("saved", HTMLSelectElement);
  private readonly description = find("saved-description", HTMLElement);
  private readonly fold = find("envelope", HTMLDetailsElement);
  private readonly envelope = find("envelope-text", HTMLElement);
  private readonly past = find("history", HTMLElement);
  private queries: ReadonlyMap<string, Folded & { readonly description: string }> = new Map();
  /** The saved query that is shown when the address says nothing. */
  private first = "";
  private followed = "";

  constructor() {
    this.choice.addEventListener("change", () => address.change({ saved: this.choice.value, sql: undefined }));
    this.sql.addEventListener("input", () => this.keep());
    find("envelope-unfold", HTMLButtonElement).addEventListener("click", () => {
      const sql = this.whole;
      address.change({ saved: "", sql: undefined });
      this.sql.value = sql;
      this.keep();
      this.sql.focus();
    });
    find("history-forget", HTMLButtonElement).addEventListener("click", () => {
      forgetAll();
      this.showHistory();
      this.sql.focus();
    });
    this.showHistory();
  }

  /** The saved query that the text comes from; empty for none. */
  get saved(): string {
    return this.choice.value;
  }

  /** As it runs. */
  get whole(): string {
    return unfold({ envelope: this.envelopeText, text: this.sql.value });
  }

  /** Takes the saved queries; from here on the text follows the address. */
  offer(queries: readonly SavedQueryEntry[]): void {
    this.queries = new Map(queries.map(({ name, description, sql }) => [name, { description, ...fold(sql) }]));
    for (const { name } of queries) this.choice.append(make("option", { text: name, attributes: { value: name } }));
    this.first = queries[0]?.name ?? "";
    address.follow(() => this.follow());
  }

  /** Writes a name where the cursor is. */
  write(name: string): void {
    const { selectionStart: start, selectionEnd: end, value } = this.sql;
    const gap = start > 0 && /\w$/.test(value.slice(0, start)) ? ", " : "";
    this.sql.setRangeText(`${gap}${name}`, start, end, "end");
    this.keep();
    this.sql.focus();
  }

  /** Shows what was run before. */
  showHistory(): void {
    const queries = pastQueries();
    this.past.replaceChildren(
      ...queries.map(({ sql, saved, at }) => {
        const line = sql.replace(/\s+/g, " ").trim();
        const text = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line;
        const button = make("button", { class: "past", title: sql.slice(0, 1000), attributes: { type: "button" } });
        button.append(
          make("code", { text }),
          make("small", { text: `${saved || "your own"}, ${at.slice(0, 16).replace("T", " ")}` }),
        );
        button.addEventListener("click", () => {
          this.choice.value = this.queries.has(saved) ? saved : "";
          this.sql.value = sql;
          this.keep();
          this.describe();
          this.sql.focus();
        });
        return make("li", {}, button);
      }),
    );
    find("history-fold", HTMLElement).hidden = queries.length === 0;
  }

  private get envelopeText(): string {
    return this.queries.get(this.saved)?.envelope ?? "";
  }

  /** The address says which text: that of a saved query, or one's own, which may go on from a saved one. */
  private follow(): void {
    const own = address.get("sql");
    const saved = address.get("saved") ?? (own === undefined ? this.first : "");
    const now = JSON.stringify([saved, own]);
    if (now === this.followed) return; // a text too long for the address stays
    this.followed = now;
    this.choice.value = this.queries.has(saved) ? saved : "";
    const text = own ?? this.queries.get(saved)?.text;
    if (text !== undefined && text !== this.sql.value) this.sql.value = text;
    this.describe();
  }

  private describe(): void {
    this.description.textContent = this.queries.get(this.saved)?.description ?? "";
    this.fold.hidden = this.envelopeText === "";
    this.envelope.textContent = this.envelopeText;
    const makes = madeBy(this.envelopeText);
    find("envelope-makes", HTMLElement).textContent = makes;
    find("envelope-what", HTMLElement).textContent =
      makes === "events" ? ", each once, without problems" : ", what the declared question finds";
  }

  /** Into the address, without a step for each key. */
  private keep(): void {
    const { value } = this.sql;
    const unchanged = this.queries.get(this.saved)?.text === value;
    const sql = unchanged || value.length > LONGEST_IN_ADDRESS ? undefined : value;
    if (sql !== undefined || unchanged) address.change({ saved: this.saved, sql }, false);
  }
}
