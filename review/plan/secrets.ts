// What a plan marks as sensitive, and texts without it. `review/plan/secrets.ts` and `.ci/privileged/secrets.ts` are the same text, which a
// test holds: what runs beside credentials imports nothing of the product.

type Json = Readonly<Record<string, unknown>>;

/** Texts that stand for others in what is shown: no secrets. */
const OWN_WORDS = "(sensitive, changed) (known after apply) true false null";
/** Where two stacks meet CDKTF marks every output. An ARN is hidden there, but it is no secret elsewhere. */
const ARN = /^arn:[\w-]+:\S*$/;

/** Every value that is marked anywhere: in changes, outputs, variables, states, actions, and in the configuration. */
export function secretsOf(plan: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const root = objectOf(objectOf(objectOf(plan)["configuration"])["root_module"]);
  for (const [name, variable] of Object.entries(objectOf(root["variables"])))
    if (objectOf(variable)["sensitive"] === true)
      collect(objectOf(objectOf(objectOf(plan)["variables"])[name])["value"], true, found);
  walk(plan, found);
  return found;
}

function walk(node: unknown, found: Set<string>, isOutput = false): void {
  if (Array.isArray(node)) for (const item of node as readonly unknown[]) walk(item, found);
  if (Array.isArray(node) || typeof node !== "object" || node === null) return;
  const json = node as Json;
  // What is secret on one side is so on the other: a value that is no longer marked is still the same.
  for (const side of ["before", "after"])
    for (const mark of ["before_sensitive", "after_sensitive"]) collect(json[side], json[mark], found, isOutput);
  collect(json["values"], json["sensitive_values"], found);
  collect(json["config_values"], json["config_sensitive"], found);
  if (json["sensitive"] === true)
    for (const key of ["value", "default"]) collect(json[key], true, found, isOutput && key === "value");
  for (const [name, variable] of Object.entries(objectOf(objectOf(json["module"])["variables"])))
    if (objectOf(variable)["sensitive"] === true)
      collect(objectOf(objectOf(json["expressions"])[name])["constant_value"], true, found);
  for (const [key, item] of Object.entries(json))
    if (key === "outputs" || key === "output_changes")
      for (const output of Object.values(objectOf(item))) walk(output, found, true);
    else walk(item, found);
}

function collect(value: unknown, mark: unknown, found: Set<string>, isOutput = false): void {
  if (mark === undefined || mark === null || mark === false || value === null) return;
  if (typeof value === "object") {
    for (const [key, item] of Object.entries(value as Json)) {
      if (mark === true && isTelling(key)) found.add(key);
      collect(item, mark === true ? true : objectOf(mark)[key], found, isOutput);
    }
    return;
  }
  if (mark !== true || (typeof value !== "string" && typeof value !== "number")) return;
  const text = String(value).trim();
  if (text === "" || OWN_WORDS.includes(text) || (isOutput && ARN.test(text))) return;
  if (typeof value === "string" || text.length > 3) found.add(text);
  for (const part of partsOf(text)) found.add(part);
}

/** A password in an address, and what stands behind the name of a secret in a file of settings. */
const PASSWORDS = [
  /:\/\/[^\s/:@]*:([^\s/@]{4,})@/g,
  /(?:passw\w*|pwd|secret\w*|token|(?:api|access|private)_?key)["']?[ \t]*[:=][ \t]*["']?([^\s"',;&]{6,})/gi,
];

/** Whether a part is no ordinary word: long, of letters and digits, and the name neither of a region nor of a resource. */
const isTelling = (part: string): boolean =>
  part.length >= 12 && /[a-z]/i.test(part) && /\d/.test(part) && !/^([a-z-]+-\d[a-z]?$|arn:)/.test(part);

/** What may be read apart: lines of a key or a certificate, what stands in a list, texts and numbers in JSON, save in a policy, passwords, what base64 stands for. */
function partsOf(text: string): readonly string[] {
  const parts = PASSWORDS.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(([, part = ""]) => [part, plain(part)]),
  );
  if (/^[^[{].*[,;|]/s.test(text)) parts.push(...text.split(/[\s,;|]+/).filter(isTelling));
  if (text.includes("\n"))
    parts.push(
      ...text
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line.length >= 12),
    );
  if (/^[[{]/.test(text) && !text.includes('"Statement"')) {
    const leaf = (item: unknown): void => {
      if (typeof item !== "string" && typeof item !== "number") return;
      if (String(item).length >= 4) parts.push(String(item), ...partsOf(String(item)));
    };
    try {
      JSON.parse(text, (_, item: unknown) => leaf(item));
    } catch {
      // a text that only begins like JSON
    }
  }
  const decoded = fromBase64(text);
  return decoded === undefined ? parts : [...parts, decoded, ...partsOf(decoded)];
}

/** As it was before it was made part of an address. */
function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The text that base64 stands for; undefined when it is none, or too short to be told from a word. */
function fromBase64(text: string): string | undefined {
  if (text.length < 8 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const decoded = Buffer.from(text, "base64").toString();
  return /^([^\p{Cc}\uFFFD]|[\n\r\t]){6,}$/u.test(decoded.trim()) ? decoded.trim() : undefined;
}

/** Arrays, too: their keys are indexes. */
const objectOf = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});

/** One spelling of a secret. */
interface Spelling {
  readonly lower: string;
  readonly pattern: RegExp;
  /** It may be the name of something. */
  readonly isWord: boolean;
}

/** Stands for a secret until all are found: one may be part of what is written in another's place. */
const MARK = "\uE000";

/** Takes secrets out of texts, however they are spelled there: in JSON, in an address of the web, in base64 or hexadecimal, within a longer text. */
export class Secrets {
  private readonly spellings: readonly Spelling[];

  /** @param plans what is marked in one is hidden in all */
  static of(plans: readonly unknown[]): Secrets {
    return new Secrets(plans.flatMap((plan) => [...secretsOf(plan)]));
  }

  constructor(secrets: Iterable<string>) {
    this.spellings = [...new Set(secrets)]
      .flatMap(spellingsOf)
      .sort((one, other) => other.lower.length - one.lower.length);
  }

  /** A value without secrets. */
  clean(text: string): string {
    return without(text, this.spellings);
  }

  /** A name without secrets, save those that are ordinary words: an address must stay one. */
  cleanName(name: string): string {
    return without(
      name,
      this.spellings.filter(({ isWord }) => !isWord),
    );
  }
}

function without(text: string, spellings: readonly Spelling[]): string {
  let [rest, lower] = [text, text.toLowerCase()];
  for (const { lower: secret, pattern } of spellings) {
    if (!lower.includes(secret)) continue;
    rest = rest.replace(pattern, MARK);
    lower = rest.toLowerCase();
  }
  return rest.replaceAll(MARK, "(sensitive)");
}

/** Ways to write a secret. A short one is found where it stands alone, one of up to three characters as a whole value only. */
function spellingsOf(secret: string): readonly Spelling[] {
  const isWord = /^[a-z]+(\d{0,3}|([-_.][a-z]+)*)$/i.test(secret) || secret.length < 4;
  const spelling = (text: string, around: (pattern: string) => string = (pattern) => pattern): Spelling => ({
    lower: text.toLowerCase(),
    pattern: new RegExp(around(text.replace(/[^\w ]/g, "\\$&")), "gi"),
    isWord,
  });
  if (secret.length < 4) return [spelling(secret, (one) => `^${one}$|(?<=")${one}(?="(?!\\s*:))`)];
  const alone = (one: string): string => `(?<![a-z0-9])${one}(?![a-z0-9])`;
  if (secret.length < 5 || /^([a-z]{1,7}|\d{1,5})$/i.test(secret)) return [spelling(secret, alone)];
  const json = (text: string): string => JSON.stringify(text).slice(1, -1);
  const escapes = (text: string): string =>
    text.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
  const texts = [secret, encodeURIComponent(Buffer.from(secret).toString())]; // well-formed
  for (const text of [json(secret), escapes(json(secret))]) texts.push(text, json(text), json(json(text)));
  return [...new Set([...texts, ...inDigits(secret)])].map((text) => spelling(text));
}

/** What base64 makes of the secret, wherever in a text it begins: the digits that depend on it alone; and hexadecimal digits. */
function inDigits(secret: string): readonly string[] {
  if (secret.length < 6) return [];
  const hexadecimal = Buffer.from(secret).toString("hex");
  return [
    hexadecimal,
    ...[0, 1, 2].flatMap((offset) => {
      const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
      const whole = bytes.length % 3 === 0;
      const digits = bytes.toString("base64").replace(/=+$/, "");
      const own = digits.slice(Math.ceil((offset * 8) / 6), whole ? undefined : -1);
      return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
    }),
  ];
}
