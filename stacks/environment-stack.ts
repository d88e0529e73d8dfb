import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "./configuration/environment";
import { defaultTags, Names, type Component } from "./configuration/names";
import type { EventDeclaration } from "../declaration/event";
import { applyRoleSettings } from "../constructs/shared/role-settings";
import { keepState } from "./state-backend";
import { VersionedStack } from "./versioned-stack";

/** The id of what a stack consists of: one that CDKTF leaves out of addresses, so that a stack and a construct that is used elsewhere name alike. */
export const WHOLE = "Default";

/** What the stack of a component is made from. */
export interface ComponentStackProps {
  readonly environment: Environment;
  readonly eventTypes: readonly EventDeclaration[];
  /** ARN of the storage stack's key. */
  readonly keyArn: string;
}

/** A component of an environment: the provider held to the environment's account, a state of its own. */
export abstract class EnvironmentStack extends VersionedStack {
  protected readonly names: Names;

  constructor(
    scope: Construct,
    protected readonly environment: Environment,
    private readonly component: Component,
  ) {
    const names = new Names(environment);
    super(scope, names.stack(component), environment);
    this.names = names;
    this.provider("aws", environment.region);
    keepState(this, names.stack(component), environment);
    applyRoleSettings(this, environment);
  }

  /** Account and region, as the constructs take them. */
  protected get location(): Pick<Environment, "accountId" | "region"> {
    return { accountId: this.environment.accountId, region: this.environment.region };
  }

  /** An output; its name in Terraform is this one with underscores, whatever else the stack holds. */
  protected output(name: string, description: string, value: string): void {
    const output = new TerraformOutput(this, `output-${name}`, { description, value });
    output.overrideLogicalId(name.replace(/[^A-Za-z0-9]+/g, "_"));
  }

  /** The provider for a region, held to the environment's account; a second one has an alias. */
  protected provider(id: string, region: string, alias?: string): AwsProvider {
    return new AwsProvider(this, id, {
      region,
      allowedAccountIds: [this.environment.accountId],
      defaultTags: [{ tags: defaultTags(this.environment.name, this.component) }],
      ...(alias !== undefined && { alias }),
    });
  }
}
