import { batchPath } from "../../declaration/layout";
import { menuClick } from "../support/restaurant";
import type { Corpora } from "./corpora";

/** What a line must hold, by the key that its event carries in `source_menu`. */
export interface ExpectedLine {
  readonly element_clicked: string | null;
  /** undefined: of the pipeline's making. */
  readonly event_id: string | undefined;
  /** Of what has no column, as JSON; undefined when there is nothing. */
  readonly extra: string | undefined;
}

/** A body, and what must become of it when it is taken. */
export interface Post {
  readonly what: string;
  readonly path: string;
  readonly contentType: "application/json" | "text/plain";
  readonly body: string;
  /** Whether it is JSON by the parser that the suite says is right; undefined where it leaves that open. */
  readonly isJson: boolean | undefined;
  readonly lines: ReadonlyMap<string, ExpectedLine>;
}

const TYPES = ["application/json", "text/plain"] as const;
const MOST_ID_CHARACTERS = 128;

/** Each file and each string in every place where a client can put one. */
export function postsOf({ json, strings }: Corpora): readonly Post[] {
  const posts: Post[] = [];
  let next = 0;
  const key = (): string => String(next++).padStart(7, "0");
  const post = (
    what: string,
    isBatch: boolean,
    make: () => { readonly body: string; readonly lines?: Post["lines"] },
    isJson?: boolean,
  ): void => {
    for (const contentType of TYPES) {
      const { body, lines = new Map<string, ExpectedLine>() } = make();
      const path = isBatch ? batchPath(menuClick) : menuClick.path;
      posts.push({ what, path, contentType, body, lines, isJson });
    }
  };
  const one = (lines: Readonly<Record<string, ExpectedLine>>, body: string) => ({
    body,
    lines: new Map(Object.entries(lines)),
  });
  const plain = { element_clicked: "a", event_id: undefined, extra: undefined };

  for (const { name, input } of json) {
    const isJson = { y: true, n: false }[name.slice(0, 2).replace("_", "")];
    post(`${name} as a body`, false, () => ({ body: input }), isJson);
    post(`${name} as a batch`, true, () => ({ body: input }), isJson);
    const withValue = (k: string): string => `{"element_clicked":"a","source_menu":"${k}","v":${input}}`;
    const expected = (k: string) => ({ [k]: { ...plain, extra: `{"v":${input}}` } });
    post(`${name} as a value`, false, () => {
      const k = key();
      return one(expected(k), withValue(k));
    }, isJson); // prettier-ignore
    post(`${name} as a value in a batch`, true, () => {
      const [k, neighbour] = [key(), key()];
      return one({ ...expected(k), [neighbour]: plain }, `[${withValue(k)},{"element_clicked":"a","source_menu":"${neighbour}"}]`);
    }, isJson); // prettier-ignore
  }
  for (const text of strings) {
    const json = JSON.stringify(text);
    const fits = text !== "" && Array.from(text).length <= MOST_ID_CHARACTERS;
    const value = (k: string): string => `{"source_menu":"${k}","element_clicked":${json}}`;
    const name = (k: string): string => `{"source_menu":"${k}","element_clicked":"a",${json}:1}`;
    const id = (k: string): string => `{"source_menu":"${k}","element_clicked":"a","event_id":${json}}`;
    const asValue = (k: string) => ({ [k]: { ...plain, element_clicked: text } });
    const asName = (k: string) => ({ [k]: { ...plain, extra: `{${json}:1}` } });
    const asId = (k: string) => ({
      [k]: { ...plain, ...(fits ? { event_id: text } : { extra: `{"event_id":${json}}` }) },
    });
    const what = json.slice(0, 60);
    post(`${what} as a body`, false, () => ({ body: text }));
    post(`${what} as a value`, false, () => { const k = key(); return one(asValue(k), value(k)); }, true); // prettier-ignore
    post(`${what} as a name`, false, () => { const k = key(); return one(asName(k), name(k)); }, true); // prettier-ignore
    post(`${what} as an id`, false, () => { const k = key(); return one(asId(k), id(k)); }, fits || undefined); // prettier-ignore
    post(`${what} in a batch`, true, () => {
      const [a, b, c] = [key(), key(), key()];
      const lines = { ...asValue(a), ...asName(b), ...(fits && asId(c)) };
      return one(lines, `[${[value(a), name(b), ...(fits ? [id(c)] : [])].join(",")}]`);
    }, true); // prettier-ignore
  }
  return posts;
}
