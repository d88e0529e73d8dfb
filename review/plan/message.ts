/** A sentence: words of this program, and values out of a plan, which each output format makes harmless in its own way. */
export type Message = readonly (string | { readonly value: string })[];

/** Template tag: what stands in `${}` is a value, or a message to put there. */
export function say(words: TemplateStringsArray, ...values: readonly (string | number | Message)[]): Message {
  return words.flatMap((word, index) => {
    const value = values[index];
    if (value === undefined) return [word];
    return typeof value === "object" ? [word, ...value] : [word, { value: String(value) }];
  });
}

/** The message as text, values and words each in its own way. */
export const render = (
  message: Message,
  ofValue: (value: string) => string,
  ofWords: (words: string) => string = (words) => words,
): string => message.map((part) => (typeof part === "string" ? ofWords(part) : ofValue(part.value))).join("");
