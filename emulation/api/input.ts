import { parseJsonPath, valueAt } from "./json-path";
import type { RequestParameters } from "./parameters";
import { parseForLimits } from "./stand-ins";

/** A body that should have been JSON. The message begins as API Gateway's does; the parser's own words follow, which differ. */
export class NotJsonError extends Error {}

/** `$input` of a mapping template: a body and what can be asked of it. It is parsed at most once, and only when asked. */
export class Input {
  private parsed: { readonly value: unknown } | undefined;

  /** @param parameters the request's, in a response template too. @default none */
  constructor(
    readonly body: string,
    private readonly parameters?: RequestParameters,
  ) {}

  /** As a request's template sees it: an empty body is an empty object, https://github.com/localstack/localstack/pull/12413 */
  orEmptyObject(): Input {
    return this.body === "" ? new Input("{}", this.parameters) : this;
  }

  /** The body as JSON; one byte order mark before it is no part of it, here as in the functions. @throws NotJsonError with the parser's reason */
  value(): unknown {
    this.parsed ??= { value: this.read((text) => JSON.parse(text.replace(/^\ufeff/, "")) as unknown) };
    return this.parsed.value;
  }

  /** The body as a model is to see it. @throws NotJsonError with the parser's reason */
  forModel(): unknown {
    return this.read(parseForLimits);
  }

  private read(parse: (text: string) => unknown): unknown {
    try {
      return parse(this.body);
    } catch (error) {
      throw new NotJsonError(`Could not parse request body into json: ${(error as Error).message}`);
    }
  }

  /** `$input.path`: a scalar as its text, as templates compare and print it; nothing and null are the empty text. */
  path(expression: string): unknown {
    const value = this.find(expression);
    if (value === undefined || value === null) return "";
    return typeof value === "object" || typeof value === "string" ? value : JSON.stringify(value);
  }

  /** `$input.json`: the value's JSON; nothing is the JSON of the empty text. */
  json(expression: string): string {
    return JSON.stringify(this.find(expression) ?? "");
  }

  /** `$input.params`: a parameter of the request, the empty text when it was not sent. */
  params(name: string): string {
    return this.parameters?.find(name) ?? "";
  }

  /** A body that isn't there holds nothing, rather than broken JSON. */
  private find(expression: string): unknown {
    const path = parseJsonPath(expression);
    return path === undefined || this.body === "" ? undefined : valueAt(this.value(), path);
  }
}
