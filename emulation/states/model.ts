import { isObject } from "../../basics/json";
import { Arguments } from "../tree/arguments";
import type { Tree } from "../tree/tree";

/** A state, as its machine's definition has it. */
export type State = Readonly<Record<string, unknown>> & { readonly Type: string };

/** A state machine as it is synthesized. */
export interface MachineModel {
  readonly name: string;
  readonly arn: string;
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** What a state of each type may have here: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: ["Resource", "Parameters", "ResultSelector", "ResultPath", "Retry", "Next"],
  Pass: ["Parameters", "ResultPath", "Next"],
  Choice: ["Choices", "Default"],
  Wait: ["Seconds", "Next"],
  Succeed: [],
};
const COMPARISONS = ["StringEquals", "StringEqualsPath", "IsPresent"];

/** Reads every state machine of the tree. @throws Error with the resource's address for what the local run does not know */
export function loadMachines(tree: Tree, resources: readonly string[]): readonly MachineModel[] {
  return tree.resources("aws_sfn_state_machine").map((resource) => {
    const args = new Arguments(resource).ignore("role_arn", "tags", "logging_configuration", "tracing_configuration");
    const type = args.optionalString("type") ?? "STANDARD";
    if (type !== "STANDARD") args.fail("type", `must be "STANDARD" to run here, got "${type}"`);
    const name = args.string("name");
    const fail = (what: string): never => args.fail("definition", what);
    const definition = parsed(args.string("definition"), fail);
    args.done();
    return { name, arn: tree.attribute(resource, "arn"), ...readDefinition(definition, resources, fail) };
  });
}

type Fail = (what: string) => never;

function parsed(text: string, fail: Fail): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : fail("is not a JSON object");
  } catch {
    return fail("is not JSON");
  }
}

function readDefinition(
  { Comment: _, TimeoutSeconds: __, StartAt: startAt, States: states, ...others }: Readonly<Record<string, unknown>>,
  resources: readonly string[],
  fail: Fail,
): Pick<MachineModel, "startAt" | "states"> {
  for (const field of Object.keys(others)) fail(`has the field "${field}", which is not known to the local run`);
  if (!isObject(states) || typeof startAt !== "string") return fail("needs StartAt and States");
  const known = new Map<string, State>();
  for (const [name, state] of Object.entries(states)) known.set(name, readState(name, state, resources, fail));
  const next = (name: unknown, of: string): void => {
    if (typeof name !== "string" || !known.has(name)) fail(`names a state "${String(name)}" in ${of}, which it lacks`);
  };
  next(startAt, "StartAt");
  for (const [name, state] of known) {
    if (state.Type === "Choice") {
      next(state["Default"], name);
      for (const { Next } of state["Choices"] as readonly { readonly Next?: unknown }[]) next(Next, name);
    } else if (state.Type !== "Succeed") next(state["Next"], name);
  }
  return { startAt, states: known };
}

function readState(name: string, state: unknown, resources: readonly string[], fail: Fail): State {
  if (!isObject(state)) return fail(`has a state "${name}" that is no object`);
  const { Type: type, ...fields } = state;
  const known = typeof type === "string" && Object.hasOwn(FIELDS, type) ? FIELDS[type] : undefined;
  if (typeof type !== "string" || known === undefined)
    return fail(
      `has a state "${name}" of type ${JSON.stringify(type)}; the local run knows ${Object.keys(FIELDS).join(", ")}`,
    );
  for (const field of Object.keys(fields))
    if (!known.includes(field))
      fail(`has "${field}" in the state "${name}"; of a ${type} the local run knows ${known.join(", ") || "nothing"}`);
  if (type === "Task") {
    const call = callOf(fields["Resource"]);
    if (call === undefined || !resources.includes(call))
      fail(
        `calls ${JSON.stringify(fields["Resource"])} in the state "${name}"; the local run knows ${resources.join(", ")}`,
      );
  }
  if (type === "Choice")
    for (const choice of Array.isArray(fields["Choices"])
      ? (fields["Choices"] as unknown[])
      : fail(`"${name}" chooses nothing`)) {
      const keys = isObject(choice) ? Object.keys(choice).filter((key) => key !== "Variable" && key !== "Next") : [];
      if (keys.length !== 1 || !COMPARISONS.includes(keys[0] ?? ""))
        fail(`compares by ${keys.join(", ")} in the state "${name}"; the local run knows ${COMPARISONS.join(", ")}`);
    }
  return state as State;
}

/** What a resource's ARN calls: `athena:getQueryResults` of `arn:aws:states:::athena:getQueryResults`. */
export const callOf = (resource: unknown): string | undefined =>
  typeof resource === "string" ? /^arn:[\w-]+:states:::(.+)$/.exec(resource)?.[1] : undefined;
