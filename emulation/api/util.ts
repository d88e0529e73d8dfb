/**
 * `$util` of a mapping template.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference
 */
export const UTIL: Readonly<Record<string, (text: unknown) => unknown>> = {
  base64Encode: (text) => Buffer.from(String(text), "utf8").toString("base64"),
  base64Decode: (text) => Buffer.from(String(text), "base64").toString("utf8"),
  escapeJavaScript: (text) => String(text).replace(/["'\\/]|[^\x20-\x7f]/g, escaped),
  parseJson: (text) => JSON.parse(String(text)) as unknown,
  urlDecode: (text) => decodeURIComponent(String(text).replaceAll("+", " ")),
  urlEncode: (text) => new URLSearchParams([["", String(text)]]).toString().slice(1),
};

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};

function escaped(char: string): string {
  if (/["'\\/]/.test(char)) return `\\${char}`;
  return SHORT_ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
