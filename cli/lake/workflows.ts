import { Arns } from "../../constructs/shared/arn";
import type { EventDeclaration } from "../../declaration/event";
import { type Environment, lakeOf } from "../../stacks/configuration/environment";
import { Names } from "../../stacks/configuration/names";
import type { Workflow } from "./first-run";

/** What keeps the curated tables of an environment, for those event types that have one. */
export function workflowsOf(environment: Environment, eventTypes: readonly EventDeclaration[]): readonly Workflow[] {
  const [names, arns] = [new Names(environment), new Arns(environment)];
  return eventTypes
    .filter((event) => lakeOf(environment, event) !== undefined)
    .map((event) => ({ event, arn: arns.stateMachine(names.lakeWorkflow(event.name)) }));
}
