/** One piece of a pattern: what may stand there, and how often at least. */
const PIECE = /\[([^\]]+)\]|\\([dw])|\\(.)|([^\\[\](){}?*+|.^$])/y;
const COUNT = /\{(\d+)(?:,\d*)?\}|([?*+])/y;

/**
 * A text of a plain pattern: characters, classes and counts one after the other, as in `^[A-Z]{2}[0-9]{4}$`.
 * @returns undefined for a pattern that says more than that, or when nothing short enough was found
 */
export function patternExample(pattern: string, maxLength = Infinity): string | undefined {
  const body = pattern.replace(/^\^/, "").replace(/\$$/, "");
  let text = "";
  for (let at = 0; at < body.length;) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(body);
    if (piece === null) return undefined;
    at = PIECE.lastIndex;
    COUNT.lastIndex = at;
    const count = COUNT.exec(body);
    if (count !== null) at = COUNT.lastIndex;
    const least = count?.[1] ?? { "?": "0", "*": "0", "+": "1" }[count?.[2] ?? ""] ?? "1";
    text += characterOf(piece).repeat(Number(least));
  }
  return text.length <= maxLength && new RegExp(pattern, "u").test(text) ? text : undefined;
}

function characterOf([, inClass, kind, escaped, plain]: RegExpExecArray): string {
  if (inClass !== undefined) return inClass.startsWith("\\d") ? "1" : (/^\\?(.)/u.exec(inClass)?.[1] ?? "");
  if (kind !== undefined) return kind === "d" ? "1" : "a";
  return escaped ?? plain ?? "";
}
