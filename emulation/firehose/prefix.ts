/** The expressions that Firehose evaluates in a prefix: https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html */
const EXPRESSION = /!\{([^:}]*):([^}]*)\}/g;
/** Firehose puts this behind a prefix that has no time in it. */
const DEFAULT_TIME = "!{timestamp:yyyy/MM/dd/HH}/";

/** What keeps failed records apart from the others; AWS requires it as soon as a prefix has expressions. */
const ERROR_TYPE = "!{firehose:error-output-type}";

/** What an expression can ask for. */
export interface PrefixValues {
  /** Arrival of the oldest record in the object. */
  readonly time: Date;
  /** Why records failed; only an error prefix may ask. */
  readonly errorOutputType?: string;
  /** Eleven characters that keep objects apart. */
  readonly randomString: string;
}

/** A prefix with its expressions checked. */
export type Prefix = (values: PrefixValues) => string;

/** Reads a prefix. @throws Error naming the expression that Firehose or the local run does not know, or that an error prefix lacks */
export function compilePrefix(text: string, kind: "data" | "error"): Prefix {
  if (kind === "error" && !text.includes(ERROR_TYPE)) throw new Error(`must hold ${ERROR_TYPE}, got "${text}"`);
  const whole = kind === "error" || text.includes("!{timestamp:") ? text : text + DEFAULT_TIME;
  for (const [expression, namespace = "", argument = ""] of whole.matchAll(EXPRESSION)) {
    if (!isKnown(namespace, argument, kind))
      throw new Error(
        `has the expression ${expression}, which is not known in ${kind === "data" ? "a prefix" : "an error output prefix"}`,
      );
  }
  if (/!\{/.test(whole.replace(EXPRESSION, ""))) throw new Error("has an expression that is not !{namespace:value}");
  return (values) =>
    whole.replace(EXPRESSION, (_, namespace: string, argument: string) => evaluate(namespace, argument, values));
}

/** Formats a moment in UTC by the letters yyyy, MM, dd, HH, mm and ss of Java's DateTimeFormatter. */
export function formatTime(pattern: string, time: Date): string {
  const iso = time.toISOString();
  const parts: Record<string, string> = {
    yyyy: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
  };
  return pattern.replace(/yyyy|MM|dd|HH|mm|ss/g, (letters) => parts[letters] ?? letters);
}

function isKnown(namespace: string, argument: string, kind: "data" | "error"): boolean {
  if (namespace === "timestamp") return /^(yyyy|MM|dd|HH|mm|ss|[/_=-])+$/.test(argument);
  return (
    namespace === "firehose" && (argument === "random-string" || (argument === "error-output-type" && kind === "error"))
  );
}

function evaluate(namespace: string, argument: string, values: PrefixValues): string {
  if (namespace === "timestamp") return formatTime(argument, values.time);
  return argument === "random-string" ? values.randomString : (values.errorOutputType ?? "");
}
