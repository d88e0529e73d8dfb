/** Headers of an answer; a list is one line for each value. */
export type Headers = Readonly<Record<string, string | string[]>>;

/** The headers with one more, in place of one of the same name in any case; without what HTTP can't carry in a value. */
export function withHeader(headers: Headers, name: string, value: string | readonly string[]): Headers {
  const known = Object.keys(headers).find((header) => header.toLowerCase() === name.toLowerCase());
  return { ...headers, [known ?? name]: typeof value === "string" ? carried(value) : value.map(carried) };
}

function carried(value: string): string {
  return value.replace(/[^\t\x20-\x7e]/g, "");
}
