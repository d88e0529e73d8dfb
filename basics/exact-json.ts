/**
 * JSON whose numbers come out as they came in: JSON.parse rounds what a double can't hold and forgets how a number was
 * written. Texts without such a number, nearly all, go through JSON.parse and JSON.stringify alone.
 */

/** A number as it stood in a text, where JavaScript would write another one, or the same one otherwise. */
export class NumberText {
  constructor(readonly text: string) {}

  /** For JSON.stringify, whose text `writeJson` then puts right. */
  toJSON(): string {
    return MARK + this.text;
  }
}

/** Nobody outside can know it, so no text that is sent begins with it. */
const MARK = crypto.randomUUID();
const MARKED = new RegExp(`"${MARK}([^"]*)"`, "g");
const BYTE_ORDER_MARK = "\ufeff";
/** What may be a number that JavaScript writes otherwise: many digits, a zero behind the fraction, an exponent, a tiny one, minus zero. */
const SUSPECT = /[[:,\s](-?(?:\d[\d.]{15,}|\d+\.\d*0|\d+(?:\.\d+)?[eE][-+]?\d+|0\.0{6}\d+)|-0)(?=[\s,\]}]|$)/g;
/** A text, or a number. */
const TOKEN = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?\d[\d.eE+-]*/g;
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A text's JSON, one byte order mark before it left out. Numbers that JavaScript can't write as they are become `NumberText`. @throws SyntaxError */
export function parseJson(text: string): unknown {
  const json = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const value = JSON.parse(json) as unknown;
  const exact = holdsOtherNumbers(json);
  if (!exact && !(json.includes("\\u") && ESCAPED_SURROGATE.test(json))) return value;
  return settled(exact ? (JSON.parse(json.replace(TOKEN, marked)) as unknown) : value);
}

/** A value's JSON, with every number as it was read. However deep it is nested: JSON.stringify gives up after a few thousand levels. */
export function writeJson(value: unknown): string {
  let json: string;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    json = writeDeep(value);
  }
  return json.includes(MARK) ? json.replace(MARKED, "$1") : json;
}

function holdsOtherNumbers(json: string): boolean {
  if (/^[-\d]/.test(json)) return true; // nothing stands before it, as SUSPECT asks
  SUSPECT.lastIndex = 0;
  for (let found = SUSPECT.exec(json); found !== null; found = SUSPECT.exec(json))
    if (String(Number(found[1])) !== found[1]) return true;
  return false;
}

function marked(token: string): string {
  return token.startsWith('"') || String(Number(token)) === token ? token : `"${MARK}${token}"`;
}

/** Puts numbers in the place of their marks, and names that readers of JSON take in the place of half surrogate pairs. */
function settled(root: unknown): unknown {
  const holder = [root];
  const todo: object[] = [holder];
  for (let each = todo.pop(); each !== undefined; each = todo.pop()) {
    const container = each as Record<string, unknown>;
    for (const [key, value] of Object.entries(container)) {
      if (typeof value === "object" && value !== null) todo.push(value);
      else if (typeof value === "string" && value.startsWith(MARK))
        container[key] = new NumberText(value.slice(MARK.length));
    }
    mendNames(container);
  }
  return holder[0];
}

/** Half a surrogate pair becomes U+FFFD, as in every value; a number behind it tells apart what would be one name then. */
function mendNames(object: Record<string, unknown>): void {
  const entries = Object.entries(object);
  if (!entries.some(([key]) => LONE_SURROGATE.test(key))) return;
  const taken = new Map(entries.map(([key]) => [key, 1]));
  for (const [key] of entries) Reflect.deleteProperty(object, key); // all, so that they stay in their order
  for (const [key, value] of entries) {
    let name = key;
    if (LONE_SURROGATE.test(key)) {
      const mended = key.replace(/\p{Surrogate}/gu, "\ufffd");
      let count = taken.get(mended) ?? 0;
      for (name = mended; taken.has(name); name = `${mended}${count}`) count++;
      taken.set(mended, count).set(name, 1);
    }
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  }
}

/** Pieces that are written already stand between the values, as `NumberText`, which is written as it is. */
function writeDeep(root: unknown): string {
  let json = "";
  const todo: unknown[] = [root];
  while (todo.length > 0) {
    const value = todo.pop();
    if (value instanceof NumberText) json += value.text;
    else if (typeof value !== "object" || value === null) json += JSON.stringify(value);
    else {
      const isArray = Array.isArray(value);
      json += isArray ? "[" : "{";
      todo.push(new NumberText(isArray ? "]" : "}"));
      const entries = Object.entries(value);
      for (let index = entries.length - 1; index >= 0; index--) {
        const [key, member] = entries[index] as [string, unknown];
        const comma = index === 0 ? "" : ",";
        todo.push(member, new NumberText(isArray ? comma : `${comma}${JSON.stringify(key)}:`));
      }
    }
  }
  return json;
}
