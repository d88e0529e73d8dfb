// @internal
import { ApiGatewayApiKey } from "@cdktf/provider-aws/lib/api-gateway-api-key";
import { ApiGatewayUsagePlan } from "@cdktf/provider-aws/lib/api-gateway-usage-plan";
import { ApiGatewayUsagePlanKey } from "@cdktf/provider-aws/lib/api-gateway-usage-plan-key";
import { Construct } from "constructs";
import { apiKeys as clients } from "./edge-options";

export interface UsagePlanProps {
  /** Name of the plan, and the first part of each key's name. */
  readonly planName: string;
  readonly restApiId: string;
  readonly stageName: string;
  /** A key for each client, by the client's name: letters, digits, hyphens and underscores. */
  readonly apiKeys: readonly string[];
}

/** A usage plan of one stage and its API keys. AWS makes their values: read one in the console, no output holds it. */
export class UsagePlan extends Construct {
  readonly plan: ApiGatewayUsagePlan;
  readonly keys: readonly ApiGatewayApiKey[];

  /** @throws Error naming the prop, the rule and the value. */
  constructor(scope: Construct, id: string, { planName, restApiId, stageName, apiKeys }: UsagePlanProps) {
    super(scope, id);
    clients("apiKeys", apiKeys);
    this.plan = new ApiGatewayUsagePlan(this, "plan", {
      name: planName,
      description: `Clients of ${planName} that hold an API key`,
      apiStages: [{ apiId: restApiId, stage: stageName }],
    });
    this.keys = apiKeys.map((client) => this.createKey(planName, client));
  }

  private createKey(planName: string, client: string): ApiGatewayApiKey {
    const key = new ApiGatewayApiKey(this, `key-${client}`, {
      name: `${planName}-${client}`,
      description: `Held by ${client}`,
    });
    new ApiGatewayUsagePlanKey(this, `member-${client}`, {
      usagePlanId: this.plan.id,
      keyId: key.id,
      keyType: "API_KEY",
    });
    return key;
  }
}
