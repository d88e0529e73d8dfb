import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Constructs } from "../../review/constructs";
import { linesOf, reviewOf } from "../support/plan";

const FIXTURES = "__tests__/fixtures/plans";
const tree = Constructs.load(path.join(FIXTURES, "tree"));

/** The plans of one scenario, made with the real provider from this project. */
function scenario(name: string) {
  const folder = path.join(FIXTURES, name);
  const plans = readdirSync(folder).map(
    (file) =>
      [
        path.basename(file, ".json"),
        JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Record<string, unknown>,
      ] as const,
  );
  return reviewOf(Object.fromEntries(plans), { tree });
}

test("a plan that changes nothing is one line of the comment", () => {
  const { result, markdown } = scenario("no-op");
  expect(linesOf(result)).toEqual([]);
  expect(markdown()).toBe(
    "<!-- clickstream plan-review -->\n## Plan review: nothing dangerous\n\n**clickstream-dev-catalog**: no changes",
  );
});

test("new stacks are no danger, and show what they are made with", () => {
  const { result, markdown } = scenario("create");
  expect(result.dangers).toEqual([]);
  expect(linesOf(result)).toEqual(
    Array(3).fill("warning unknown: policy is known after the apply only, so nobody can say whether it allows more"),
  );
  expect(markdown()).toContain("### clickstream-dev-storage: 9 to create, 2 outputs change");
  expect(markdown()).toContain(
    "| `events/storage` | **create** `bucket` `aws_s3_bucket` | `bucket` | – | `clickstream-dev-events-000000000000-us-east-1` |",
  );
  expect(markdown()).toMatch(
    /\| {2}\| {2}\| `arn, id, key_id, multi_region, rotation_period_in_days` \| – \| `\(known after apply\)` \|/,
  );
});

test("a shorter retention needs an answer, longer buffering does not", () => {
  const { result, markdown } = scenario("update");
  expect(linesOf(result)).toEqual([
    ...Array<string>(3).fill("danger retention: retention_in_days is shortened: 30 becomes 7"),
    "danger retention: lifecycle rule events deletes objects after 14 days, after 30 before",
    "danger retention: lifecycle rule errors deletes objects after 14 days, after 30 before",
  ]);
  expect(markdown()).toContain(
    "| `stream-menu-click` | **update** `stream` `aws_kinesis_firehose_delivery_stream` | `extended_s3_configuration.buffering_interval` | `5` | `60` |",
  );
});

test("a renamed stream, bucket and stage say what is lost and what clients see", () => {
  const { result, markdown } = scenario("replace");
  expect(result.dangers.map(({ kind, address }) => `${kind} ${address.split(".")[0] ?? ""}`)).toEqual([
    "data aws_cloudwatch_log_group",
    "data aws_kinesis_firehose_delivery_stream",
    "data aws_s3_bucket",
    "clients aws_api_gateway_stage",
  ]);
  expect(markdown()).toContain(
    "Lost: the bucket, every object in it and its name; it goes even while there is something in it.",
  );
  expect(markdown()).toContain(
    "events of the last `5` seconds may be lost; whoever puts to it must know the new name `clickstream-dev-clicks`.",
  );
  expect(markdown()).toContain("Clients: the path changes from `/dev` to `/dev2`: requests to the old one get 403.");
  expect(markdown()).toContain(
    "`name` **forces replacement** | `clickstream-dev-menu-click` | `clickstream-dev-clicks` |",
  );
});

test("destroying a stack names once each thing that holds data, the API's endpoint, and what is not known to be harmless", () => {
  const { result } = scenario("destroy");
  expect(result.dangers.map(({ kind, address }) => `${kind} ${address.split(".")[0] ?? ""}`)).toEqual([
    "data aws_cloudwatch_log_group",
    "data aws_cloudwatch_log_group",
    "data aws_kms_key",
    "data aws_s3_bucket",
    "clients aws_api_gateway_rest_api",
    "destroyed aws_iam_role",
    "destroyed aws_kms_alias",
  ]);
});

test("a widened policy and trust, and a lost denial, are shown statement by statement", () => {
  const { markdown } = scenario("widened");
  expect(markdown()).toContain(
    "  ```diff\n  - Allow sts:AssumeRole to Service:lambda.amazonaws.com\n  + Allow sts:AssumeRole to *\n  ```",
  );
  expect(markdown()).toContain("  + Allow s3:* on *\n");
  expect(markdown()).toContain(
    "`policy` denies less than before: `Deny s3:* on arn:aws:s3:::clickstream-dev-events-000000000000-us-east-1, arn:aws:s3:::clickstream-dev-events-000000000000-us-east-1/* to *`.",
  );
  expect(markdown()).toContain(
    "**Open to everyone**: `aws_iam_role.transform_role_0868DF48` in `clickstream-dev-delivery` `transform`",
  );
});

test("fewer actions, another order and a string in a list's place are no danger", () => {
  const { result } = scenario("narrowed");
  expect(linesOf(result)).toEqual([]);
  expect(result.stacks[0]?.rows).toHaveLength(1);
});

test("every protection that is switched off is found, and nothing else", () => {
  const { result } = scenario("unprotected");
  const key = "arn:aws:kms:us-east-1:000000000000:key/11111111-1111-1111-1111-111111111111";
  expect([...new Set(linesOf(result))].sort()).toEqual(
    [
      "danger protection: access_log_settings is removed",
      `danger protection: kms_key_id is removed: new data is not encrypted with ${key} any more`,
      "danger protection: server_side_encryption.enabled goes off",
      "danger protection: server_side_encryption.key_type: CUSTOMER_MANAGED_CMK becomes AWS_OWNED_CMK",
      "danger protection: enable_key_rotation goes off",
      "danger protection: removes the block on public access to the bucket",
      `danger protection: rule.apply_server_side_encryption_by_default.kms_master_key_id is removed: new data is not encrypted with ${key} any more`,
      "danger protection: rule.apply_server_side_encryption_by_default.sse_algorithm: aws:kms becomes AES256",
      "danger protection: versioning_configuration.status: Enabled becomes Suspended",
      "danger retention: deletion_window_in_days is shortened: 30 becomes 7",
    ].sort(),
  );
});

test("a sensitive value stands nowhere, not even where the provider copied it, and a sensitive policy is still compared", () => {
  const { result, markdown, text, json } = scenario("sensitive");
  for (const output of [markdown(), text(), json()]) {
    expect(output).not.toMatch(/swordfish|secret-partner/);
    expect(output).toContain("takes (sensitive)");
  }
  expect(linesOf(result)).toEqual(["danger access: policy allows more than before; it is sensitive and not shown"]);
});

test("260 changes fit into a comment, dangers whole and the rest pointed to", () => {
  const { result, markdown, text } = scenario("many");
  const comment = markdown();
  expect(result.stacks[0]?.rows.length).toBeGreaterThan(200);
  expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(65_536);
  expect(Buffer.byteLength(text())).toBeGreaterThan(65_536);
  expect(comment).toContain(
    "`policy` allows more than before: `Allow firehose:PutRecord on arn:aws:firehose:us-east-1:000000000000:deliverystream/clickstream-dev-booking, ",
  );
  expect(comment).toMatch(/This is not all of it.*--format text/);
  for (const { place } of result.stacks[0]?.rows ?? []) expect(comment).toContain(`\`${place.id}\``);
});
