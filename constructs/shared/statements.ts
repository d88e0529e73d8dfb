// @internal
import type { PolicyStatement } from "./policy";

/** The words of a text. */
export const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The actions of a service: `actionsOf("s3")("GetObject PutObject")`. */
export const actionsOf =
  (service: string) =>
  (names: string): readonly string[] =>
    words(names).map((name) => `${service}:${name}`);

/** Lets whoever has the policy do something. @param condition when. @default always */
export const allow = (
  sid: string,
  action: PolicyStatement["Action"],
  resource: NonNullable<PolicyStatement["Resource"]>,
  condition?: PolicyStatement["Condition"],
): PolicyStatement => ({
  Sid: sid,
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...(condition && { Condition: condition }),
});
