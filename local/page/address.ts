/** How long after the last key the address is written, in milliseconds: browsers refuse more than a hundred changes in half a minute. */
const WRITE_MILLISECONDS = 400;

/** The page's state as its address has it, so that a copied address shows the same and the browser's back button goes back. */
class Address {
  private parameters = new URLSearchParams(location.search);
  private readonly listeners = new Set<() => void>();
  private later: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    addEventListener("popstate", () => {
      clearTimeout(this.later);
      this.parameters = new URLSearchParams(location.search);
      this.tell();
    });
  }

  get(name: string): string | undefined {
    return this.parameters.get(name) ?? undefined;
  }

  all(name: string): readonly string[] {
    return this.parameters.getAll(name);
  }

  /** The address with other values; undefined and an empty list take one away. */
  with(values: Readonly<Record<string, string | readonly string[] | undefined>>): string {
    const changed = new URLSearchParams(this.parameters);
    for (const [name, value] of Object.entries(values)) {
      changed.delete(name);
      for (const each of typeof value === "string" ? [value] : (value ?? [])) changed.append(name, each);
    }
    return `?${changed.toString()}`;
  }

  /** @param step whether the back button comes back to what was before; without, as for each key of a text, it is written a little later. @default true */
  change(values: Readonly<Record<string, string | readonly string[] | undefined>>, step = true): void {
    const changed = this.with(values);
    if (changed === `?${this.parameters.toString()}`) return;
    clearTimeout(this.later);
    if (step) {
      history.replaceState(null, "", `?${this.parameters.toString()}`); // what waited to be written
      history.pushState(null, "", changed);
    } else this.later = setTimeout(() => history.replaceState(null, "", changed), WRITE_MILLISECONDS);
    this.parameters = new URLSearchParams(changed);
    this.tell();
  }

  /** Calls it now and after each change. */
  follow(listener: () => void): void {
    this.listeners.add(listener);
    listener();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** There is one page, and it has one address. */
export const address = new Address();
