import { type OptionRules, text } from "./validate";

/** What an account's rules may demand of every role. */
export interface RoleSettings {
  /** ARN of a policy that bounds what the roles can do. @default none */
  readonly permissionsBoundaryArn?: string;
  /** Path of the roles, with slashes at both ends. Who refers to them by ARN needs it too. @default "/" */
  readonly rolePath?: string;
}

/** What these must be. */
export const ROLE_SETTINGS: OptionRules<RoleSettings> = {
  permissionsBoundaryArn: text(/^arn:[\w-]+:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/, "the ARN of an IAM policy"),
  rolePath: text(/^\/([\w+=,.@-]+\/)*$/, 'a path like "/clickstream/"'),
};

/** What the ARN of a role that exists must be. */
export const roleArn = text(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, "the ARN of an IAM role");

/** What the name of a role that exists must be: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const roleName = text(/^[\w+=,.@-]{1,64}$/, "the name of an IAM role without its path");
