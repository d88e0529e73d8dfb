import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * The stacks of an environment whose protection was lifted, kept beside the synthesized folder while it is destroyed: a run that goes on after
 * an interrupted one must not deploy again what is half gone.
 */
export class Lifted {
  private readonly file: string;
  private readonly names: Set<string>;

  constructor(environment: string, cdktfOut: string) {
    this.file = `${path.resolve(cdktfOut)}.lifted-${environment}.json`;
    this.names = new Set(read(this.file));
  }

  has(stack: string): boolean {
    return this.names.has(stack);
  }

  add(stack: string): void {
    this.names.add(stack);
    this.write();
  }

  /** What was lifted may be protected again: the next run lifts it anew. */
  drop(stack: string): void {
    this.names.delete(stack);
    this.write();
  }

  private write(): void {
    if (this.names.size === 0) rmSync(this.file, { force: true });
    else writeFileSync(this.file, JSON.stringify([...this.names]));
  }
}

function read(file: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(names) ? names.map(String) : [];
  } catch {
    return []; // none, or half written: then everything is lifted once more
  }
}
