import { Compile, parse } from "velocityjs";
import type { Input } from "./input";
import { TemplateCheck, type VtlTree } from "./template-check";
import { UTIL } from "./util";

/** What a response template decided beside its text. */
export interface Overrides {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Ends a template when it is parsed: it comes out once, and last, unless a block is left open or an `#end` is one too many. */
const END_MARK = "template-end";

/** A mapping template: parsed and checked when the API is loaded, rendered for each call. */
export class Template {
  private readonly tree: ReturnType<typeof parse>;

  /**
   * @param source the template, VTL
   * @param kind only a response template may override the status and headers
   * @param fail is told what is not known and throws with the place
   */
  constructor(source: string, kind: "request" | "response", fail: (problem: string) => never) {
    this.tree = parsed(source, fail);
    const marks = JSON.stringify(this.tree).split(`"value":"${END_MARK}"`).length - 1;
    const last = this.tree.pop();
    if (marks !== 1 || last?.type !== "raw" || last.value !== END_MARK)
      fail("has an #if without its #end, or an #end too many");
    const tree = this.tree as unknown as (string | object)[];
    const tail = tree.at(-1);
    if (typeof tail === "string") tree.splice(-1, 1, tail.replace(/\n$/, "")); // the line break before the mark
    if (/[ \t]$/.test(source)) fail("ends in blanks, which follow a directive only in some Velocities");
    new TemplateCheck(kind === "response", fail).list(tree as VtlTree);
  }

  /**
   * @param context `$context`
   * @throws NotJsonError when it asks for a part of a body that isn't JSON, Error for an override that API Gateway refuses
   */
  render(
    input: Input,
    context: Readonly<Record<string, unknown>>,
  ): { readonly text: string; readonly overrides: Overrides } {
    const target = new ResponseOverride();
    const scope = {
      input,
      util: { ...UTIL },
      context: { ...context, responseOverride: target.open() },
    };
    const text = new Compile(this.tree).render(scope);
    return { text, overrides: target };
  }
}

function parsed(source: string, fail: (problem: string) => never): ReturnType<typeof parse> {
  try {
    return parse(`${source}\n#[[${END_MARK}]]#`);
  } catch (error) {
    return fail(`is not a template: ${(error as Error).message.split("\n").slice(0, 3).join(" ")}`);
  }
}

/** Takes `#set($context.responseOverride…)`. A second one for the same thing fails the call, as in API Gateway. */
class ResponseOverride implements Overrides {
  status: number | undefined;
  readonly headers: Record<string, string> = {};

  open(): object {
    const header = new Proxy(
      {},
      {
        set: (_, name, value) => {
          if (Object.hasOwn(this.headers, name)) throw new Error(`header ${String(name)} is overridden twice`);
          this.headers[String(name)] = String(value);
          return true;
        },
      },
    );
    return new Proxy(
      { header },
      {
        set: (_, name, value) => {
          const status = Number(value);
          if (name !== "status" || this.status !== undefined)
            throw new Error(`${String(name)} can't be overridden, or not twice`);
          if (!Number.isInteger(status) || status < 100 || status > 599)
            throw new Error(`${String(value)} is not a status`);
          this.status = status;
          return true;
        },
      },
    );
  }
}
