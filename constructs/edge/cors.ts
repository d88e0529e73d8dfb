import { EXPOSED_HEADERS } from "../../declaration/edge";
import { fits } from "../shared/conditions";
import { expression, isTerraform, terraform } from "../shared/terraform-expression";
import { checkOptions, must, type OptionRules, required, text, wholeNumber } from "../shared/validate";

/** Which web pages may post events and read the answers. */
export interface CorsProps {
  /** Origins like `https://menu.example.com`, with a port where it isn't the scheme's own; or `"*"` alone, for every page there is. */
  readonly allowedOrigins: readonly string[];
  /** Seconds that a browser may keep the answer to OPTIONS, 0 to 86400. @default 86400 */
  readonly maxAgeSeconds?: number;
}

/** As long as any browser keeps it: https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Access-Control-Max-Age */
export const LONGEST_MAX_AGE_SECONDS = 86_400;
const EVERY_PAGE = "*";
/** What a browser sends as `Origin`: lower case, no path, no user. */
const ORIGIN =
  /^https?:\/\/[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]))?$/;
const LIKE = 'like "https://menu.example.com", lower case and without a path';
/** Of a variable that is one origin. */
const oneOrigin = text(ORIGIN, `an origin ${LIKE}`);
/** Of a variable that is a list: what is made for one origin is made otherwise. */
const severalOrigins = must(
  `two or more different origins ${LIKE}`,
  () => false,
  (list) =>
    `length(${list}) > 1 && length(distinct(${list})) == length(${list}) && alltrue([for each in ${list} : ${fits(ORIGIN)("each")}])`,
);
const ALLOW_ORIGIN = "Access-Control-Allow-Origin";

/** Headers by name; a value is a text in single quotes or something that API Gateway maps. */
export type MappedHeaders = Readonly<Record<string, string>>;

/**
 * Checks a list of origins.
 * @throws Error naming the prop, the rule and the entry.
 */
export function checkOrigins(prop: string, origins: readonly string[]): void {
  if (isTerraform(origins)) {
    severalOrigins(prop, origins);
    return;
  }
  must("a list", Array.isArray)(prop, origins);
  if (origins.length === 0)
    throw new Error(`\`${prop}\` must name at least one origin, got none; leave out \`cors\` to allow none`);
  if (origins.length > 1 && origins.includes(EVERY_PAGE)) {
    throw new Error(
      `\`${prop}\` must be "*" alone or a list of origins, got ${JSON.stringify(origins)}; "*" allows the others already`,
    );
  }
  for (const variable of origins.filter(isTerraform)) oneOrigin(prop, variable);
  const [wrong] = origins.filter(
    (origin, index) =>
      origin !== EVERY_PAGE && !isTerraform(origin) && (!ORIGIN.test(origin) || origins.indexOf(origin) !== index),
  );
  if (wrong !== undefined) {
    throw new Error(`\`${prop}\` must hold different origins ${LIKE}, or "*" alone, got "${wrong}"`);
  }
}

/** What the options must be. */
export const CORS_OPTIONS: OptionRules<CorsProps> = {
  allowedOrigins: required((prop, value) => checkOrigins(prop, value as readonly string[])),
  maxAgeSeconds: wholeNumber(0, LONGEST_MAX_AGE_SECONDS),
};

/** The headers that let pages of other origins post and read, for every kind of answer that API Gateway gives. */
export class Cors {
  private readonly origins: readonly string[];
  private readonly maxAgeSeconds: number;

  /**
   * @param requestHeaders names of the headers that a page may set
   * @throws Error naming the prop, the rule and the value.
   */
  constructor(
    props: CorsProps,
    private readonly requestHeaders: readonly string[],
  ) {
    checkOptions(CORS_OPTIONS, props);
    this.origins = props.allowedOrigins;
    this.maxAgeSeconds = props.maxAgeSeconds ?? LONGEST_MAX_AGE_SECONDS;
  }

  /** Of an integration response. With several origins `template` adds the one that asked, if it is among them. */
  get answerHeaders(): MappedHeaders {
    return { ...this.origin(), "Access-Control-Expose-Headers": `'${EXPOSED_HEADERS}'` };
  }

  /** Of the answer to OPTIONS. */
  get preflightHeaders(): MappedHeaders {
    return {
      ...this.origin(),
      "Access-Control-Allow-Methods": "'POST,OPTIONS'",
      "Access-Control-Allow-Headers": `'${this.requestHeaders.join(",")}'`,
      "Access-Control-Max-Age": `'${this.maxAgeSeconds}'`,
      "Cache-Control": `'public, max-age=${this.maxAgeSeconds}'`,
    };
  }

  /**
   * Of an answer that API Gateway gives by itself. Its templates can't choose, so with several origins whoever asks may
   * read: such an answer holds nothing but what was wrong with the asker's own request. API Gateway tells `Origin` from
   * `origin`, as HTTP/2 writes it, and leaves out what is mapped from a header that was not sent: there is one mapping for each.
   */
  get gatewayHeaders(): MappedHeaders {
    if (!this.chooses) return this.answerHeaders;
    return {
      ...this.answerHeaders,
      [ALLOW_ORIGIN]: "method.request.header.Origin",
      [ALLOW_ORIGIN.toLowerCase()]: "method.request.header.origin",
    };
  }

  /** Names of the headers of `answerHeaders` or `preflightHeaders` and of the one that `template` sets, for a method response. */
  declared(headers: MappedHeaders): readonly string[] {
    return [...new Set([...Object.keys(headers), ALLOW_ORIGIN])];
  }

  /**
   * VTL that answers with the origin that asked, if it is allowed; empty when there is nothing to choose. Browsers on HTTP/2
   * write the header in lower case, and API Gateway tells the two apart.
   */
  get template(): string {
    if (!this.chooses) return "";
    if (isTerraform(this.origins)) {
      const each = caseOf(terraform('index == 0 ? "#if" : "#elseif"'), terraform("origin"));
      return `${expression`join("\n", [for index, origin in ${this.origins} : ${each}])`}\n#end\n`;
    }
    const cases = this.origins.map((origin, index) => caseOf(index === 0 ? "#if" : "#elseif", origin));
    return [...cases, "#end\n"].join("\n");
  }

  private get chooses(): boolean {
    return isTerraform(this.origins) || this.origins.length > 1;
  }

  /** A single origin, or every one, needs no look at the request, and caches may keep one answer for all. */
  private origin(): MappedHeaders {
    return this.chooses ? { Vary: "'Origin'" } : { [ALLOW_ORIGIN]: `'${this.origins.join("")}'` };
  }
}

/** VTL that answers with an origin, if it was that which asked. */
const caseOf = (word: string, origin: string): string =>
  [
    `${word}($input.params('Origin') == "${origin}" || $input.params('origin') == "${origin}")`,
    `#set($context.responseOverride.header.${ALLOW_ORIGIN} = "${origin}")`,
  ].join("\n");

/** Header mappings as a resource's arguments take them, like `method.response.header.Vary`. */
export function parameters(
  prefix: "gatewayresponse.header" | "method.response.header",
  headers: MappedHeaders,
): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [`${prefix}.${name}`, value]));
}

/** Declares headers for a method response. */
export function declarations(names: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(names.map((name) => [`method.response.header.${name}`, true]));
}
