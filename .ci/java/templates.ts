import type { Random } from "../../local/fault/random";
import { contextObject } from "../../emulation/api/context";
import { Input } from "../../emulation/api/input";
import { Template } from "../../emulation/api/template";
import type { MappingTemplate } from "./apis";
import { aCall, callWith, type Sent } from "./calls";
import type { Engine } from "./engine";

/** What a template gives. */
interface Rendered {
  readonly text: string;
  readonly status: unknown;
  readonly header: Readonly<Record<string, unknown>>;
}

/**
 * Renders one template for hostile calls, by the local run and by Velocity.
 * @param wanted the template that the local run renders; another one is a fault on purpose
 * @returns how many calls there were, and what is not as it must be
 */
export async function checkTemplate(
  { place, kind, source }: MappingTemplate,
  engines: readonly Engine[],
  random: Random,
  calls: number,
  { wanted = source, isMade = true } = {},
): Promise<readonly string[]> {
  const failures: string[] = [];
  const template = new Template(wanted, kind, (problem) => {
    throw new Error(`${place}: ${problem}`);
  });
  for (let index = 0; index < calls; index++) {
    const sent = aCall(kind, random, index === calls - 1);
    const call = callWith(sent);
    const local = await attempt(() => {
      const input = new Input(sent.body, call.parameters);
      const { text, overrides } = template.render(
        kind === "request" ? input.orEmptyObject() : input,
        contextObject(call),
      );
      return { text, status: overrides.status ?? null, header: overrides.headers };
    });
    if (isMade && typeof local !== "string" && local.text.trim() !== "" && !isJson(local.text))
      failures.push(`${place} gives no JSON for ${shown(sent)}: ${local.text.slice(0, 200)}`);
    if (isMade && kind === "request" && typeof local !== "string" && !carries(local.text, sent.body || "{}"))
      failures.push(`${place} does not carry the body ${shown(sent)}: ${local.text.slice(0, 200)}`);
    for (const engine of engines) {
      const velocity = await renderedBy(engine, source, kind, sent, contextObject(call));
      if (!alike(local, velocity))
        failures.push(
          `${place}, ${engine.program}: for ${shown(sent)} it gives ${JSON.stringify(velocity).slice(0, 300)}, the local run ${JSON.stringify(local).slice(0, 300)}`,
        );
    }
  }
  return failures;
}

async function renderedBy(
  engine: Engine,
  template: string,
  kind: MappingTemplate["kind"],
  { body, headers: header, query }: Sent,
  context: object,
): Promise<Rendered | string> {
  const call = { template, body: kind === "request" ? body || "{}" : body, query, header, context };
  const { error, ...rendered } = await engine.ask<Rendered & { readonly error?: string }>(call);
  return error ?? rendered;
}

/** Errors are told in the engines' own words: that there is one is all that is compared. */
function alike(one: Rendered | string, other: Rendered | string): boolean {
  if (typeof one === "string" || typeof other === "string") return typeof one === typeof other;
  return (
    one.text === other.text &&
    String(one.status) === String(other.status) &&
    JSON.stringify(one.header) === JSON.stringify(other.header)
  );
}

async function attempt(render: () => Rendered): Promise<Rendered | string> {
  try {
    return await Promise.resolve(render());
  } catch (error) {
    return (error as Error).message;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a call of Firehose holds exactly the body, or (a MOCK's request) holds nothing of it. */
function carries(text: string, body: string): boolean {
  if (!isJson(text)) return false;
  const { Record: record, ...rest } = JSON.parse(text) as { readonly Record?: { readonly Data: string } };
  if (record === undefined) return !("DeliveryStreamName" in rest);
  return Buffer.from(record.Data, "base64").equals(Buffer.from(body));
}

const shown = ({ body, ...rest }: Sent): string => JSON.stringify({ body: body.slice(0, 200), ...rest });
