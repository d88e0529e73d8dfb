import { environments } from "../../support/restaurant";
import type { Edge } from "../../../stacks/configuration/edge";
import { validateEnvironment } from "../../../stacks/configuration/environment";
import { environment } from "../../support/synth";

const check = (edge: Edge) => validateEnvironment(environment(edge), "config/dev.ts");
/** What a configuration file could hold although the types forbid it. */
const untyped = (edge: object) => check(edge);

const DOMAIN = {
  domainName: "events.example.com",
  certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/abc",
};

test("an environment needs to say nothing of the edge", () => {
  expect(() => check({})).not.toThrow();
});

test("everything may be said at once", () => {
  const everything: Edge = {
    ingestion: "lambda",
    cors: { allowedOrigins: ["https://menu.example.com", "http://localhost:8080"], maxAgeSeconds: 0 },
    throttling: { rateLimit: 1, burstLimit: 100_000, routes: { "/poc": { rateLimit: 1, burstLimit: 1 } } },
    apiKeys: ["till-1"],
    authorization: { userPoolArn: "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/p" },
    waf: { requestsPerAddress: 10, bodyRules: "block", sampledRequests: false, logging: true },
    domain: { ...DOMAIN, basePath: "v1", disableDefaultEndpoint: true },
    allowedNetworks: ["203.0.113.0/24", "2001:db8::/32"],
    logClientAddresses: true,
    maxBodyBytes: 1024,
    putTimeoutSeconds: 27,
    reservedConcurrency: 20,
  };
  expect(check(everything)).toMatchObject(everything);
});

test.each<[string, object, string, unknown]>([
  ["ingestion", { ingestion: "kinesis" }, '"firehose" or "lambda"', "kinesis"],
  [
    "cors.allowedOrigins",
    { cors: { allowedOrigins: [] } },
    'origins like "https://menu.example.com", or "*" alone',
    [],
  ],
  [
    "cors.allowedOrigins",
    { cors: { allowedOrigins: ["*", "https://a"] } },
    'origins like "https://menu.example.com", or "*" alone',
    ["*", "https://a"],
  ],
  [
    "cors.allowedOrigins",
    { cors: { allowedOrigins: ["https://a/"] } },
    'origins like "https://menu.example.com", or "*" alone',
    ["https://a/"],
  ],
  [
    "cors.maxAgeSeconds",
    { cors: { allowedOrigins: ["*"], maxAgeSeconds: 86_401 } },
    "a whole number from 0 to 86400",
    86_401,
  ],
  ["throttling.rateLimit", { throttling: { rateLimit: 0 } }, "a whole number from 1 to 100000", 0],
  ["throttling.burstLimit", { throttling: { burstLimit: 100_001 } }, "a whole number from 1 to 100000", 100_001],
  [
    'throttling.routes["/poc"].burstLimit',
    { throttling: { routes: { "/poc": { rateLimit: 1, burstLimit: 0 } } } },
    "a whole number from 1 to 100000",
    0,
  ],
  [
    "apiKeys",
    { apiKeys: ["a", "a"] },
    "names of clients, each once, at most 64 letters, digits, hyphens and underscores",
    ["a", "a"],
  ],
  ["authorization", { authorization: "IAM" }, '"NONE", "AWS_IAM", {userPoolArn} or {authorizerFunctionArn}', "IAM"],
  [
    "authorization",
    { authorization: { userPoolArn: "pool" } },
    '"NONE", "AWS_IAM", {userPoolArn} or {authorizerFunctionArn}',
    { userPoolArn: "pool" },
  ],
  ["waf.requestsPerAddress", { waf: { requestsPerAddress: 9 } }, "a whole number from 10 to 2000000000", 9],
  ["waf.bodyRules", { waf: { bodyRules: "allow" } }, '"count" or "block"', "allow"],
  ["waf.sampledRequests", { waf: { sampledRequests: 1 } }, "true or false", 1],
  ["waf.logging", { waf: { logging: "yes" } }, "true or false", "yes"],
  [
    "domain.domainName",
    { domain: { ...DOMAIN, domainName: "https://a.example.com" } },
    'a name like "events.example.com"',
    "https://a.example.com",
  ],
  ["domain.certificateArn", { domain: { ...DOMAIN, certificateArn: "abc" } }, "the ARN of a certificate in ACM", "abc"],
  [
    "domain.basePath",
    { domain: { ...DOMAIN, basePath: "v1/events" } },
    "letters, digits, hyphens and underscores",
    "v1/events",
  ],
  ["domain.disableDefaultEndpoint", { domain: { ...DOMAIN, disableDefaultEndpoint: 1 } }, "true or false", 1],
  [
    "allowedNetworks",
    { allowedNetworks: ["203.0.113.7"] },
    'networks like "203.0.113.0/24", each once',
    ["203.0.113.7"],
  ],
  ["logClientAddresses", { logClientAddresses: "no" }, "true or false", "no"],
  [
    "maxBodyBytes",
    { ingestion: "lambda", maxBodyBytes: 1023 },
    'left out, or with ingestion "lambda" a whole number from 1024 to 3000000',
    1023,
  ],
  [
    "maxBodyBytes",
    { maxBodyBytes: 2048 },
    'left out, or with ingestion "lambda" a whole number from 1024 to 3000000',
    2048,
  ],
  [
    "putTimeoutSeconds",
    { ingestion: "lambda", putTimeoutSeconds: 28 },
    'left out, or with ingestion "lambda" a whole number from 1 to 27',
    28,
  ],
  [
    "reservedConcurrency",
    { reservedConcurrency: 10 },
    'left out, or with ingestion "lambda" a whole number from 1 to 1000',
    10,
  ],
])("%s = %j is refused with the file and what is allowed", (field, edge, allowed, value) => {
  expect(() => untyped(edge)).toThrow(`config/dev.ts: ${field} must be ${allowed}, got ${JSON.stringify(value)}`);
});

test("what is shipped lets every page post to dev only, and puts the firewall before prod", () => {
  const shipped = Object.fromEntries(environments.map((each) => [each.name, each]));
  expect(shipped.dev?.cors?.allowedOrigins).toEqual(["*"]);
  for (const name of ["test", "prod"])
    expect(shipped[name]?.cors?.allowedOrigins).toEqual(["https://menu.example.com"]);
  expect(
    Object.values(shipped)
      .filter(({ waf }) => waf)
      .map(({ name }) => name),
  ).toEqual(["prod"]);
});
