import { createHash } from "node:crypto";
import { isObject } from "../../basics/json";

/** What paths look into: `$` is the state's input, `$$` the execution's context. */
export interface Scope {
  readonly input: unknown;
  readonly context: unknown;
}

const STEP = /\.(\w+)|\[(\d+)\]|\[(\*)\]/y;

/** The value at a path; undefined where there is none. @throws Error when it is not of the few kinds known */
export function valueAt(path: string, { input, context }: Scope): unknown {
  const start = path.startsWith("$$") ? 2 : 1;
  const walk = (value: unknown, from: number): unknown => {
    if (from === path.length) return value;
    STEP.lastIndex = from;
    const [step, name, index, all] = STEP.exec(path) ?? [];
    if (step === undefined || !path.startsWith("$")) throw new Error(`the path ${path} is not known to the local run`);
    const next = from + step.length;
    if (all !== undefined) return Array.isArray(value) ? value.map((item) => walk(item, next)) : undefined;
    if (index !== undefined) return Array.isArray(value) ? walk(value[Number(index)], next) : undefined;
    return isObject(value) && name !== undefined ? walk(value[name], next) : undefined;
  };
  return walk(start === 2 ? context : input, start);
}

/** A template: what ends in `.$` is a path or an intrinsic function. @throws Error naming a path at which nothing stands */
export function filled(template: unknown, scope: Scope): unknown {
  if (Array.isArray(template)) return template.map((item) => filled(item, scope));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith(".$") ? [name.slice(0, -2), evaluated(String(value), scope)] : [name, filled(value, scope)],
    ),
  );
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
const INTRINSICS: Readonly<Record<string, (...values: readonly unknown[]) => unknown>> = {
  "States.Format": (template, ...values) => formatted(String(template), values),
  "States.Hash": (value, algorithm) =>
    createHash(String(algorithm).replace("-", "").toLowerCase())
      .update(typeof value === "string" ? value : JSON.stringify(value))
      .digest("hex"),
  "States.JsonToString": (value) => JSON.stringify(value),
  "States.ArrayGetItem": (list, index) => (list as readonly unknown[])[Number(index)],
  "States.ArrayLength": (list) => (list as readonly unknown[]).length,
  "States.MathAdd": (one, other) => Number(one) + Number(other),
};

/** `\{`, `\}`, `\'` and `\\` stand for the signs; `{}` for the next value. */
function formatted(template: string, values: readonly unknown[]): string {
  let used = 0;
  return template.replace(/\\([\s\S])|\{\}/g, (_, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = values[used++];
    return typeof value === "string" ? value : JSON.stringify(value);
  });
}

function evaluated(expression: string, scope: Scope): unknown {
  const reader = new Reader(expression, scope);
  const value = reader.value();
  reader.end();
  if (value === undefined) throw new Error(`States.Runtime: nothing stands at ${expression}`);
  return value;
}

/** Reads an expression from its beginning. */
class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly scope: Scope,
  ) {}

  value(): unknown {
    const name = this.take(/States\.\w+(?=\()/y);
    if (name !== undefined) return this.call(name);
    const path = this.take(/\$[^,)\s]*/y);
    if (path !== undefined) return valueAt(path, this.scope);
    const text = this.take(/'(?:[^'\\]|\\[\s\S])*'/y);
    if (text !== undefined) return text.slice(1, -1);
    const number = this.take(/-?\d+/y);
    return number === undefined ? this.refuse() : Number(number);
  }

  end(): void {
    if (this.at < this.text.length) this.refuse();
  }

  private call(name: string): unknown {
    const call = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : this.refuse();
    const values: unknown[] = [];
    for (let next = this.take(/\(\s*/y); next !== undefined; next = this.take(/\s*,\s*/y)) values.push(this.value());
    if (this.take(/\s*\)/y) === undefined) this.refuse();
    const plain = name === "States.Format" ? values : values.map(unescaped);
    return call?.(...plain);
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private refuse(): never {
    throw new Error(
      `${this.text.slice(this.at, this.at + 100)} is not known to the local run, in ${this.text.slice(0, 100)}`,
    );
  }
}

const unescaped = (value: unknown): unknown => (typeof value === "string" ? value.replace(/\\([\s\S])/g, "$1") : value);
