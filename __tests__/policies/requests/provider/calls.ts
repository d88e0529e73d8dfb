import type { Resource } from "../../../../emulation/tree/tree";
import type { Context } from "../../evaluator/conditions";
import type { Facts } from "../facts";
import { docs } from "../need";

/** What the Terraform provider calls for a resource. */
export interface Calls {
  /** In every plan, or in an apply only. */
  readonly when: "read" | "write";
  readonly service: string;
  /** Separated by spaces. */
  readonly actions: string;
  readonly on: readonly string[];
  readonly context?: Context;
  readonly walls?: readonly string[];
  readonly source: string;
}

/** The provider's own source, by service. */
export const provider = (folder: string): string =>
  `https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service/${folder}`;

/** Tags that Terraform gives everything that takes tags. */
export function tagsOf(facts: Facts, prefix: "aws:ResourceTag/" | "aws:RequestTag/"): Context {
  return { [`${prefix}Project`]: "clickstream", [`${prefix}Environment`]: facts.environment.name };
}
/** Where its tags are the wall: those that it has, those that it gets. */
export const TAGGED = ["aws:ResourceTag/Project", "aws:ResourceTag/Environment"];
export const TAGGING = ["aws:RequestTag/Project", "aws:RequestTag/Environment"];

/** What is called for a resource of one type, as it stands in the tree. */
export type Reader = (facts: Facts, resource: Resource) => readonly Calls[];

export const read = (
  service: string,
  actions: string,
  source: string,
  on: readonly string[],
  context?: Context,
  walls?: readonly string[],
): Calls => ({
  when: "read",
  service,
  actions,
  source,
  on,
  ...(context && { context }),
  ...(walls && { walls }),
});
export const write = (...call: Parameters<typeof read>): Calls => ({ ...read(...call), when: "write" });

/** A role that is handed to a service. */
export function passed(roleArn: string, to: string): Calls {
  return write(
    "iam",
    "PassRole",
    docs("IAM/latest/UserGuide/id_roles_use_passrole.html"),
    [roleArn],
    { "iam:PassedToService": to },
    ["iam:PassedToService"],
  );
}
/** A role that a service makes itself when it is first used. */
export const serviceRole = (facts: Facts, name: string, source: string): Calls =>
  write(
    "iam",
    "CreateServiceLinkedRole",
    source,
    [`arn:aws:iam::${facts.environment.accountId}:role/aws-service-role/${name}`],
    { "iam:AWSServiceName": name.split("/")[0] ?? "" },
  );
