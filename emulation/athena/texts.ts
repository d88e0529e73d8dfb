import { failingText } from "./casts";

/** One character of valid UTF-8, its bytes in hexadecimal: https://www.rfc-editor.org/rfc/rfc3629#section-4 */
const UTF8 =
  "(?:[0-7].|(?:C[2-9A-F]|D.)[89AB].|(?:E0[AB].|E[1-9A-CEF][89AB].|ED[89].)[89AB].|(?:F0[9AB].|F[1-3][89AB].|F48.)(?:[89AB].){2})";
/** What stands for one U+FFFD: a character that was cut short or can't be, or any byte else. */
const NOT_UTF8 = "(?:E.(?:[89AB].){1,2}|F[0-7](?:[89AB].){1,3}|..)";

/** A path of Athena's as DuckDB writes it. */
const jsonPath = `CASE WHEN regexp_full_match(path, '\\$(?:\\.\\w+|\\.?\\["[^"]*"\\]|\\[\\d+\\])*') THEN regexp_replace(path, '\\.?\\["([^"]*)"\\]', '."\\1"', 'g')
  ELSE ${failingText("Invalid JSON path; write one like $.a.b, $.list[0]")} END`;
const jsonOf = "CASE WHEN json_valid(json) THEN json END";
/** Part of a URL. */
const url = (pattern: string, group: number): string =>
  `(url) AS system.main.regexp_extract(url, '${pattern}', ${group})`;
const digest = (name: string): string => `(x) AS unhex(system.main.${name}(x))`;
const REPLACED = "regexp_replace(replacement, '\\$(\\d)', '\\\\\\1', 'g')".replaceAll(
  "regexp_replace",
  "system.main.regexp_replace",
);

/** From the place 0 and from before the text there is nothing. */
function substring(name: string): string {
  const nothing = "start = 0 OR start < -length(string)";
  return `(string, start) AS CASE WHEN ${nothing} THEN '' ELSE system.main.${name}(string, start) END,
    (string, start, many) AS CASE WHEN ${nothing} THEN '' ELSE system.main.${name}(string, start, many) END`;
}

/** Texts, regular expressions, URLs and JSON, as macros: see dialect.ts. */
export const TEXTS: Readonly<Record<string, string>> = {
  upper: `(string) AS CASE WHEN contains(string, 'ß') THEN array_to_string(list_transform(string_split(string, 'ß'), lambda part: system.main.upper(part)), 'ß')
     ELSE system.main.upper(string) END`,
  substr: substring("substr"),
  substring: substring("substring"),
  split_part: "(string, delimiter, place) AS string_split(string, delimiter)[place]",
  replace:
    "(string, search) AS system.main.replace(string, search, ''), (string, search, replacement) AS system.main.replace(string, search, replacement)",
  codepoint: "(string) AS unicode(string)",
  levenshtein_distance: "(one, other) AS levenshtein(one, other)",
  hamming_distance: "(one, other) AS hamming(one, other)",
  to_utf8: "(string) AS encode(string)",
  to_hex: "(bytes) AS hex(bytes)",
  from_hex: "(string) AS unhex(string)",
  md5: digest("md5"),
  sha1: digest("sha1"),
  sha256: digest("sha256"),
  // What is not UTF-8 is replaced; decode would fail.
  from_utf8: `(bytes) AS coalesce(TRY(decode(bytes)), array_to_string(list_transform(system.main.regexp_extract_all(hex(bytes), '${UTF8}+|${NOT_UTF8}'),
     lambda piece: CASE WHEN regexp_matches(piece, '^${UTF8}') THEN decode(unhex(piece)) ELSE chr(65533) END), ''))`,
  url_encode:
    "(string) AS system.main.replace(system.main.replace(system.main.replace(system.main.url_encode(string), '%20', '+'), '%2A', '*'), '~', '%7E')",
  url_extract_protocol: url("^([^:/?#]+):", 1),
  url_extract_host: url("^[^:/?#]+://(?:[^@/?#]*@)?([^:/?#]*)", 1),
  url_extract_port: "(url) AS TRY_CAST(system.main.regexp_extract(url, '^[^:/?#]+://[^/?#]*:(\\d+)', 1) AS BIGINT)",
  url_extract_path: url("^(?:[^:/?#]+:)?(?://[^/?#]*)?([^?#]*)", 1),
  url_extract_query: url("\\?([^#]*)", 1),
  url_extract_fragment: url("#(.*)$", 1),
  url_extract_parameter:
    "(url, name) AS CASE WHEN regexp_matches(url, '[?&]' || name || '(?:[=&#]|$)') THEN url_decode(system.main.regexp_extract(url, '[?&]' || name || '=([^&#]*)', 1)) END",

  regexp_like: "(string, pattern) AS regexp_matches(string, pattern)",
  regexp_extract: `(string, pattern) AS CASE WHEN regexp_matches(string, pattern) THEN system.main.regexp_extract(string, pattern) END,
     (string, pattern, part) AS CASE WHEN regexp_matches(string, pattern) THEN system.main.regexp_extract(string, pattern, part) END`,
  regexp_replace: `(string, pattern) AS system.main.regexp_replace(string, pattern, '', 'g'),
     (string, pattern, replacement) AS system.main.regexp_replace(string, pattern, ${REPLACED}, 'g')`,
  regexp_split: "(string, pattern) AS regexp_split_to_array(string, pattern)",
  regexp_count: "(string, pattern) AS CAST(len(system.main.regexp_extract_all(string, pattern)) AS BIGINT)",

  // A path to an object, an array or a JSON null, and text that is not JSON, give null.
  json_extract_scalar: `(json, path) AS CASE WHEN json_valid(json) AND json_type(json, ${jsonPath}) NOT IN ('OBJECT', 'ARRAY', 'NULL')
     THEN json_extract_string(json, ${jsonPath}) END`,
  json_extract: `(json, path) AS system.main.json_extract(${jsonOf}, ${jsonPath})`,
  json_parse: `(string) AS CAST(CASE WHEN json_valid(string) OR string IS NULL THEN string ELSE ${failingText("The text is not JSON")} END AS JSON)`,
  json_format: "(json) AS CAST(json AS VARCHAR)",
  json_array_length:
    "(json) AS CASE WHEN json_valid(json) AND json_type(json) = 'ARRAY' THEN CAST(system.main.json_array_length(json) AS BIGINT) END",
  json_size: `(json, path) AS CASE json_type(${jsonOf}, ${jsonPath}) WHEN 'ARRAY' THEN CAST(system.main.json_array_length(json, ${jsonPath}) AS BIGINT)
     WHEN 'OBJECT' THEN CAST(len(json_keys(json, ${jsonPath})) AS BIGINT) WHEN NULL THEN NULL ELSE 0 END`,
};
