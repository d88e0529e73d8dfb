import type { Arguments } from "../tree/arguments";

/** A Glue block's map `parameters`: read one by one, and what nobody read is refused. */
export class Parameters {
  private readonly values: Readonly<Record<string, string>>;
  private readonly read = new Set<string>();

  constructor(private readonly block: Arguments) {
    this.values = block.stringMap("parameters");
  }

  optional(name: string): string | undefined {
    this.read.add(name);
    return Object.hasOwn(this.values, name) ? this.values[name] : undefined;
  }
  required(name: string): string {
    return this.optional(name) ?? this.fail(name, "is missing");
  }
  /** The value in lower case; the default when it is missing, if there is one. */
  oneOf(name: string, known: readonly string[], otherwise?: string): string {
    const value = otherwise === undefined ? this.required(name) : (this.optional(name) ?? otherwise);
    const lower = value.toLowerCase();
    return known.includes(lower)
      ? lower
      : this.fail(name, `"${value}" is not known to the local run; known is ${known.join(", ")}`);
  }
  /** The values of the parameters whose name begins so, by the rest of the name. */
  startingWith(start: string): ReadonlyMap<string, string> {
    const found = Object.entries(this.values).filter(([name]) => name.startsWith(start));
    for (const [name] of found) this.read.add(name);
    return new Map(found.map(([name, value]) => [name.slice(start.length), value]));
  }
  done(): void {
    const unread = Object.keys(this.values).find((name) => !this.read.has(name));
    if (unread !== undefined)
      this.fail(
        unread,
        `= "${this.values[unread] ?? ""}" is not known to the local run; remove it, or teach emulation/ what it does`,
      );
  }
  fail(name: string, why: string): never {
    return this.block.fail(`parameters["${name}"]`, why);
  }
}

/** Takes an argument that can have these values only. */
export function expect(block: Arguments, name: string, ...known: readonly string[]): string {
  const value = block.string(name);
  return known.includes(value)
    ? value
    : block.fail(name, `"${value}" is not known to the local run; known is ${known.join(", ")}`);
}
