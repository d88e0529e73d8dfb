import type { IngestApiProps } from "../../../constructs/edge/ingest-api";
import { api, labelled, lambdaApi } from "../../support/ingest";
import { statements, type Tree } from "../../support/synth";

const POOL = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc";
const FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:authorizer";
const posts = (tree: Tree) => labelled(tree, "aws_api_gateway_method", "_route_");

test.each([
  ["Firehose", api],
  ["a function", lambdaApi],
])("in front of %s everyone may post unless something else is said", (_what, build) => {
  const tree = build();
  for (const method of posts(tree)) {
    expect(method.authorization).toBe("NONE");
    expect(method).not.toHaveProperty("api_key_required");
  }
  for (const type of ["authorizer", "rest_api_policy", "usage_plan", "api_key", "domain_name"])
    expect(tree.all(`aws_api_gateway_${type}`)).toEqual([]);
  expect(tree.all("aws_wafv2_web_acl")).toEqual([]);
  expect(tree.only("aws_api_gateway_rest_api")).not.toHaveProperty("disable_execute_api_endpoint");
});

test.each([
  ["Firehose", api],
  ["a function", lambdaApi],
])("in front of %s whoever signs and may invoke the API may post", (_what, build) => {
  for (const method of posts(build({ authorization: "AWS_IAM" }))) expect(method.authorization).toBe("AWS_IAM");
});

test("a request that isn't signed is told so, as API Gateway itself says the path is missing", () => {
  const answer = (props: Partial<IngestApiProps>) =>
    JSON.stringify(labelled(api(props), "aws_api_gateway_gateway_response", "MISSING_AUTHENTICATION_TOKEN"));
  expect(answer({ authorization: "AWS_IAM" })).toContain("or the request is not signed");
  expect(answer({})).not.toContain("signed");
});

test("members of a Cognito user pool may post with their token", () => {
  const tree = api({ authorization: { userPoolArn: POOL } });
  expect(tree.only("aws_api_gateway_authorizer")).toMatchObject({
    type: "COGNITO_USER_POOLS",
    provider_arns: [POOL],
    identity_source: "method.request.header.Authorization",
  });
  for (const method of posts(tree)) {
    expect(method).toMatchObject({
      authorization: "COGNITO_USER_POOLS",
      authorizer_id: expect.stringMatching(/^\$\{aws_api_gateway_authorizer\.\w+\.id\}$/) as string,
    });
  }
});

test("a function of one's own decides who may post, and only this API's authorizer may invoke it", () => {
  const tree = api({ authorization: { authorizerFunctionArn: FUNCTION } });
  expect(tree.only("aws_api_gateway_authorizer")).toMatchObject({
    type: "TOKEN",
    authorizer_uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`,
  });
  for (const method of posts(tree)) expect(method.authorization).toBe("CUSTOM");
  expect(tree.only("aws_lambda_permission")).toMatchObject({
    function_name: FUNCTION,
    principal: "apigateway.amazonaws.com",
    source_arn: expect.stringMatching(
      /\.execution_arn\}\/authorizers\/\$\{aws_api_gateway_authorizer\.\w+\.id\}$/,
    ) as string,
  });
});

test.each([
  [FUNCTION, { function_name: FUNCTION }],
  [`${FUNCTION}:live`, { function_name: FUNCTION, qualifier: "live" }],
  [`${FUNCTION}:7`, { function_name: FUNCTION, qualifier: "7" }],
  [`${FUNCTION}:$LATEST`, { function_name: FUNCTION }],
])("%s is invoked as it is named, and permitted as the provider reads it back", (named, permitted) => {
  const tree = api({ authorization: { authorizerFunctionArn: named } });
  expect(tree.only("aws_api_gateway_authorizer").authorizer_uri).toContain(`/functions/${named}/invocations`);
  const { function_name, qualifier } = tree.only("aws_lambda_permission");
  expect({ function_name, ...(qualifier !== undefined && { qualifier }) }).toEqual(permitted);
});

test("a function of another region is refused: nobody there would let the API into it", () => {
  const elsewhere = FUNCTION.replace("eu-west-1", "us-east-1");
  expect(() => api({ authorization: { authorizerFunctionArn: elsewhere } })).toThrow(
    `\`authorization.authorizerFunctionArn\` must be in eu-west-1, the API's own region, got "${elsewhere}"`,
  );
});

test("what is no user pool and no function is refused", () => {
  expect(() => api({ authorization: { userPoolArn: FUNCTION } })).toThrow(
    `\`authorization.userPoolArn\` must be the ARN of a Cognito user pool, got "${FUNCTION}"`,
  );
  expect(() => api({ authorization: { authorizerFunctionArn: POOL } })).toThrow(
    `\`authorization.authorizerFunctionArn\` must be the ARN of a Lambda function, got "${POOL}"`,
  );
});

test.each([
  ["Firehose", api],
  ["a function", lambdaApi],
])(
  "in front of %s each client has a key of its own, made by AWS, and a request without one is refused",
  (_what, build) => {
    const tree = build({ apiKeys: ["till-1", "till-2"] });
    for (const method of posts(tree)) expect(method.api_key_required).toBe(true);
    const keys = tree.all("aws_api_gateway_api_key");
    expect(keys.map(({ name }) => name)).toEqual(["clickstream-till-1", "clickstream-till-2"]);
    for (const key of keys) expect(key).not.toHaveProperty("value");
    expect(tree.only("aws_api_gateway_usage_plan").api_stages).toEqual([
      {
        api_id: expect.stringContaining("aws_api_gateway_rest_api") as string,
        stage: expect.stringContaining("aws_api_gateway_stage") as string,
      },
    ]);
    expect(tree.all("aws_api_gateway_usage_plan_key").map(({ key_type: type }) => type)).toEqual([
      "API_KEY",
      "API_KEY",
    ]);
    expect(tree.json).not.toContain('"output"');
  },
);

test("clients without a name, twice, or none at all are refused", () => {
  expect(() => api({ apiKeys: [] })).toThrow(
    "`apiKeys` must name at least one client, got none; leave it out to ask for no key",
  );
  expect(() => api({ apiKeys: ["a", "a"] })).toThrow('`apiKeys` must name each client once, got "a" twice');
  expect(() => api({ apiKeys: ["till 1"] })).toThrow(
    '`apiKeys` must be names of at most 64 letters, digits, hyphens and underscores, got "till 1"',
  );
});

test("only the named networks may call, OPTIONS included", () => {
  const networks = ["203.0.113.0/24", "2001:db8::/32"];
  const policy = statements(api({ allowedNetworks: networks }).only("aws_api_gateway_rest_api_policy").policy);
  expect(policy.AllowedNetworks).toMatchObject({
    Effect: "Allow",
    Action: "execute-api:Invoke",
    Condition: { IpAddress: { "aws:SourceIp": networks } },
  });
  expect(policy.OtherNetworks).toMatchObject({
    Effect: "Deny",
    Action: "execute-api:Invoke",
    Condition: { NotIpAddress: { "aws:SourceIp": networks } },
  });
  for (const { Resource } of Object.values(policy))
    expect(Resource).toMatch(/^\$\{aws_api_gateway_rest_api\.\w+\.execution_arn\}\/\*$/);
});

test("with IAM a network alone lets nobody post: the policy allows OPTIONS only", () => {
  const policy = statements(
    api({ allowedNetworks: ["203.0.113.0/24"], authorization: "AWS_IAM" }).only("aws_api_gateway_rest_api_policy")
      .policy,
  );
  expect(policy.AllowedNetworks?.Resource).toMatch(/\.execution_arn\}\/\*\/OPTIONS\/\*$/);
  expect(policy.OtherNetworks?.Resource).toMatch(/\.execution_arn\}\/\*$/);
});

test.each(["203.0.113.0", "203.0.113.0/33", "2001:db8::/129", "300.0.0.0/8", "menu.example.com/24", ""])(
  "%p is refused, as it is no network",
  (network) => {
    expect(() => api({ allowedNetworks: [network] })).toThrow(
      `\`allowedNetworks\` must be networks like "203.0.113.0/24" or "2001:db8::/32", got "${network}"`,
    );
  },
);

test("an empty list of networks is refused rather than letting in everyone or no one", () => {
  expect(() => api({ allowedNetworks: [] })).toThrow(
    "`allowedNetworks` must name at least one network, got none; leave it out to allow all",
  );
});
