/** One statement of an IAM, bucket or key policy, in AWS's own words. */
export interface PolicyStatement {
  /** What it is for; letters and digits. */
  readonly Sid: string;
  /** Whether it lets or forbids. */
  readonly Effect: "Allow" | "Deny";
  /** Whom, in policies of resources. @default whoever has the policy */
  readonly Principal?: "*" | Readonly<Record<string, string>>;
  /** What may be done. */
  readonly Action: string | readonly string[];
  /** With what. */
  readonly Resource?: string | readonly string[];
  /** When. @default always */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A role that is there or is made elsewhere; an `IamRole` and a `DataAwsIamRole` are such. */
export interface RoleReference {
  /** Its name, without its path. */
  readonly name: string;
  /** Its ARN. */
  readonly arn: string;
}

/** The JSON of a policy. Lists inside must be plain arrays: a list token can't stand in JSON text. */
export const policyDocument = (...statements: readonly PolicyStatement[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** The trust policy of a role that a service assumes, like `lambda.amazonaws.com`. */
export const trustPolicy = (service: string, condition?: PolicyStatement["Condition"]): string =>
  policyDocument({
    Sid: "Assume",
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    ...(condition && { Condition: condition }),
  });
