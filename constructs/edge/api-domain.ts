// @internal
import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping";
import { ApiGatewayDomainName } from "@cdktf/provider-aws/lib/api-gateway-domain-name";
import { Construct } from "constructs";
import { withoutUndefined } from "../shared/without-undefined";
import { checkOptions } from "../shared/validate";
import { DOMAIN_OPTIONS, type DomainProps } from "./edge-options";

export interface ApiDomainProps extends DomainProps {
  readonly restApiId: string;
  readonly stageName: string;
}

/** A custom domain name that leads to one stage of an API. */
export class ApiDomain extends Construct {
  readonly domain: ApiGatewayDomainName;
  /** Where its paths begin, without a slash at the end. */
  readonly url: string;

  /** @throws Error naming the prop, the rule and the value. */
  constructor(scope: Construct, id: string, props: ApiDomainProps) {
    super(scope, id);
    const { domainName, certificateArn, basePath, restApiId, stageName } = props;
    checkOptions(DOMAIN_OPTIONS, props);
    this.domain = new ApiGatewayDomainName(this, "domain", {
      domainName,
      regionalCertificateArn: certificateArn,
      securityPolicy: "TLS_1_2",
      endpointConfiguration: { types: ["REGIONAL"] },
      // None is asked for; where an empty block is given back, the provider would take it away in every plan.
      lifecycle: { ignoreChanges: ["mutual_tls_authentication"] },
    });
    new ApiGatewayBasePathMapping(this, "mapping", {
      apiId: restApiId,
      stageName,
      domainName: this.domain.domainName,
      ...withoutUndefined({ basePath }),
    });
    this.url = `https://${domainName}${basePath === undefined ? "" : `/${basePath}`}`;
  }

  /** The name that AWS gives the domain; a CNAME or alias record of your DNS must point at it. */
  get target(): string {
    return this.domain.regionalDomainName;
  }
}
