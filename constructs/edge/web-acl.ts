import {
  Wafv2WebAcl,
  type Wafv2WebAclDataProtectionConfigDataProtection,
  type Wafv2WebAclRule,
  type Wafv2WebAclVisibilityConfig,
} from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { Construct } from "constructs";
import { EXPOSED_HEADERS, RETRY_AFTER_SECONDS } from "../../declaration/edge";
import { withoutUndefined } from "../shared/without-undefined";
import { LogGroup } from "../shared/log-group";
import { logRetention } from "../shared/log-retention";
import { checkOptions } from "../shared/validate";
import { FIREWALL_OPTIONS, type FirewallProps } from "./edge-options";

export type { FirewallProps } from "./edge-options";

export interface WebAclProps extends FirewallProps {
  /** Its name, letters, digits, hyphens and underscores. */
  readonly aclName: string;
  /** ARN of what it stands before. */
  readonly resourceArn: string;
  /** The KMS key of its logs. */
  readonly keyArn: string;
  /** Days that logs are kept. @default 30 */
  readonly logRetentionDays?: number;
}

/** 33 requests a second: a busy restaurant behind one address stays far below, a flood from one machine doesn't. */
const DEFAULT_REQUESTS_PER_ADDRESS = 10_000;
/** Credentials that a client may send; neither logs nor samples show them. */
const SECRET_HEADERS = ["authorization", "x-api-key"];
/** It refuses bodies over 8 KB, which a batch easily is; the API limits bodies by itself. */
const BODY_SIZE_RULE = "SizeRestrictions_BODY";
/** Those of the common rules that look into bodies: https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html */
const BODY_RULES = ["EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "CrossSiteScripting_BODY"];
const TOO_MANY_REQUESTS = "too-many-requests";
/** As THROTTLED of the API, but WAF answers with a fixed text. */
const TOO_MANY_REQUESTS_BODY = {
  message: "Too many requests",
  reason: "Nothing was stored; send it again",
  requestId: "",
};
/** A fixed header can't name one of several origins, and every page may read what holds nothing of anybody. */
const TOO_MANY_REQUESTS_HEADERS = {
  "Retry-After": String(RETRY_AFTER_SECONDS),
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": EXPOSED_HEADERS,
};

/** How the metrics of a web ACL, or of one of its rules, name it. */
export const firewallMetricName = (aclName: string, rule = "all"): string => `${aclName}-${rule}`;

/** A web ACL: at most so many requests from one address, and AWS's common rules. */
export class WebAcl extends Construct {
  readonly acl: Wafv2WebAcl;

  /** @throws Error naming the prop, the rule and the value. */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: WebAclProps,
  ) {
    super(scope, id);
    checkOptions(FIREWALL_OPTIONS, props);
    logRetention("logRetentionDays", props.logRetentionDays);
    this.acl = new Wafv2WebAcl(this, "acl", {
      name: props.aclName,
      description: `Stands before ${props.aclName}`,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rule: [this.limitAddresses(), this.applyCommonRules()],
      customResponseBody: [
        {
          key: TOO_MANY_REQUESTS,
          contentType: "APPLICATION_JSON",
          content: JSON.stringify(TOO_MANY_REQUESTS_BODY),
        },
      ],
      dataProtectionConfig: { dataProtection: hidden("QUERY_STRING").concat(hidden("SINGLE_HEADER", SECRET_HEADERS)) },
      visibilityConfig: this.measure("all"),
    });
    new Wafv2WebAclAssociation(this, "association", { resourceArn: props.resourceArn, webAclArn: this.acl.arn });
    if (props.logging) this.log();
  }

  private limitAddresses(): Wafv2WebAclRule {
    return {
      name: "requests-per-address",
      priority: 0,
      // Its own 403 would make clients throw away what they may send again in a moment.
      action: {
        block: {
          customResponse: {
            responseCode: 429,
            customResponseBodyKey: TOO_MANY_REQUESTS,
            responseHeader: Object.entries(TOO_MANY_REQUESTS_HEADERS).map(([name, value]) => ({ name, value })),
          },
        },
      },
      // CDKTF passes a statement on as it is, so it is written as Terraform reads it.
      statement: {
        rate_based_statement: {
          limit: this.props.requestsPerAddress ?? DEFAULT_REQUESTS_PER_ADDRESS,
          aggregate_key_type: "IP",
        },
      },
      visibilityConfig: this.measure("requests-per-address"),
    };
  }

  private applyCommonRules(): Wafv2WebAclRule {
    const counted = [BODY_SIZE_RULE, ...(this.props.bodyRules === "block" ? [] : BODY_RULES)];
    return {
      name: "common",
      priority: 1,
      overrideAction: { none: {} },
      statement: {
        managed_rule_group_statement: {
          vendor_name: "AWS",
          name: "AWSManagedRulesCommonRuleSet",
          rule_action_override: counted.map((name) => ({ name, action_to_use: { count: {} } })),
        },
      },
      visibilityConfig: this.measure("common"),
    };
  }

  private measure(rule: string): Wafv2WebAclVisibilityConfig {
    return {
      cloudwatchMetricsEnabled: true,
      metricName: firewallMetricName(this.props.aclName, rule),
      sampledRequestsEnabled: this.props.sampledRequests ?? true,
    };
  }

  private log(): void {
    const { aclName, keyArn, logRetentionDays } = this.props;
    // WAF dictates how the name begins.
    const logs = new LogGroup(this, "logs", {
      name: `aws-waf-logs-${aclName}`,
      keyArn,
      ...withoutUndefined({ retentionDays: logRetentionDays }),
    });
    new Wafv2WebAclLoggingConfiguration(this, "logging", {
      resourceArn: this.acl.arn,
      logDestinationConfigs: [logs.group.arn],
      redactedFields: SECRET_HEADERS.map((name) => ({ singleHeader: { name } })),
    });
  }
}

/** Keeps a part of requests out of logs and samples alike. */
function hidden(
  fieldType: "QUERY_STRING" | "SINGLE_HEADER",
  fieldKeys?: string[],
): Wafv2WebAclDataProtectionConfigDataProtection[] {
  return [{ action: "SUBSTITUTION", field: { fieldType, ...withoutUndefined({ fieldKeys }) } }];
}
