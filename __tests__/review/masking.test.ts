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
