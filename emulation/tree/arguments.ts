import { isObject } from "../../basics/json";
import type { Resource } from "./tree";

/** Terraform's own arguments of a resource: they order and protect, and change nothing of what it does. */
const META_ARGUMENTS = ["depends_on", "lifecycle", "provider"];
/** Longest value that a message repeats, in characters. */
const LONGEST_VALUE = 200;

/** Reads a resource's arguments one by one, and refuses what nobody read: the local run interprets, it does not guess. */
export class Arguments {
  private readonly read = new Set<string>();
  private readonly children = new Map<string, readonly Arguments[]>();

  /**
   * @param config the arguments; a block's when it isn't the resource itself
   * @param path where they stand in the resource, like `extended_s3_configuration`; empty for the resource itself
   */
  constructor(
    readonly resource: Resource,
    private readonly config: Readonly<Record<string, unknown>> = resource.config,
    private readonly path = "",
  ) {
    if (path === "") this.ignore(...META_ARGUMENTS);
  }

  /** @throws Error when it is missing or not a string */
  string(name: string): string {
    return this.required(name, this.optionalString(name), "a string");
  }
  /** @throws Error when it is not a string */
  optionalString(name: string): string | undefined {
    const value = this.take(name);
    return value === undefined || typeof value === "string" ? value : this.refuse(name, "a string", value);
  }

  /** @throws Error when it is missing or not a number */
  number(name: string): number {
    return this.required(name, this.optionalNumber(name), "a number");
  }
  /** A number or, as Terraform allows, its text. @throws Error when it is neither */
  optionalNumber(name: string): number | undefined {
    const value = this.take(name);
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return number === undefined || (typeof number === "number" && Number.isFinite(number))
      ? number
      : this.refuse(name, "a number", value);
  }

  /** @throws Error when it is missing or not true or false */
  boolean(name: string): boolean {
    return this.required(name, this.optionalBoolean(name), "true or false");
  }
  /** true or false or, as Terraform allows, their text. @throws Error when it is neither */
  optionalBoolean(name: string): boolean | undefined {
    const value = this.take(name);
    if (value === "true" || value === "false") return value === "true";
    return value === undefined || typeof value === "boolean" ? value : this.refuse(name, "true or false", value);
  }

  /** A list of strings, empty when it is missing. @throws Error when it is anything else */
  strings(name: string): readonly string[] {
    const value = this.take(name) ?? [];
    return Array.isArray(value) && value.every((item) => typeof item === "string")
      ? value
      : this.refuse(name, "a list of strings", value);
  }

  /** A map of strings, empty when it is missing. @throws Error when it is anything else */
  stringMap(name: string): Record<string, string> {
    return this.map(name, "strings", "a string", (item) => typeof item === "string");
  }

  /** A map of true and false, empty when it is missing. @throws Error when it is anything else */
  booleanMap(name: string): Record<string, boolean> {
    return this.map(name, "true and false", "true or false", (item) => typeof item === "boolean");
  }

  /** A block, written as an object or as a list of one. @throws Error when it is missing or anything else */
  block(name: string): Arguments {
    return this.required(name, this.optionalBlock(name), "a block");
  }
  /** A block, written as an object or as a list of one. @throws Error when it is anything else */
  optionalBlock(name: string): Arguments | undefined {
    const blocks = this.blocks(name);
    return blocks.length > 1 ? this.refuse(name, "one block", this.config[name]) : blocks[0];
  }
  /** Blocks, written as a list or as one object; empty when they are missing. @throws Error when they are anything else */
  blocks(name: string): readonly Arguments[] {
    const known = this.children.get(name);
    if (known !== undefined) return known;
    const value = this.take(name);
    const list: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
    const blocks = list.map((item, index) => {
      const path = Array.isArray(value) && list.length > 1 ? `${name}[${index}]` : name;
      return isObject(item) ? new Arguments(this.resource, item, this.at(path)) : this.refuse(path, "a block", item);
    });
    this.children.set(name, blocks);
    return blocks;
  }

  /** Names arguments that are known and make no difference on a laptop. */
  ignore(...names: string[]): this {
    for (const name of names) this.read.add(name);
    return this;
  }

  /** @throws Error naming the first argument, of its own or of its blocks, that was not read */
  done(): void {
    for (const name of Object.keys(this.config)) {
      if (this.read.has(name)) continue;
      const value = this.config[name];
      if (value === null || value === undefined) continue; // written as null: not set
      throw new Error(
        `${this.resource.address}: argument "${this.at(name)}" = ${shown(value)} is not known to the local run; remove it, or teach emulation/ what it does`,
      );
    }
    for (const block of [...this.children.values()].flat()) block.done();
  }

  /** @throws Error `<address>: <path of the argument> <why>` */
  fail(name: string, why: string): never {
    throw new Error(`${this.resource.address}: ${this.at(name)} ${why}`);
  }

  private take(name: string): unknown {
    this.read.add(name);
    return Object.hasOwn(this.config, name) ? (this.config[name] ?? undefined) : undefined;
  }

  private map<T>(name: string, all: string, one: string, fits: (item: unknown) => item is T): Record<string, T> {
    const value = this.take(name) ?? {};
    if (!isObject(value)) return this.refuse(name, `a map of ${all}`, value);
    const entries = Object.entries(value).map(
      ([key, item]) => [key, fits(item) ? item : this.refuse(`${name}.${key}`, one, item)] as const,
    );
    return Object.fromEntries(entries);
  }

  private required<T>(name: string, value: T | undefined, what: string): T {
    return value ?? this.fail(name, `is missing; it must be ${what}`);
  }

  private refuse(name: string, what: string, value: unknown): never {
    return this.fail(name, `must be ${what}, got ${shown(value)}`);
  }

  private at(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
