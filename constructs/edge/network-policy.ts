// @internal
import { ApiGatewayRestApiPolicy } from "@cdktf/provider-aws/lib/api-gateway-rest-api-policy";
import { Construct } from "constructs";
import { policyDocument } from "../shared/policy";
import { allowedNetworks as networks } from "./edge-options";

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
    networks("allowedNetworks", allowedNetworks);
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
