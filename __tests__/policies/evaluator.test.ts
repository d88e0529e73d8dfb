import { holds, type Condition } from "./evaluator/conditions";
import { decide, type Policies, type Principal, type Statement } from "./evaluator/decide";
import { matchesArn } from "./evaluator/match";

const ACCOUNT = "111122223333";
const OTHER = "444455556666";
const ROLE: Principal = { kind: "role", arn: `arn:aws:iam::${ACCOUNT}:role/path/writer` };
const BUCKET = "arn:aws:s3:::shop";
const OBJECT = `${BUCKET}/events/one`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`;

const allow = (rest: Partial<Statement> = {}): Statement => ({
  Effect: "Allow",
  Action: "s3:PutObject",
  Resource: `${BUCKET}/events/*`,
  ...rest,
});
const deny = (rest: Partial<Statement> = {}): Statement => ({ ...allow(rest), Effect: "Deny" });
const root = (account = ACCOUNT) => ({ AWS: `arn:aws:iam::${account}:root` });
const policies = (rest: Partial<Policies> = {}): Policies => ({ identity: [allow()], account: ACCOUNT, ...rest });
const put = (rest: Partial<Policies> = {}, principal: Principal = ROLE, context = {}) =>
  decide({ principal, action: "s3:PutObject", resource: OBJECT, context }, policies(rest));

test("within an account a role may what its own policy allows, and nothing else", () => {
  expect(put()).toBe("allowed");
  expect(put({ identity: [] })).toBe("denied");
  expect(put({ identity: [allow({ Action: "s3:GetObject" })] })).toBe("denied");
  expect(put({ identity: [allow({ Action: ["s3:Get*", "S3:putobject"] })] })).toBe("allowed");
  expect(put({ identity: [allow({ Resource: `${BUCKET}/errors/*` })] })).toBe("denied");
});

test("a Deny wins, wherever it stands", () => {
  expect(put({ identity: [allow(), deny()] })).toBe("denied");
  expect(put({ boundary: [allow(), deny()] })).toBe("denied");
  expect(put({ resource: [deny({ Principal: "*" })] })).toBe("denied");
  expect(put({ resource: [deny({ Principal: root(OTHER) })] })).toBe("allowed");
  const onlyOverTls = deny({ Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } });
  expect(put({ resource: [onlyOverTls] })).toBe("allowed");
  expect(put({ resource: [onlyOverTls] }, ROLE, { "aws:SecureTransport": "false" })).toBe("denied");
});

test("a resource's policy that names a role lets it in; one that names the account leaves it to the role's own", () => {
  expect(put({ identity: [], resource: [allow({ Principal: { AWS: ROLE.arn } })] })).toBe("allowed");
  expect(put({ identity: [], resource: [allow({ Principal: root() })] })).toBe("denied");
  expect(put({ resource: [allow({ Principal: root() })] })).toBe("allowed");
});

test("a boundary bounds what its own policy and a resource's allow", () => {
  expect(put({ boundary: [allow({ Action: "s3:*", Resource: "*" })] })).toBe("allowed");
  expect(put({ boundary: [allow({ Action: "kms:*", Resource: "*" })] })).toBe("denied");
  expect(put({ identity: [], boundary: [], resource: [allow({ Principal: { AWS: ROLE.arn } })] })).toBe("denied");
});

test("across accounts both must allow", () => {
  const stranger: Principal = { kind: "role", arn: `arn:aws:iam::${OTHER}:role/writer` };
  expect(put({ resource: [] }, stranger)).toBe("denied");
  expect(put({ resource: [allow({ Principal: root(OTHER) })] }, stranger)).toBe("allowed");
  expect(put({ identity: [], resource: [allow({ Principal: root(OTHER) })] }, stranger)).toBe("denied");
  expect(put({ identity: undefined, resource: [allow({ Principal: root(OTHER) })] }, stranger)).toBe("allowed");
});

test("a key's policy must allow in any case, if only by leaving it to IAM", () => {
  const decrypt = (resource: readonly Statement[], identity = [allow({ Action: "kms:Decrypt", Resource: KEY })]) =>
    decide({ principal: ROLE, action: "kms:Decrypt", resource: KEY }, policies({ identity, resource }));
  const throughIam = allow({ Principal: root(), Action: "kms:*", Resource: "*" });
  expect(decrypt([])).toBe("denied");
  expect(decrypt([throughIam])).toBe("allowed");
  expect(decrypt([throughIam], [])).toBe("denied");
  expect(decrypt([{ ...throughIam, Principal: { AWS: ROLE.arn } }], [])).toBe("allowed");
});

test("a service is let in by a resource's policy only, and takes a role that trusts it", () => {
  const logs: Principal = { kind: "service", name: "logging.s3.amazonaws.com" };
  expect(put({}, logs)).toBe("denied");
  expect(put({ resource: [allow({ Principal: { Service: logs.name } })] }, logs)).toBe("allowed");
  const trust: Statement = {
    Effect: "Allow",
    Principal: { Service: "firehose.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": ACCOUNT } },
  };
  const assume = (name: string, context: Record<string, string>) =>
    decide(
      { principal: { kind: "service", name }, action: "sts:AssumeRole", resource: ROLE.arn, context },
      policies({ identity: [], resource: [trust] }),
    );
  expect(assume("firehose.amazonaws.com", { "sts:ExternalId": ACCOUNT })).toBe("allowed");
  expect(assume("firehose.amazonaws.com", { "sts:ExternalId": OTHER })).toBe("denied");
  expect(assume("firehose.amazonaws.com", {})).toBe("denied");
  expect(assume("ec2.amazonaws.com", { "sts:ExternalId": ACCOUNT })).toBe("denied");
});

test.each<[pattern: string, arn: string, isMatch: boolean]>([
  ["arn:aws:s3:::shop-*", "arn:aws:s3:::shop-events/any/object", true],
  ["arn:aws:s3:::shop", "arn:aws:s3:::shop/object", false],
  ["arn:aws:iam::*:role/x", "arn:aws:iam::1:role/x", true],
  ["arn:aws:sns:*:x", "arn:aws:sns:eu-west-1:1:x", false], // a part of an ARN is none of another
  ["arn:aws:logs:*:1:log-group:a?c:*", "arn:aws:logs:r:1:log-group:abc:log-stream:s", true],
  ["arn:aws:s3:::a.b", "arn:aws:s3:::aXb", false],
  ["*", "arn:aws:s3:::shop", true],
])("%s and %s: %s", (pattern, arn, isMatch) => {
  expect(matchesArn(pattern, arn)).toBe(isMatch);
});

test.each<[condition: Condition, context: Record<string, string | string[]>, holds: boolean]>([
  [{ StringEquals: { k: ["a", "b"] } }, { k: "b" }, true],
  [{ StringEquals: { k: "a" } }, {}, false],
  [{ StringNotEquals: { k: "a" } }, { k: "b" }, true],
  [{ StringNotEquals: { k: ["a", "b"] } }, { k: "b" }, false],
  [{ StringNotEquals: { k: "a" } }, {}, true],
  [{ StringNotEquals: { k: "a" }, Null: { k: "false" } }, {}, false],
  [{ Null: { k: "true" } }, {}, true],
  [{ StringLike: { k: "data/*" } }, { k: "data/x/" }, true],
  [{ StringEquals: { k: "a", l: "b" } }, { k: "a" }, false],
  [{ ArnLike: { k: "arn:aws:iam::1:policy/shop-*" } }, { k: "arn:aws:iam::1:policy/shop-x" }, true],
  [{ ArnEquals: { k: "arn:aws:iam::1:policy/shop" } }, { k: "arn:aws:iam::2:policy/shop" }, false],
  [{ Bool: { k: "true" } }, { k: "True" }, true],
  [{ IpAddress: { k: ["203.0.113.0/24", "2001:db8::/32"] } }, { k: "2001:db8::1" }, true],
  [{ IpAddress: { k: "203.0.113.0/24" } }, { k: "203.0.114.1" }, false],
  [{ NotIpAddress: { k: "203.0.113.7" } }, { k: "203.0.113.8" }, true],
  [{ "ForAnyValue:StringEquals": { k: "b" } }, { k: ["a", "b"] }, true],
  [{ "ForAnyValue:StringEquals": { k: "b" } }, {}, false],
])("%j over %j: %s", (condition, context, expected) => {
  expect(holds(condition, context)).toBe(expected);
});

test("what it does not know stops it", () => {
  expect(() => holds({ StringEqualsIfExists: { k: "a" } }, { k: "a" })).toThrow(
    'condition operator "StringEqualsIfExists" of k is not known; there are StringEquals, StringLike,',
  );
  expect(() => holds({ StringEquals: { k: "${aws:username}" } }, { k: "a" })).toThrow("policy variables are not known");
  expect(() => holds({ StringEquals: { k: "a" } }, { k: ["a", "b"] })).toThrow("needs one value, the request has 2");
  expect(() => put({ identity: [allow({ Resource: "arn:aws:s3:::${aws:PrincipalTag/shop}/*" })] })).toThrow(
    "policy variables are not known",
  );
  const strange = { ...allow(), NotAction: "s3:GetObject" } as Statement;
  expect(() => put({ identity: [strange] })).toThrow("element NotAction is not known");
  expect(() => put({ resource: [allow()] })).toThrow("has no Principal");
});
