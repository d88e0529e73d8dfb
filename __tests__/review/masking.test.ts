import { readFileSync } from "node:fs";
import { planJson, reviewOf, type ChangeJson } from "../support/plan";

const SECRET = 'hunter2 "quoted"\nsecond line';
const outputs = (change: ChangeJson, rest = {}): readonly string[] => {
  const { markdown, text, json } = reviewOf({ stack: planJson([change], rest) });
  return [markdown(), text(), json()];
};

test.each<[string, ChangeJson, object?]>([
  [
    "on the old side only",
    { type: "x_y", before: { a: SECRET }, after: { a: "plain" }, marks: { before_sensitive: { a: true } } },
  ],
  [
    "on the new side only, the value being the same",
    { type: "x_y", before: { a: SECRET, b: 1 }, after: { a: SECRET, b: 2 }, marks: { after_sensitive: { a: true } } },
  ],
  [
    "deep in a block",
    {
      type: "x_y",
      before: { a: [{ b: { c: SECRET, d: 1 } }] },
      after: { a: [{ b: { c: `${SECRET}2`, d: 2 } }] },
      marks: { before_sensitive: { a: [{ b: { c: true } }] }, after_sensitive: { a: [{ b: { c: true } }] } },
    },
  ],
  [
    "in a block that is new",
    { type: "x_y", before: { a: [] }, after: { a: [{ b: SECRET }] }, marks: { after_sensitive: { a: [{ b: true }] } } },
  ],
  [
    "as an element of a list that moves",
    {
      type: "x_y",
      before: { a: [SECRET, "x"] },
      after: { a: ["x", SECRET, "y"] },
      marks: { before_sensitive: { a: [true] }, after_sensitive: { a: [false, true] } },
    },
  ],
  [
    "copied into another attribute",
    {
      type: "x_y",
      after: { tags: { a: SECRET }, url: `https://u:${SECRET}@host` },
      marks: { after_sensitive: { tags: { a: true } } },
    },
  ],
  [
    "copied into JSON",
    {
      type: "x_y",
      after: { a: SECRET, b: JSON.stringify({ c: JSON.stringify({ d: SECRET }) }) },
      marks: { after_sensitive: { a: true } },
    },
  ],
  ["all of the object", { type: "aws_s3_bucket", before: { bucket: SECRET }, marks: { before_sensitive: true } }],
  [
    "in a policy",
    {
      type: "aws_iam_policy",
      before: { policy: '{"Statement":[]}' },
      after: { policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: SECRET } }) },
      marks: { after_sensitive: { policy: true } },
    },
  ],
  [
    "in a permission",
    {
      type: "aws_lambda_permission",
      after: { function_name: "f", principal: "*", action: SECRET },
      marks: { after_sensitive: { action: true } },
    },
  ],
  [
    "in a lifecycle rule",
    {
      type: "aws_s3_bucket_lifecycle_configuration",
      after: { bucket: "b", rule: [{ id: SECRET, expiration: [{ days: 3 }] }] },
      marks: { after_sensitive: { rule: true } },
    },
  ],
  [
    "in an output",
    { type: "x_y", after: {} },
    { output_changes: { o: { actions: ["create"], after: SECRET, after_sensitive: true, before_sensitive: false } } },
  ],
  [
    "part of an output",
    { type: "x_y", after: {} },
    { output_changes: { o: { actions: ["create"], after: { a: SECRET }, after_sensitive: { a: true } } } },
  ],
  [
    "in a variable, copied",
    { type: "x_y", after: { a: `is ${SECRET}` } },
    { variables: { v: { value: SECRET } }, configuration: { root_module: { variables: { v: { sensitive: true } } } } },
  ],
  [
    "in the state, copied",
    { type: "x_y", after: { a: `is ${SECRET}` } },
    {
      prior_state: {
        values: { root_module: { resources: [{ values: { p: SECRET }, sensitive_values: { p: true } }] } },
      },
    },
  ],
  [
    "in drift, copied",
    { type: "x_y", after: { a: `is ${SECRET}` } },
    {
      resource_drift: [
        {
          address: "x_y.z",
          type: "x_y",
          name: "z",
          change: {
            actions: ["update"],
            before: { p: SECRET },
            after: { p: "q" },
            before_sensitive: {},
            after_sensitive: { p: true },
          },
        },
      ],
    },
  ],
  [
    "in what is put off, copied",
    { type: "x_y", after: { a: `is ${SECRET}` } },
    {
      deferred_changes: [
        { resource_change: { address: "a.b", change: { after: { p: SECRET }, after_sensitive: { p: true } } } },
      ],
    },
  ],
  [
    "in an action, copied into a check's message",
    { type: "x_y", after: {} },
    {
      action_invocations: [{ address: "action.a.b", config_values: { p: SECRET }, config_sensitive: { p: true } }],
      checks: [
        {
          address: { to_display: "check.c" },
          status: "fail",
          instances: [{ status: "fail", problems: [{ message: `got ${SECRET}` }] }],
        },
      ],
    },
  ],
  [
    "in a module's variable, copied",
    { type: "x_y", after: { a: SECRET } },
    {
      configuration: {
        root_module: {
          module_calls: {
            db: {
              expressions: { password: { constant_value: SECRET } },
              module: { variables: { password: { sensitive: true } } },
            },
          },
        },
      },
    },
  ],
  [
    "in a variable's default, copied",
    { type: "x_y", after: { a: SECRET } },
    { configuration: { root_module: { variables: { v: { sensitive: true, default: SECRET } } } } },
  ],
  [
    "in an imported identity",
    {
      type: "x_y",
      before: { a: SECRET },
      after: { a: SECRET },
      actions: ["no-op"],
      marks: { before_sensitive: { a: true }, importing: { identity: { a: SECRET } } },
    },
  ],
])("a secret %s appears in no format", (...[, change, rest]) => {
  for (const output of outputs(change, rest)) expect(output).not.toMatch(/hunter2|second line/);
});

test("a shortened retention is found even where it is sensitive", () => {
  const marks = { before_sensitive: { retention_in_days: true }, after_sensitive: { retention_in_days: true } };
  const [markdown] = outputs({
    type: "aws_cloudwatch_log_group",
    before: { retention_in_days: 365 },
    after: { retention_in_days: 7 },
    marks,
  });
  expect(markdown).toContain("`retention_in_days` is shortened: `(sensitive)` becomes `(sensitive)`");
  expect(markdown).not.toContain("365");
});

test("an ARN that crosses between stacks, which CDKTF marks, can still be read in policies", () => {
  const arn = "arn:aws:kms:eu-west-1:111122223333:key/1";
  const [markdown] = outputs(
    { type: "x_y", after: { key: arn } },
    { output_changes: { key: { actions: ["create"], after: arn, after_sensitive: true } } },
  );
  expect(markdown).toContain(`| \`${arn}\` |`);
  expect(markdown).toMatch(/output `key` \| {2}\| – \| `\(sensitive\)` \|/);
});

const marked = (secret: unknown, copies: Record<string, unknown>): ChangeJson => ({
  type: "x_y",
  after: { secret, ...copies },
  marks: { after_sensitive: { secret: true } },
});

test.each<[string, unknown, unknown, RegExp]>([
  [
    "in base64",
    "hunter2-Passw0rd",
    Buffer.from("admin:hunter2-Passw0rd!").toString("base64"),
    /cDpodW50ZXIyLVBhc3N3MHJk|MTpodW50|aHVudGVyMi1QYXNzdzByZ|h1bnRlcjItUGFzc3cwcmQ|odW50ZXIyLVBhc3N3MHJk/,
  ],
  ["in an address of the web", "p@ss/w:rd%", "https://u:p%40ss%2Fw%3Ard%25@host", /p%40ss/],
  ["as Terraform's jsonencode writes it", "a<b>&c-secret", '{"p":"a\\u003cb\\u003e\\u0026c-secret"}', /u003cb/],
  ["in lower case", "HunTer2-Secret", "arn:x:hunter2-secret", /hunter2/],
  [
    "a line of a key",
    "-----BEGIN KEY-----\nMIIEowIBAAKCAQEA1234\n-----END KEY-----",
    "  MIIEowIBAAKCAQEA1234",
    /MIIEow/,
  ],
  ["in JSON, read apart", '{"username":"admin","password":"correct-horse"}', "pw=correct-horse", /correct-horse/],
  ["a number", 84739201, "pin 84739201", /84739201/],
  ["a number, as one", 84739201, 84739201, /84739201/],
  ["a short word that stands alone", "pass", "user:pass@host", /:pass@/],
  ["a letter, as a whole value", "q", "q", /`q`|"q"|> q/],
])("a secret that is copied %s appears in no format", (_, secret, copy, shows) => {
  for (const output of outputs(marked(secret, { copy }))) expect(output).not.toMatch(shows);
});

test.each(["admin", "a", "e", "true", "", "name", "apply", "sensitive", "x_y", "default", "cluster", "42"])(
  "an ordinary word that is marked, %j, leaves names as they are",
  (word) => {
    const address = 'module.admin.aws_rds_cluster.default["admin"]';
    const change: ChangeJson = {
      type: "aws_rds_cluster",
      name: "default",
      address,
      before: { admin_enabled: true, default: { admin: "x1" }, word, deletion_protection: true },
      after: { admin_enabled: false, default: { admin: "x2" }, word, deletion_protection: false },
      marks: { before_sensitive: { word: true }, after_sensitive: { word: true } },
    };
    for (const output of outputs(change)) {
      expect(output).toContain(output.startsWith("{") ? JSON.stringify(address).slice(1, -1) : address);
      expect(output).toContain("default.admin");
      expect(output).toContain("admin_enabled");
      expect(output).toContain("x2");
      expect(output).toContain("deletion_protection");
    }
  },
);

test("what CI masks with is the text that the review masks with", () => {
  expect(readFileSync(".ci/privileged/secrets.ts", "utf8")).toBe(readFileSync("review/plan/secrets.ts", "utf8"));
});
