import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping";
import { ApiGatewayDomainName } from "@cdktf/provider-aws/lib/api-gateway-domain-name";
import { Construct } from "constructs";
import { defined } from "../shared/without-undefined";
import { checkText } from "../shared/validate";

/** A name of your own for the endpoint. */
export interface DomainProps {
  /** Like `events.example.com`, lower case. Its DNS record must point at `ApiDomain.target`. */
  readonly domainName: string;
  /** ARN of its certificate in ACM, in the API's own region. */
  readonly certificateArn: string;
  /** First part of the path, where other APIs share the name. @default none: the API's paths follow the name */
  readonly basePath?: string;
  /** Refuse calls to the name that AWS gives. @default false */
  readonly disableDefaultEndpoint?: boolean;
}

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
    checkText(
      "domain.domainName",
      domainName,
      /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      'a name like "events.example.com", lower case',
    );
    checkText(
      "domain.certificateArn",
      certificateArn,
      /^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/,
      "the ARN of a certificate in ACM",
    );
    if (basePath !== undefined)
      checkText(
        "domain.basePath",
        basePath,
        /^[A-Za-z0-9_-]+$/,
        "letters, digits, hyphens and underscores, without slashes",
      );
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
      ...defined({ basePath }),
    });
    this.url = `https://${domainName}${basePath === undefined ? "" : `/${basePath}`}`;
  }

  /** The name that AWS gives the domain; a CNAME or alias record of your DNS must point at it. */
  get target(): string {
    return this.domain.regionalDomainName;
  }
}
