import fc from "fast-check";
import { compare } from "../../review/policy/compare";
import { covers, overlap } from "../../review/policy/pattern";
import { statementsOf } from "../../review/policy/statement";

type Json = Readonly<Record<string, unknown>>;

const read = { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::one/*" };
const denyPlain = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::one", "arn:aws:s3:::one/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const limited = (condition: Json): Json => ({ ...read, Condition: condition });
const trust = (principal: unknown, condition?: Json): Json => ({
  Effect: "Allow",
  Principal: principal,
  Action: "sts:AssumeRole",
  ...(condition && { Condition: condition }),
});

/** Whether the second policy allows more, or denies less, than the first. */
function widens(before: Json | readonly Json[], after: Json | readonly Json[]): boolean {
  const [old, fresh] = [before, after].map(
    (Statement) => statementsOf(JSON.stringify({ Version: "2012-10-17", Statement })) ?? [],
  );
  const { widening, lostDenials } = compare(old ?? [], fresh ?? []);
  return widening.length + lostDenials.length > 0;
}

test.each<[string, Json | readonly Json[], Json | readonly Json[]]>([
  ["the same", read, read],
  [
    "actions in another order and case, a string for a list",
    read,
    { ...read, Action: ["S3:putobject", "s3:GetObject"], Resource: ["arn:aws:s3:::one/*"] },
  ],
  ["fewer actions", read, { ...read, Action: "s3:GetObject" }],
  ["actions within a wildcard", { ...read, Action: "s3:*Object" }, read],
  ["a resource within a wildcard", read, { ...read, Resource: "arn:aws:s3:::one/two/*" }],
  [
    "one statement split into two",
    read,
    [
      { ...read, Action: "s3:GetObject" },
      { ...read, Action: "s3:PutObject" },
    ],
  ],
  ["an Allow that goes", [read, { ...read, Resource: "*" }], read],
  ["a Deny that comes", read, [read, denyPlain]],
  ["a wider Deny", denyPlain, { ...denyPlain, Condition: {} }],
  ["a condition that comes", read, limited({ StringEquals: { "aws:SourceAccount": "1" } })],
  [
    "fewer values in a condition",
    limited({ StringLike: { "s3:prefix": ["a*", "b*"] } }),
    limited({ StringEquals: { "S3:Prefix": "a1" } }),
  ],
  [
    "a network within the old one",
    limited({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
    limited({ IpAddress: { "aws:SourceIp": ["10.1.0.0/16", "10.2.3.4"] } }),
  ],
  [
    "more that is excluded",
    limited({ StringNotLike: { "s3:prefix": ["a*"] } }),
    limited({ StringNotLike: { "s3:prefix": ["a*", "b*"] } }),
  ],
  [
    "NotAction for fewer actions",
    { ...read, Action: undefined, NotAction: ["iam:Get*"] },
    { ...read, Action: undefined, NotAction: ["iam:*"] },
  ],
  ["an action outside NotAction", { ...read, Action: undefined, NotAction: "iam:*" }, read],
  [
    "a role for its whole account",
    trust({ AWS: "arn:aws:iam::111122223333:root" }),
    trust({ AWS: "arn:aws:iam::111122223333:role/one" }),
  ],
  [
    "an account's number for its root",
    trust({ AWS: "arn:aws:iam::111122223333:root" }),
    trust({ AWS: "111122223333" }),
  ],
])("%s is not taken for a widening", (_, before, after) => expect(widens(before, after)).toBe(false));

test.each<[string, Json | readonly Json[], Json | readonly Json[]]>([
  ["one more action", read, { ...read, Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] }],
  ["a wildcard that also covers what the list does", read, { ...read, Action: "s3:*Object" }],
  ["every resource", read, { ...read, Resource: "*" }],
  [
    "another resource with the actions of the first",
    [read, { ...read, Action: "s3:DeleteObject", Resource: "arn:aws:s3:::two/*" }],
    { ...read, Resource: "arn:aws:s3:::two/*" },
  ],
  [
    "a resource in another case",
    { ...read, Resource: "arn:aws:s3:::one/A" },
    { ...read, Resource: "arn:aws:s3:::one/a" },
  ],
  ["a condition that goes", limited({ StringEquals: { "aws:SourceAccount": "1" } }), read],
  [
    "one more value in a condition",
    limited({ StringEquals: { "aws:SourceAccount": "1" } }),
    limited({ StringEquals: { "aws:SourceAccount": ["1", "2"] } }),
  ],
  [
    "a condition that only counts where its key is there",
    limited({ StringEquals: { "aws:SourceAccount": "1" } }),
    limited({ StringEqualsIfExists: { "aws:SourceAccount": "1" } }),
  ],
  [
    "a condition of any value for one of all",
    limited({ "ForAllValues:StringEquals": { "aws:TagKeys": "a" } }),
    limited({ "ForAnyValue:StringEquals": { "aws:TagKeys": "a" } }),
  ],
  [
    "a wider network",
    limited({ IpAddress: { "aws:SourceIp": "10.1.0.0/16" } }),
    limited({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
  ],
  [
    "less that is excluded",
    limited({ StringNotEquals: { "aws:SourceVpc": ["a", "b"] } }),
    limited({ StringNotEquals: { "aws:SourceVpc": "a" } }),
  ],
  ["NotAction in place of an action", read, { ...read, Action: undefined, NotAction: "s3:GetObject" }],
  ["an action that NotAction kept out", { ...read, Action: undefined, NotAction: "s3:Get*" }, read],
  [
    "NotResource for more",
    { ...read, Resource: undefined, NotResource: "arn:aws:s3:::one*" },
    { ...read, Resource: undefined, NotResource: "arn:aws:s3:::one/*" },
  ],
  [
    "a principal more",
    trust({ Service: "lambda.amazonaws.com" }),
    trust({ Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] }),
  ],
  ["a whole account for a role", trust({ AWS: "arn:aws:iam::111122223333:role/one" }), trust({ AWS: "111122223333" })],
  ["everyone for an account", trust({ AWS: "111122223333" }), trust({ AWS: "*" })],
  [
    "all but one for one",
    trust({ AWS: "111122223333" }),
    { ...trust(undefined), NotPrincipal: { AWS: "444455556666" } },
  ],
  ["a Deny that goes", [read, denyPlain], read],
  ["a Deny of fewer actions", denyPlain, { ...denyPlain, Action: "s3:Get*" }],
  [
    "a Deny under one more condition",
    denyPlain,
    { ...denyPlain, Condition: { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:SourceVpc": "a" } } },
  ],
  ["a Deny turned into an Allow", denyPlain, { ...denyPlain, Effect: "Allow" }],
])("%s is found as a widening", (_, before, after) => expect(widens(before, after)).toBe(true));

test("what is new is said alone, not the whole statement again", () => {
  const [before, after] = [read, { ...read, Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] }].map(
    (Statement) => statementsOf(JSON.stringify({ Statement })) ?? [],
  );
  expect(compare(before ?? [], after ?? []).widening.map(({ actions }) => actions.values)).toEqual([
    ["s3:DeleteObject"],
  ]);
});

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });
const regex = (text: string): RegExp => new RegExp(`^${text.replaceAll("*", ".*").replaceAll("?", ".")}$`);

test("a pattern that is said to cover another matches whatever that matches", () => {
  fc.assert(
    fc.property(
      pattern,
      pattern,
      fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 }),
      (wide, narrow, text) => {
        fc.pre(covers(wide, narrow) && regex(narrow).test(text));
        expect(text).toMatch(regex(wide));
      },
    ),
  );
});

test("two patterns that match one text are never said to be apart", () => {
  fc.assert(
    fc.property(
      pattern,
      pattern,
      fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 5 }),
      (one, other, text) => {
        fc.pre(regex(one).test(text) && regex(other).test(text));
        expect(overlap(one, other)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test("a policy variable is covered by itself and by *, not by any other text", () => {
  expect(covers("home/${aws:username}/*", "home/${aws:username}/a")).toBe(true);
  expect(covers("home/*", "home/${aws:username}")).toBe(true);
  expect(covers("home/????????????????", "home/${aws:username}")).toBe(false);
  expect(covers("home/${aws:username}", "home/${aws:userid}")).toBe(false);
});
