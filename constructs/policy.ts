/** One statement of an IAM, bucket or key policy, in AWS's own words. */
export interface PolicyStatement {
  /** What it is for; letters and digits. */
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, string>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A role that is there or is made elsewhere; an `IamRole` and a `DataAwsIamRole` are such. */
export interface RoleReference {
  readonly name: string;
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
