import type { Random } from "../../local/fault/random";

/** One of a list. */
export const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** What means something to JSON, to VTL or to whoever decodes text. */
const PIECES = [
  '"', "'", "\\", "\\\\", "\\n", "{", "}", "[", "]", ",", ":", '"}', '"},"x":"', '"}}#set($x="', "\n", "\r\n", "\t", "\0",
  "\u0001", "\u001b", "\u007f", "\u0085", "\u00a0", "\u2028", "\u2029", "\ufeff", "\ufffd", "\uffff", "é", "漢字", "🍝",
  "👩‍👩‍👧", "\u202e", "$", "$$", "${", "$!{", "$!", "$input", "$input.body", "${input.body}", "$util.base64Encode('a')",
  "$context.requestId", "$context.responseOverride.status", "$type", "#", "##", "#*", "*#", "#[[", "]]#", "#set($x = 1)",
  "#if(true)", "#if($x)", "#else", "#elseif", "#end", "#{end}", "#foreach($i in [1..9])", "#include('x')", "#parse('x')",
  "#evaluate('$x')", "#macro(m)", "#stop", "#break", "#@m()", "\\$input", "\\#end", "$1", "$&", "$`", "$'", "%", "%7B", "+",
  "&", "<", ">", "</script>", "template-end", "__proto__", "a", "entree_1", "0", "null", "true", " ",
]; // prettier-ignore

/** Text as a client may send it: pieces in any order, halves of surrogate pairs replaced as bytes of UTF-8 have them. */
export function hostileText(random: Random, most: number): string {
  const count = Math.floor(random() * (most + 1));
  const text = Array.from({ length: count }, () =>
    random() < 0.8 ? pick(random, PIECES) : String.fromCharCode(Math.floor(random() * 0x10000)),
  ).join("");
  return wellFormed(random() < 0.3 ? JSON.stringify({ [text]: text, element_clicked: text }) : text);
}

/** A body of about 900 KiB. */
export const longBody = (random: Random): string => {
  const piece = `${hostileText(random, 40)}"$#\\é🍝`;
  return piece.repeat(Math.ceil((900 * 1024) / Buffer.byteLength(piece)));
};

/** What stands in the place of Firehose may answer: its own, or what makes no sense. */
export function firehoseAnswer(random: Random): string {
  const type = pick(random, [
    "ValidationException",
    "ResourceNotFoundException",
    "ServiceUnavailableException",
    null,
    true,
    7,
  ]);
  const text = hostileText(random, 6);
  return pick(random, [
    `{"RecordId":"${"aB3+/=".repeat(20)}","Encrypted":true}`,
    JSON.stringify({ __type: type, message: text }),
    JSON.stringify({ message: text }),
    JSON.stringify({ RecordId: null }),
    "{}",
    "",
    "[]",
    "no JSON",
    text,
  ]);
}

const wellFormed = (text: string): string => Buffer.from(text, "utf8").toString("utf8");
