import { computedAttribute } from "./attributes";
import { parseReference, parseText, type Reference } from "./expressions";
import { isObject } from "../../basics/json";
import type { Stack } from "./stack";

type Json = Readonly<Record<string, unknown>>;

/** Where a value stands, and what is being resolved on the way to it. */
export interface Place {
  readonly stack: Stack;
  /** The resource, for messages. */
  readonly address: string;
  /** The references that led here, to notice a cycle. */
  readonly asked: readonly string[];
}

/** An object whose values are resolved when they are first read. */
export function resolveObject(written: Json, place: Place): Json {
  const resolved = {};
  for (const [key, value] of Object.entries(written)) {
    let known: { value: unknown } | undefined;
    Object.defineProperty(resolved, key, {
      enumerable: true,
      get: () => (known ??= { value: resolveValue(value, place) }).value,
    });
  }
  return resolved;
}

function resolveValue(value: unknown, place: Place): unknown {
  if (typeof value === "string") return resolveText(value, place);
  if (Array.isArray(value)) return value.map((item: unknown) => resolveValue(item, place));
  return isObject(value) ? resolveObject(value, place) : value;
}

/** A string that is one expression keeps the value's type, as in Terraform; inside longer text a value becomes text. */
function resolveText(text: string, place: Place): unknown {
  const pieces = parseText(text);
  if (pieces === undefined)
    throw new Error(
      `${place.address}: ${JSON.stringify(text)} holds a template directive or an expression without an end, which the local run does not know`,
    );
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined && "expression" in only)
    return resolveExpression(only.expression, place);
  return pieces
    .map((piece) => {
      if ("text" in piece) return piece.text;
      const value = resolveExpression(piece.expression, place);
      if (typeof value === "string") return value;
      if (typeof value === "number" || typeof value === "boolean") return String(value);
      throw problem(place, piece.expression, "is not a text, so it can't stand inside one");
    })
    .join("");
}

function resolveExpression(expression: string, place: Place): unknown {
  if (expression === "path.module") return ".";
  if (expression === "terraform.workspace") return "default";
  const reference = parseReference(expression);
  if (reference === undefined)
    throw problem(place, expression, "is not known to the local run, which knows references and no functions");
  const key = `${place.stack.name} ${expression}`;
  if (place.asked.includes(key)) throw problem(place, expression, "refers to itself");
  const inside = { ...place, asked: [...place.asked, key] };
  if (reference.kind === "data" && reference.type === "terraform_remote_state")
    return remoteOutput(reference, expression, inside);

  return attributeOf(reference, inside, expression);
}

/**
 * An attribute of a resource or a data source of the same stack, as written or as AWS would answer.
 * @param expression what asked for it, for the message
 * @throws Error when there is no such resource or the attribute can't be worked out
 */
export function attributeOf(reference: Reference, place: Place, expression = reference.steps.join(".")): unknown {
  const { kind, type, name, steps } = reference;
  const block = place.stack.block(kind, type, name);
  if (block === undefined) throw problem(place, expression, `refers to nothing in stack ${place.stack.name}`);
  const address = place.stack.address(kind, type, name);
  const config = resolveObject(block, { ...place, address });
  const written = follow(config, steps);
  if (written !== undefined) return written;
  const [attribute] = steps;
  const computed =
    typeof attribute === "string" && steps.length === 1
      ? computedAttribute(reference, attribute, address, (argument) => follow(config, [argument]), place.stack)
      : undefined;
  if (computed === undefined)
    throw problem(
      place,
      expression,
      "is an attribute that the local run can't work out; emulation/tree/attributes.ts lists those it can",
    );
  return computed;
}

/** `data.terraform_remote_state.<id>.outputs.<output>`: the output of the stack that keeps its state there. */
function remoteOutput({ type, name, steps }: Reference, expression: string, place: Place): unknown {
  const state = place.stack.block("data", type, name);
  const [outputs, output, ...rest] = steps;
  if (state === undefined || outputs !== "outputs" || typeof output !== "string")
    throw problem(place, expression, "is not an output of a remote state");
  const source = place.stack.siblings.find((stack) => stack.keepsStateIn(state.backend, state.config));
  if (source === undefined)
    throw problem(place, expression, `no stack of this environment keeps its state at ${JSON.stringify(state.config)}`);
  const value = resolveValue(source.output(output), { ...place, stack: source });
  const found = follow(value, rest);
  if (found === undefined) throw problem(place, expression, `stack ${source.name} has no such output`);
  return found;
}

/** Walks attributes, indexes and keys. Blocks may be written as one object where Terraform sees a list of one. */
function follow(start: unknown, steps: readonly (string | number)[]): unknown {
  let value = start;
  for (const step of steps) {
    if (Array.isArray(value)) value = typeof step === "number" ? (value[step] as unknown) : undefined;
    else if (isObject(value))
      value = step === 0 ? value : typeof step === "string" && Object.hasOwn(value, step) ? value[step] : undefined;
    else return undefined;
  }
  return value ?? undefined;
}

function problem(place: Place, expression: string, why: string): Error {
  return new Error(`${place.address}: \${${expression}} ${why}`);
}
