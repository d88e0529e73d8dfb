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

test("a route may have other limits than the rest, and keeps its logs", () => {
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
      metrics_enabled: false,
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
    action: { block: { custom_response: { response_code: 429 } } },
    statement: { rate_based_statement: { limit: 10_000, aggregate_key_type: "IP" } },
  });
  expect(limit({ requestsPerAddress: 10 })).toMatchObject({ statement: { rate_based_statement: { limit: 10 } } });
  for (const requestsPerAddress of [9, 2_000_000_001]) {
    expect(() => firewall({ requestsPerAddress })).toThrow(
      `\`waf.requestsPerAddress\` must be a whole number from 10 to 2000000000, got ${requestsPerAddress}`,
    );
  }
});

test("who sends too much is told to wait, in the shape of every refusal, and every page may read it", () => {
  const { custom_response_body: bodies } = firewall().only("aws_wafv2_web_acl");
  const { action } = rules()["requests-per-address"] as {
    action: { block: { custom_response: { custom_response_body_key: string; response_header: object[] } } };
  };
  const { custom_response_body_key: key, response_header: headers } = action.block.custom_response;
  expect(headers).toEqual([
    { name: "Retry-After", value: "5" },
    { name: "Access-Control-Allow-Origin", value: "*" },
    { name: "Access-Control-Expose-Headers", value: "Retry-After,x-amzn-RequestId" },
  ]);
  expect(bodies).toEqual([{ key, content_type: "APPLICATION_JSON", content: expect.any(String) as string }]);
  const [{ content }] = bodies as [{ content: string }];
  expect(JSON.parse(content)).toEqual({
    message: "Too many requests",
    reason: "Nothing was stored; send it again",
    requestId: "",
  });
});

const overridden = (waf?: FirewallProps): unknown =>
  (rules(waf).common?.statement as { managed_rule_group_statement: { rule_action_override: unknown } })
    .managed_rule_group_statement.rule_action_override;
const counted = (...names: string[]) => names.map((name) => ({ name, action_to_use: { count: {} } }));

test("AWS's common rules apply, but a batch gets through whatever its size and whatever one value looks like", () => {
  expect(rules().common).toMatchObject({
    override_action: { none: {} },
    statement: {
      managed_rule_group_statement: {
        vendor_name: "AWS",
        name: "AWSManagedRulesCommonRuleSet",
      },
    },
  });
  expect(overridden()).toEqual(
    counted(
      "SizeRestrictions_BODY",
      "EC2MetaDataSSRF_BODY",
      "GenericLFI_BODY",
      "GenericRFI_BODY",
      "CrossSiteScripting_BODY",
    ),
  );
  expect(overridden({ bodyRules: "count" })).toEqual(overridden());
  expect(overridden({ bodyRules: "block" })).toEqual(counted("SizeRestrictions_BODY"));
  expect(() => firewall({ bodyRules: "allow" as never })).toThrow(
    '`waf.bodyRules` must be "count" or "block", got "allow"',
  );
});

test("requests are sampled unless that is switched off, logged only when that is asked for, and never with credentials or a query", () => {
  const acl = (waf: FirewallProps) => JSON.stringify(firewall(waf).only("aws_wafv2_web_acl"));
  expect(acl({}).match(/"sampled_requests_enabled":true/g)).toHaveLength(3);
  expect(acl({ sampledRequests: false }).match(/"sampled_requests_enabled":false/g)).toHaveLength(3);
  expect(firewall().only("aws_wafv2_web_acl").data_protection_config).toEqual({
    data_protection: [
      { action: "SUBSTITUTION", field: { field_type: "QUERY_STRING" } },
      { action: "SUBSTITUTION", field: { field_type: "SINGLE_HEADER", field_keys: ["authorization", "x-api-key"] } },
    ],
  });
  const tree = firewall({ logging: true });
  expect(tree.only("aws_wafv2_web_acl_logging_configuration").redacted_fields).toEqual([
    { single_header: { name: "authorization" } },
    { single_header: { name: "x-api-key" } },
  ]);
  const group = tree.all("aws_cloudwatch_log_group").find(({ name }) => name === "aws-waf-logs-clickstream");
  expect(group).toMatchObject({ kms_key_id: KEY_ARN, retention_in_days: 7 });
});

test("clients' addresses are logged and traced only when that is asked for, and no log holds a query", () => {
  for (const logClientAddresses of [undefined, false, true]) {
    const stage = api(logClientAddresses === undefined ? {} : { logClientAddresses }).only("aws_api_gateway_stage");
    expect(stage.xray_tracing_enabled).toBe(logClientAddresses ?? false);
    expect(JSON.stringify(stage.access_log_settings)).not.toMatch(/querystring|requestOverride|\$context\.path/i);
  }

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
