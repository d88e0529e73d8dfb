/** A sentence: words of this program, and values and names out of a plan, which each output format makes harmless in its own way. */
export type Message = readonly (string | { readonly value: string } | { readonly name: string })[];

/** Template tag: what stands in `${}` is a value, or a message to put there. */
export function say(words: TemplateStringsArray, ...values: readonly (string | number | Message)[]): Message {
  return words.flatMap((word, index) => {
    const value = values[index];
    if (value === undefined) return [word];
    return typeof value === "object" ? [word, ...value] : [word, { value: String(value) }];
  });
}

/** The name of an attribute, a type or an address: by it people find what is meant, even if it is somebody's secret word. */
export const named = (name: string): Message => [{ name }];

/** How a format writes the parts of a message. */
export interface Style {
  readonly value: (value: string) => string;
  readonly name: (name: string) => string;
  readonly words?: (words: string) => string;
}

/** The message as text, each part in its own way. */
export const render = (message: Message, { value, name, words = (text) => text }: Style): string =>
  message
    .map((part) => (typeof part === "string" ? words(part) : "name" in part ? name(part.name) : value(part.value)))
    .join("");
