import { isIP } from "node:net";
import { ApiGatewayRestApiPolicy } from "@cdktf/provider-aws/lib/api-gateway-rest-api-policy";
import { Construct } from "constructs";
import { policyDocument } from "../shared/policy";

export interface NetworkPolicyProps {
  readonly restApiId: string;
  /** ARN of everything that can be called. */
  readonly executionArn: string;
  /** Networks that may call, like `203.0.113.0/24` or `2001:db8::/32`. */
  readonly allowedNetworks: readonly string[];
  /** Whether IAM decides who may call within them. */
  readonly iamDecides: boolean;
}

/** Lets only some networks call an API, OPTIONS included. */
export class NetworkPolicy extends Construct {
  readonly policy: ApiGatewayRestApiPolicy;

  /** @throws Error naming the prop, the rule and the value. */
  constructor(
    scope: Construct,
    id: string,
    { restApiId, executionArn, allowedNetworks, iamDecides }: NetworkPolicyProps,
  ) {
    super(scope, id);
    checkNetworks(allowedNetworks);
    const invoke = { Principal: "*", Action: "execute-api:Invoke" } as const;
    this.policy = new ApiGatewayRestApiPolicy(this, "policy", {
      restApiId,
      policy: policyDocument(
        {
          Sid: "AllowedNetworks",
          Effect: "Allow",
          ...invoke,
          // What is open to everyone must be allowed. With IAM an Allow would stand in for the caller's own permission, so only OPTIONS is.
          Resource: iamDecides ? `${executionArn}/*/OPTIONS/*` : `${executionArn}/*`,
          Condition: { IpAddress: { "aws:SourceIp": allowedNetworks } },
        },
        {
          Sid: "OtherNetworks",
          Effect: "Deny",
          ...invoke,
          Resource: `${executionArn}/*`,
          Condition: { NotIpAddress: { "aws:SourceIp": allowedNetworks } },
        },
      ),
    });
  }
}

function checkNetworks(networks: readonly string[]): void {
  if (networks.length === 0)
    throw new Error("`allowedNetworks` must name at least one network, got none; leave it out to allow all");
  const wrong = networks.find((network) => !isNetwork(network));
  if (wrong !== undefined)
    throw new Error(`\`allowedNetworks\` must hold networks like "203.0.113.0/24" or "2001:db8::/32", got "${wrong}"`);
}

function isNetwork(text: string): boolean {
  const [, address = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
}
