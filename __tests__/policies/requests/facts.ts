import type { Resource, Tree } from "../../../emulation/tree/tree";
import type { Environment } from "../../../stacks/configuration/environment";

/** An environment as it stands in the tree. */
export class Facts {
  constructor(
    readonly tree: Tree,
    readonly environment: Environment,
    /** The types of the resources that its stacks hold. */
    readonly types: readonly string[],
  ) {}

  /** Its resources of a type. */
  all(type: string): readonly Resource[] {
    return this.tree.resources(type).filter(({ stack }) => stack.startsWith(`clickstream-${this.environment.name}-`));
  }
  /** Its only resource of a type. */
  only(type: string): Resource {
    const [first, ...rest] = this.all(type);
    if (!first || rest.length > 0)
      throw new Error(`${this.environment.name}: expected one ${type}, found ${rest.length + (first ? 1 : 0)}`);
    return first;
  }
  arn(resource: Resource): string {
    return this.tree.attribute(resource, "arn");
  }
  /** ARN of the role that an integration takes, whom it may name by a variable of the stage; undefined when it takes none. */
  integrationRole({ config: { credentials } }: Resource): string | undefined {
    if (typeof credentials !== "string") return undefined;
    if (!credentials.includes("${stageVariables.")) return credentials;
    const roles = this.all("aws_iam_role").filter(({ config }) =>
      JSON.stringify(config.assume_role_policy).includes("apigateway.amazonaws.com"),
    );
    if (roles[0] === undefined || roles.length > 1)
      throw new Error(`${this.environment.name}: expected one role for API Gateway, found ${roles.length}`);
    return this.arn(roles[0]);
  }
  /** ARN of the bucket of a kind: `events`, `results`. */
  bucket(kind: string): string {
    const start = `clickstream-${this.environment.name}-${kind}-`;
    const found = this.all("aws_s3_bucket").find(({ config }) =>
      new RegExp(`^${start}\\d`).test(String(config.bucket)),
    );
    if (!found) throw new Error(`${this.environment.name}: no bucket ${start}…`);
    return this.arn(found);
  }
  /** ARN of the key of data in the environment's own region. */
  get keyArn(): string {
    const own = this.all("aws_kms_key")
      .map((key) => this.arn(key))
      .filter((arn) => regionOf(arn) === this.environment.region);
    if (own[0] === undefined || own.length > 1)
      throw new Error(`${this.environment.name}: expected one key, found ${own.length}`);
    return own[0];
  }
  /** How S3 of the environment's region calls itself to KMS. */
  get throughS3(): string {
    return `s3.${this.environment.region}.amazonaws.com`;
  }
  regional(name: string, resource: string): string {
    return `arn:aws:${name}:${this.environment.region}:${this.environment.accountId}:${resource}`;
  }
}

export const regionOf = (arn: string): string => arn.split(":")[3] ?? "";
/** One block of a resource, of which Terraform's JSON may have a list. */
export const block = (value: unknown): Readonly<Record<string, unknown>> =>
  ((Array.isArray(value) ? value[0] : value) ?? {}) as Readonly<Record<string, unknown>>;
