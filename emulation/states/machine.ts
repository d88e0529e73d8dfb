import { isObject } from "../../basics/json";
import { callOf, type MachineModel, type State } from "./model";
import { filled, type Scope, valueAt } from "./values";

/** Answers what a Task calls, by what stands behind `arn:aws:states:::`. */
export type Calls = Readonly<Record<string, (parameters: Readonly<Record<string, unknown>>) => Promise<unknown>>>;

/** What an execution is run with. */
export interface Run {
  readonly machine: MachineModel;
  readonly executionArn: string;
  readonly input: unknown;
  readonly calls: Calls;
  /** Waits. */
  readonly sleep: (seconds: number) => Promise<void>;
  /** Told of each state before it is entered; what it throws ends the run there. @default nothing */
  readonly onState?: (name: string) => void;
}

/** Runs a machine to its end. Retries come at once: nobody else is busy on a laptop. @throws what a Task failed with, when it is not to be tried again */
export async function runMachine(run: Run): Promise<void> {
  const { machine, executionArn } = run;
  let data = run.input;
  for (let name: string | undefined = machine.startAt; name !== undefined;) {
    run.onState?.(name);
    const state: State = machine.states.get(name) ?? { Type: "Succeed" };
    const context = (retries: number): object => ({
      Execution: { Id: executionArn },
      StateMachine: { Id: machine.arn, Name: machine.name },
      State: { Name: name, RetryCount: retries },
    });
    const scope: Scope = { input: data, context: context(0) };
    if (state.Type === "Task") data = await task(run, state, data, context);
    else if (state.Type === "Pass") data = placed(state, data, filled(state["Parameters"], scope));
    else if (state.Type === "Wait") await run.sleep(Number(state["Seconds"]));
    name = state.Type === "Choice" ? chosen(state, scope) : (state["Next"] as string | undefined);
  }
}

async function task(run: Run, state: State, data: unknown, context: (retries: number) => object): Promise<unknown> {
  const call = run.calls[callOf(state["Resource"]) ?? ""];
  const [{ MaxAttempts: most = 3 } = { MaxAttempts: 0 }] = (state["Retry"] ?? []) as readonly {
    MaxAttempts?: number;
  }[];
  for (let retries = 0; ; retries++) {
    try {
      const scope = { input: data, context: context(retries) };
      const answer = await call?.(filled(state["Parameters"], scope) as Readonly<Record<string, unknown>>);
      const selector = state["ResultSelector"];
      return placed(state, data, selector === undefined ? answer : filled(selector, { ...scope, input: answer }));
    } catch (error) {
      if (retries >= most) throw error;
    }
  }
}

/** A state's result in its input, or instead of it. */
function placed(state: State, data: unknown, result: unknown): unknown {
  const path = state["ResultPath"];
  if (path === null) return data;
  if (typeof path !== "string" || path === "$") return result;
  return { ...(isObject(data) ? data : {}), [path.slice(2)]: result };
}

function chosen(state: State, scope: Scope): string {
  for (const choice of state["Choices"] as readonly Readonly<Record<string, unknown>>[]) {
    const value = valueAt(String(choice["Variable"]), scope);
    const holds =
      choice["IsPresent"] !== undefined
        ? (value !== undefined) === choice["IsPresent"]
        : choice["StringEquals"] !== undefined
          ? value === choice["StringEquals"]
          : value === valueAt(String(choice["StringEqualsPath"]), scope);
    if (holds) return String(choice["Next"]);
  }
  return String(state["Default"]);
}
