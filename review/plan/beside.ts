import type { JsonObject } from "../../basics/json";
import { listOf, objectOf, textOf } from "./json";

/** An action that the apply carries out once (Terraform 1.14): it leaves nothing in the state. */
export interface Invocation {
  readonly address: string;
  readonly type: string;
  /** What sets it off, like "after create of aws_instance.web"; empty when it was asked for. */
  readonly trigger: string;
}

/** The plan's actions. */
export const invocationsIn = (json: JsonObject): readonly Invocation[] =>
  listOf(json["action_invocations"]).map(objectOf).map(invocation);

function invocation({ address, type, lifecycle_action_trigger: trigger }: JsonObject): Invocation {
  const { triggering_resource_address: resource, action_trigger_event: event } = objectOf(trigger);
  const when = (textOf(event) ?? "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return {
    address: textOf(address) ?? "an action without address",
    type: textOf(type) ?? "",
    trigger: textOf(resource) === undefined ? "" : `${when || "with"} of ${textOf(resource) ?? ""}`,
  };
}

/** The addresses of what Terraform puts off to a later plan. */
export const deferredIn = (json: JsonObject): readonly string[] =>
  ["deferred_changes", "deferred_action_invocations"].flatMap((key) =>
    listOf(json[key])
      .map(objectOf)
      .map(
        (entry) =>
          textOf(objectOf(entry["resource_change"] ?? entry["action_invocation"])["address"]) ??
          "an object without address",
      ),
  );

/** A check, a precondition or a postcondition that does not hold. */
export interface FailedCheck {
  readonly address: string;
  /** What it says; may be empty. */
  readonly message: string;
}

/** The plan's. */
export const failedChecksIn = (json: JsonObject): readonly FailedCheck[] =>
  listOf(json["checks"])
    .map(objectOf)
    .flatMap((check) => {
      const failing = listOf(check["instances"]).map(objectOf).filter(fails);
      if (!fails(check) && failing.length === 0) return [];
      const messages = [check, ...failing]
        .flatMap((each) => listOf(each["problems"]))
        .map((problem) => textOf(objectOf(problem)["message"]))
        .filter((message) => message !== undefined);
      const { address } = check;
      return [
        {
          address: textOf(objectOf(address)["to_display"]) ?? textOf(address) ?? "a check",
          message: messages.join("; "),
        },
      ];
    });

const fails = ({ status }: JsonObject): boolean => status === "fail" || status === "error";
