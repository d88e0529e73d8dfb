import { render } from "velocityjs";
import { Cors, checkOrigins } from "../../../constructs/edge/cors";
import { api, labelled } from "../../support/ingest";
import type { Tree } from "../../support/synth";

const ONE = { allowedOrigins: ["https://menu.example.com"] };
const TWO = { allowedOrigins: ["https://menu.example.com", "http://localhost:8080"] };
const ALLOW_ORIGIN = "Access-Control-Allow-Origin";

/** The mapped headers of every answer of a kind, without their prefix. */
function headers(tree: Tree, type: string, part: string): Record<string, string>[] {
  return labelled(tree, type, part).map(({ response_parameters: mapped }) =>
    Object.fromEntries(
      Object.entries((mapped ?? {}) as Record<string, string>).map(([name, value]) => [
        name.replace(/^.*\.header\./, ""),
        value,
      ]),
    ),
  );
}

/** Renders a template for a request and returns the status and the headers that it overrides. */
function overrides(
  template: unknown,
  request: Readonly<Record<string, string>>,
  body: Readonly<Record<string, string>> = {},
) {
  const override: { status?: number; header: Record<string, string> } = { header: {} };
  const input = {
    params: (name: string) => request[name] ?? "",
    path: (expression: string) => body[expression.replace("$.", "")] ?? "",
  };
  const text = render(String(template), { input, context: { requestId: "r", responseOverride: override } });
  return { ...override, text: text.trim() };
}

const templateOf = (tree: Tree, part: string): unknown => {
  const [response] = labelled(tree, "aws_api_gateway_integration_response", part);
  return (response?.response_templates as Record<string, string> | undefined)?.["application/json"];
};

test("no page of another origin may read anything unless origins are allowed", () => {
  const tree = api();
  expect(tree.json).not.toContain("Access-Control");
  expect(tree.all("aws_api_gateway_method").map(({ http_method: method }) => method)).toEqual(["POST", "POST"]);
});

test("every route answers OPTIONS by itself, to everyone, with or without a content type", () => {
  const tree = api({ cors: ONE, apiKeys: ["till"], authorization: "AWS_IAM" });
  const methods = labelled(tree, "aws_api_gateway_method", "preflight");
  expect(methods).toHaveLength(2);
  for (const method of methods) {
    expect(method).toMatchObject({ http_method: "OPTIONS", authorization: "NONE" });
    expect(method.api_key_required).toBeUndefined();
  }
  for (const integration of labelled(tree, "aws_api_gateway_integration", "preflight")) {
    const template = '{"statusCode":204}';
    expect(integration).toMatchObject({
      type: "MOCK",
      passthrough_behavior: "NEVER",
      request_templates: { "application/json": template, "text/plain": template },
    });
  }
});

test("a browser is told what it may send, and may keep that for a day, caches between included", () => {
  expect(headers(api({ cors: ONE }), "aws_api_gateway_integration_response", "preflight")).toEqual(
    Array(2).fill({
      [ALLOW_ORIGIN]: "'https://menu.example.com'",
      "Access-Control-Allow-Methods": "'POST,OPTIONS'",
      "Access-Control-Allow-Headers": "'Content-Type'",
      "Access-Control-Max-Age": "'86400'",
      "Cache-Control": "'public, max-age=86400'",
    }),
  );
  const [shorter] = headers(
    api({ cors: { ...ONE, maxAgeSeconds: 0 } }),
    "aws_api_gateway_integration_response",
    "preflight",
  );
  expect(shorter).toMatchObject({ "Access-Control-Max-Age": "'0'", "Cache-Control": "'public, max-age=0'" });
});

test.each([
  ["an API key", { apiKeys: ["till"] }, "Content-Type,X-Api-Key"],
  [
    "a token",
    { authorization: { userPoolArn: "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc" } },
    "Content-Type,Authorization",
  ],
  [
    "a signature",
    { authorization: "AWS_IAM" },
    "Content-Type,Authorization,X-Amz-Date,X-Amz-Security-Token,X-Amz-Content-Sha256",
  ],
] as const)("a page may send the headers of %s when one is asked for", (_what, props, expected) => {
  const [preflight] = headers(api({ cors: ONE, ...props }), "aws_api_gateway_integration_response", "preflight");
  expect(preflight?.["Access-Control-Allow-Headers"]).toBe(`'${expected}'`);
});

test.each([
  ["one origin", ONE, "'https://menu.example.com'"],
  ["every origin", { allowedOrigins: ["*"] }, "'*'"],
])("with %s every answer has the same header, so nothing varies and no template chooses", (_what, cors, origin) => {
  const tree = api({ cors });
  const readable = { [ALLOW_ORIGIN]: origin, "Access-Control-Expose-Headers": "'Retry-After,x-amzn-RequestId'" };
  const answers = headers(tree, "aws_api_gateway_integration_response", "_route_");
  expect(answers).toEqual(Array(6).fill(readable));
  const own = headers(tree, "aws_api_gateway_gateway_response", "");
  expect(own.length).toBeGreaterThan(5);
  for (const answer of own) expect(answer).toMatchObject(readable);
  expect(tree.json).not.toContain("Vary");
  expect(tree.json).not.toContain("$input.params");
});

test.each(["preflight", "accepted", "too-large", "refused"])(
  "with several origins the %s answer names the one that asked, and no other",
  (part) => {
    const template = templateOf(api({ cors: TWO }), part);
    for (const origin of TWO.allowedOrigins) {
      expect(overrides(template, { Origin: origin }).header[ALLOW_ORIGIN]).toBe(origin);
      expect(overrides(template, { origin }).header[ALLOW_ORIGIN]).toBe(origin); // as HTTP/2 writes it
    }
    for (const stranger of ["https://evil.example.com", "https://menu.example.com.evil.com", "null", ""]) {
      expect(overrides(template, { Origin: stranger }).header).not.toHaveProperty(ALLOW_ORIGIN);
    }
  },
);

test("choosing an origin leaves the answers as they are: the record's id, 413 for what is too large, 503 with Retry-After", () => {
  const tree = api({ cors: TWO });
  const request = { Origin: "https://menu.example.com" };
  expect(overrides(templateOf(tree, "accepted"), request, { RecordId: "r-1" }).text).toBe('{"recordId":"r-1"}');
  const tooLarge = overrides(templateOf(tree, "refused"), request, { __type: "ValidationException" });
  expect(tooLarge).toMatchObject({ status: 413, header: { [ALLOW_ORIGIN]: request.Origin } });
  const unavailable = overrides(templateOf(tree, "refused"), request, { __type: "ResourceNotFoundException" });
  expect(unavailable).toMatchObject({ header: { [ALLOW_ORIGIN]: request.Origin, "Retry-After": "5" } });
  expect(Object.keys(JSON.parse(unavailable.text) as object)).toEqual(["message", "reason", "requestId"]);
  expect(overrides(templateOf(tree, "preflight"), request).text).toBe("");
});

test("with several origins caches keep an answer for each, and gateway answers, which can't choose, name whoever asked, in either case of the header", () => {
  const tree = api({ cors: TWO });
  for (const answer of headers(tree, "aws_api_gateway_integration_response", ""))
    expect(answer).toMatchObject({ Vary: "'Origin'" });
  for (const answer of headers(tree, "aws_api_gateway_gateway_response", "")) {
    expect(answer).toMatchObject({ Vary: "'Origin'", "Access-Control-Expose-Headers": expect.any(String) as string });
    // API Gateway leaves out what is mapped from a header that was not sent, and looks at its case.
    const allowed = (request: Readonly<Record<string, string>>): readonly (string | undefined)[] =>
      Object.entries(answer)
        .filter(([name]) => name.toLowerCase() === ALLOW_ORIGIN.toLowerCase())
        .map(([, value]) => request[value.replace("method.request.header.", "")])
        .filter((value) => value !== undefined);
    for (const name of ["Origin", "origin"]) expect(allowed({ [name]: "https://a" })).toEqual(["https://a"]);
    expect(allowed({})).toEqual([]);
  }
});

test("a browser is never told to send cookies", () => {
  for (const cors of [ONE, TWO, { allowedOrigins: ["*"] }])
    expect(api({ cors }).json).not.toContain("Allow-Credentials");
});

test("every header that an answer has is declared by its method response, or API Gateway would refuse the mapping", () => {
  const tree = api({ cors: TWO });
  const declared = labelled(tree, "aws_api_gateway_method_response", "").map(({ response_parameters: parameters }) =>
    Object.keys(parameters as object),
  );
  for (const names of declared) expect(names).toContain(`method.response.header.${ALLOW_ORIGIN}`);
  const mapped = labelled(tree, "aws_api_gateway_integration_response", "").flatMap(
    ({ response_parameters: parameters }) => Object.keys(parameters as object),
  );
  expect(declared.flat()).toEqual(expect.arrayContaining(mapped));
});

test.each([["http://localhost:3000"], ["https://a"], ["https://10.0.0.1:8443"]])(
  "the origin %s is allowed",
  (origin) => {
    expect(() => checkOrigins("origins", [origin])).not.toThrow();
  },
);

test.each([
  "menu.example.com",
  "https://menu.example.com/",
  "https://Menu.example.com",
  "https://*.example.com",
  'https://a"b',
  "https://a.$b",
  "ftp://a.example.com",
  "https://a:0",
  "https://a:65536",
  "https://a:99999",
  "",
])("the origin %p, which no browser sends, is refused", (origin) => {
  expect(() => api({ cors: { allowedOrigins: [origin] } })).toThrow(
    `\`cors.allowedOrigins\` must hold different origins like "https://menu.example.com", lower case and without a path, or "*" alone, got "${origin}"`,
  );
});

test("no origins, one twice, or * among others are refused with the way out", () => {
  expect(() => api({ cors: { allowedOrigins: [] } })).toThrow(
    "`cors.allowedOrigins` must name at least one origin, got none; leave out `cors` to allow none",
  );
  expect(() => api({ cors: { allowedOrigins: ["https://a", "https://a"] } })).toThrow(
    "must hold different origins like",
  );
  expect(() => api({ cors: { allowedOrigins: ["https://a", "*"] } })).toThrow(
    '`cors.allowedOrigins` must be "*" alone or a list of origins, got ["https://a","*"]; "*" allows the others already',
  );
});

test.each([-1, 86_401, 1.5])("a browser's memory of %p seconds is refused with the range", (maxAgeSeconds) => {
  expect(() => new Cors({ ...ONE, maxAgeSeconds }, [])).toThrow(
    `\`maxAgeSeconds\` must be a whole number from 0 to 86400, got ${maxAgeSeconds}`,
  );
});
