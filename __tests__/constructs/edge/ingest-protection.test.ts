import type { FirewallProps } from "../../../constructs/edge/web-acl";
import type { DomainProps } from "../../../constructs/edge/edge-options";
import { api, makeApi } from "../../support/ingest";
import { KEY_ARN, synth, type Block } from "../../support/synth";

const DOMAIN: DomainProps = {
  domainName: "events.example.com",
  certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/abc",
};

test("a flood ends at 500 requests a second and route: the two of a stream together stay within Firehose's smallest quota", () => {
  const { settings } = api().only("aws_api_gateway_method_settings");
  expect(settings).toMatchObject({ throttling_rate_limit: 400, throttling_burst_limit: 400 });
});

test("a route may have other limits than the rest, and keeps its logs and metrics", () => {
  const throttling = {
    rateLimit: 100,
    burstLimit: 50,
    routes: { "/menus/clicks/batch": { rateLimit: 10, burstLimit: 5 } },
  };
  const [all, batch] = api({ throttling }).all("aws_api_gateway_method_settings");
  expect(all).toMatchObject({
    method_path: "*/*",
    settings: { throttling_rate_limit: 100, throttling_burst_limit: 50 },
  });
  expect(batch).toMatchObject({
    method_path: "~1menus~1clicks~1batch/POST",
    settings: {
      throttling_rate_limit: 10,
      throttling_burst_limit: 5,
      metrics_enabled: true,
      logging_level: "ERROR",
      data_trace_enabled: false,
    },
    depends_on: [expect.stringMatching(/^aws_api_gateway_method_settings\.\S+all-methods/)],
  });
});

test.each([
  ["throttling.rateLimit", { rateLimit: 0 }, 0],
  ["throttling.burstLimit", { burstLimit: 100_001 }, 100_001],
  [
    'throttling.routes["/menus/clicks"].rateLimit',
    { routes: { "/menus/clicks": { rateLimit: 1.5, burstLimit: 1 } } },
    1.5,
  ],
])("%s out of range is refused", (prop, throttling, value) => {
  expect(() => api({ throttling })).toThrow(`\`${prop}\` must be a whole number from 1 to 100000, got ${value}`);
});

test("limits for a path that isn't served are refused with those that are", () => {
  expect(() => api({ throttling: { routes: { "/clicks": { rateLimit: 1, burstLimit: 1 } } } })).toThrow(
    '`throttling.routes` must be one of /menus/clicks, /menus/clicks/batch, got "/clicks"',
  );
});

const firewall = (waf: FirewallProps = {}) => api({ waf, logRetentionDays: 7 });
const rules = (waf?: FirewallProps) =>
  Object.fromEntries(
    (firewall(waf).only("aws_wafv2_web_acl").rule as Block[]).map((rule) => [String(rule.name), rule]),
  );

test("a firewall stands before the stage and lets through what no rule blocks", () => {
  const tree = firewall();
  expect(tree.only("aws_wafv2_web_acl")).toMatchObject({ scope: "REGIONAL", default_action: { allow: {} } });
  expect(tree.only("aws_wafv2_web_acl_association")).toMatchObject({
    resource_arn: expect.stringMatching(/^\$\{aws_api_gateway_stage\.\w+\.arn\}$/) as string,
    web_acl_arn: expect.stringMatching(/^\$\{aws_wafv2_web_acl\.\w+\.arn\}$/) as string,
  });
  expect(tree.all("aws_wafv2_web_acl_logging_configuration")).toEqual([]);
});

test("one address may send so many requests in five minutes and no more", () => {
  const limit = (waf?: FirewallProps) => rules(waf)["requests-per-address"];
  expect(limit()).toMatchObject({
    action: { block: {} },
    statement: { rate_based_statement: { limit: 10_000, aggregate_key_type: "IP" } },
  });
  expect(limit({ requestsPerAddress: 10 })).toMatchObject({ statement: { rate_based_statement: { limit: 10 } } });
  for (const requestsPerAddress of [9, 2_000_000_001]) {
    expect(() => firewall({ requestsPerAddress })).toThrow(
      `\`waf.requestsPerAddress\` must be a whole number from 10 to 2000000000, got ${requestsPerAddress}`,
    );
  }
});

test("AWS's common rules apply, but a batch over 8 KB gets through", () => {
  expect(rules().common).toMatchObject({
    override_action: { none: {} },
    statement: {
      managed_rule_group_statement: {
        vendor_name: "AWS",
        name: "AWSManagedRulesCommonRuleSet",
        rule_action_override: [{ name: "SizeRestrictions_BODY", action_to_use: { count: {} } }],
      },
    },
  });
});

test("the firewall remembers no client unless it is told to, and then no credentials", () => {
  expect(JSON.stringify(firewall().only("aws_wafv2_web_acl"))).not.toContain('"sampled_requests_enabled":true');
  const tree = firewall({ logging: true });
  expect(tree.only("aws_wafv2_web_acl_logging_configuration").redacted_fields).toEqual([
    { single_header: { name: "authorization" } },
    { single_header: { name: "x-api-key" } },
  ]);
  const group = tree.all("aws_cloudwatch_log_group").find(({ name }) => name === "aws-waf-logs-clickstream");
  expect(group).toMatchObject({ kms_key_id: KEY_ARN, retention_in_days: 7 });
});

test("clients' addresses are logged only when that is asked for", () => {
  const format = (logClientAddresses: boolean) =>
    String((api({ logClientAddresses }).only("aws_api_gateway_stage").access_log_settings as Block).format);
  expect(format(false)).not.toContain("identity");
  expect(JSON.parse(format(true))).toMatchObject({
    clientAddress: "$context.identity.sourceIp",
    status: "$context.status",
  });
});

test("a domain of one's own is in the routes' URLs, with its base path when it has one", () => {
  const url = (domain: DomainProps): string => {
    let found = "";
    synth((scope) => (found = makeApi(scope, { domain }).urlForPath("/menus/clicks")));
    return found;
  };
  expect(url({ ...DOMAIN, basePath: "v1" })).toBe("https://events.example.com/v1/menus/clicks");
  expect(url(DOMAIN)).toBe("https://events.example.com/menus/clicks");
});

test("a domain leads to the stage over TLS 1.2, through the region's own endpoint", () => {
  const tree = api({ domain: { ...DOMAIN, basePath: "v1" } });
  expect(tree.only("aws_api_gateway_domain_name")).toMatchObject({
    domain_name: "events.example.com",
    regional_certificate_arn: DOMAIN.certificateArn,
    security_policy: "TLS_1_2",
    endpoint_configuration: { types: ["REGIONAL"] },
  });
  expect(tree.only("aws_api_gateway_base_path_mapping")).toMatchObject({
    base_path: "v1",
    stage_name: expect.stringContaining("aws_api_gateway_stage") as string,
  });
  expect(api({ domain: DOMAIN }).only("aws_api_gateway_base_path_mapping")).not.toHaveProperty("base_path");
});

test("the name that AWS gives may be switched off beside a domain", () => {
  expect(
    api({ domain: { ...DOMAIN, disableDefaultEndpoint: true } }).only("aws_api_gateway_rest_api")
      .disable_execute_api_endpoint,
  ).toBe(true);
  expect(api({ domain: DOMAIN }).only("aws_api_gateway_rest_api")).not.toHaveProperty("disable_execute_api_endpoint");
});

test.each<[keyof DomainProps, string, string]>([
  ["domainName", "https://events.example.com", 'a name like "events.example.com", lower case'],
  ["domainName", "Events.example.com", 'a name like "events.example.com", lower case'],
  ["certificateArn", "arn:aws:iam::111122223333:server-certificate/x", "the ARN of a certificate in ACM"],
  ["basePath", "/v1", "letters, digits, hyphens and underscores, without slashes"],
])("domain.%s = %p is refused", (field, value, rule) => {
  expect(() => api({ domain: { ...DOMAIN, [field]: value } })).toThrow(
    `\`domain.${field}\` must be ${rule}, got "${value}"`,
  );
});
