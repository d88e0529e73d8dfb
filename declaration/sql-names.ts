/** Words of Athena's SELECT that stand alone without naming a column: https://trino.io/docs/current/language/reserved.html and what else its grammar has in a query. */
const WORDS = new Set(
  `all and any array as asc at bernoulli between both by case cast conditional cross cube current current_catalog current_date current_path
  current_role current_schema current_time current_timestamp current_user  desc distinct else empty encoding end error escape except exclude
  exists false fetch filter first following for format from full group grouping groups having  ignore in inner intersect interval into is join json
  keep keys last lateral leading left like limit localtime localtimestamp   natural next nfc nfd nfkc nfkd no not null nulls object of offset
  omit on only or order ordinality others outer over overflow partition passing preceding precision quotes range recursive respect returning right
  rollup row rows scalar  select sets skip some string system table tablesample then ties time to trailing true truncate unbounded
  unconditional uescape union unique using utf8 values when where window with within without wrapper  zone`.split(
    /\s+/,
  ),
);
/** Words behind which a name is one that is given: `count(*) FILTER (…) clicks`, `CASE … END kind`. */
const ENDS = new Set(["end", "false", "null", "true"]);
/** Words that end the tables of a SELECT. */
const AFTER_TABLES = new Set(
  "select where group having order limit offset fetch union intersect except window".split(" "),
);
/** Functions with a FROM of their own. */
const WITH_FROM = new Set(["extract", "trim", "substring", "overlay", "normalize"]);
/** Types that hold names. */
const NESTED_TYPES = new Set(["row", "array", "map"]);
/** What gives names in a way of its own. */
const BEYOND = new Set(["match_recognize", "json_table"]);

const TOKEN = /\/\*[^]*?\*\/|(?:U&)?'(?:[^']|'')*'|"(?:[^"]|"")*"|[a-z_]\w*|\d[\w.]*|->|=>|\S/gi;

/** A word of a statement. */
interface Token {
  /** Lower case, without quotes. */
  readonly text: string;
  readonly kind: "name" | "word" | "text" | "sign";
}

function tokenOf(token: string): Token {
  if (/^(U&)?'/i.test(token)) return { text: token, kind: "text" };
  if (token.startsWith('"') && token.length > 1)
    return { text: token.slice(1, -1).replaceAll('""', '"').toLowerCase(), kind: "name" };
  const text = token.toLowerCase();
  if (/^[a-z_]/.test(text)) return { text, kind: WORDS.has(text) ? "word" : "name" };
  return { text, kind: /^\d/.test(text) ? "text" : "sign" };
}

/**
 * The first name in a SELECT, or in an expression, that is neither a column nor given by the SQL itself. It doesn't know scopes: what is a name
 * anywhere counts everywhere, so that nothing is found which Athena would take. What reads other tables than `events` is not looked at.
 * @param columns in lower case
 */
export function strayName(sql: string, columns: ReadonlySet<string>): string | undefined {
  const tokens = [...sql.matchAll(TOKEN)].flatMap(([token]) => (token.startsWith("/*") ? [] : [tokenOf(token)]));
  if (tokens.some(({ text, kind }) => kind === "name" && BEYOND.has(text))) return undefined;
  const { used, members, given, tables } = new Names(tokens);
  if (tables.some(({ name }) => name !== EVENTS && !given.has(name))) return undefined;
  const ofEvents = new Set(tables.filter(({ name }) => name === EVENTS).flatMap(({ alias }) => [EVENTS, alias]));
  const stray = members.find(([owner, name]) => ofEvents.has(owner) && !columns.has(name));
  return stray?.[1] ?? used.find((name) => !columns.has(name) && !given.has(name) && name !== EVENTS);
}

/** What a saved query reads. */
const EVENTS = "events";
const NOTHING: Token = { text: "", kind: "sign" };

/** The names of a statement by what they are for. */
class Names {
  readonly used: string[] = [];
  /** Names behind a dot, with what stands before it. */
  readonly members: (readonly [owner: string, name: string])[] = [];
  readonly given = new Set<string>();
  readonly tables: { readonly name: string; readonly alias: string }[] = [];
  /** For each open parenthesis: what stands before it, and whether tables are being named. */
  private readonly open: { readonly caller: string; inTables: boolean }[] = [{ caller: "", inTables: false }];

  constructor(private readonly tokens: readonly Token[]) {
    for (let index = 0; index < tokens.length; index++) {
      const { kind, text } = this.at(index);
      if (kind === "sign") this.sign(text, index);
      else if (kind === "name") this.name(text, index);
      else if (kind === "word") index = this.word(text, index);
    }
  }

  private at(index: number): Token {
    return this.tokens[index] ?? NOTHING;
  }
  private get innermost(): { readonly caller: string; inTables: boolean } {
    return this.open.at(-1) ?? { caller: "", inTables: false };
  }

  private sign(text: string, index: number): void {
    if (text === ")") this.open.pop();
    if (text !== "(") return;
    const [namer, caller] = [this.at(index - 2), this.at(index - 1)];
    this.open.push({ caller: caller.text, inTables: false });
    const end = this.closing(index);
    const [behind, next] = [this.at(end + 1).text, this.at(end + 2).text];
    const isQuery = caller.kind === "name" && behind === "as" && next === "(";
    if (isQuery) this.given.add(caller.text);
    const isAlias = caller.kind === "name" && (namer.text === ")" || namer.text === "as" || namer.kind === "name");
    if (isQuery || isAlias || behind === "->")
      for (const each of this.tokens.slice(index + 1, end)) this.given.add(each.text);
  }

  private name(text: string, index: number): void {
    const [before, after] = [this.at(index - 1), this.at(index + 1)];
    if (before.text === ".") this.members.push([this.at(index - 2).text, text]);
    else if (this.isTable(index))
      this.tables.push({ name: after.text === "." ? "" : text, alias: this.aliasAt(index + 1) });
    else if (this.isGiven(index)) this.given.add(text);
    else if (!this.isOther(index)) this.used.push(text);
  }

  /** @returns the place to go on behind */
  private word(text: string, index: number): number {
    const { caller } = this.innermost;
    if (text === "from" && this.at(index - 1).text !== "distinct" && !WITH_FROM.has(caller))
      this.innermost.inTables = true;
    if (AFTER_TABLES.has(text)) this.innermost.inTables = false;
    const isNestedType = text === "as" && NESTED_TYPES.has(this.at(index + 1).text) && this.at(index + 2).text === "(";
    return isNestedType ? this.closing(index + 2) : index;
  }

  private isTable(index: number): boolean {
    const before = this.at(index - 1);
    const isNext = before.kind !== "name" && ["from", "join", ","].includes(before.text);
    return this.innermost.inTables && isNext && this.at(index + 1).text !== "(";
  }

  private aliasAt(index: number): string {
    const next = this.at(index).text === "as" ? this.at(index + 1) : this.at(index);
    return next.kind === "name" ? next.text : "";
  }

  /** Behind AS or a value, before its own query, before an arrow. */
  private isGiven(index: number): boolean {
    const [before, after] = [this.at(index - 1), this.at(index + 1)];
    if (before.kind === "word" ? before.text === "as" || ENDS.has(before.text) : before.kind !== "sign") return true;
    if ([")", "]"].includes(before.text) || after.text === "->") return true;
    return after.text === "as" && this.at(index + 2).text === "(";
  }

  /** A function, the type of a literal, an argument's name, a type, a part of a date. */
  private isOther(index: number): boolean {
    const [before, after] = [this.at(index - 1), this.at(index + 1)];
    if (after.text === "(" || after.text === "=>" || after.kind === "text") return true;
    if (["returning", "to", "with", "without"].includes(before.text)) return true; // DAY TO SECOND, WITH COUNT
    return before.text === "(" && this.innermost.caller === "extract";
  }

  /** Where a parenthesis is closed; behind the end when it is not. */
  private closing(open: number): number {
    for (let [index, depth] = [open, 0]; index < this.tokens.length; index++) {
      const { text, kind } = this.at(index);
      if (kind === "sign" && text === "(") depth++;
      if (kind === "sign" && text === ")" && --depth === 0) return index;
    }
    return this.tokens.length;
  }
}
