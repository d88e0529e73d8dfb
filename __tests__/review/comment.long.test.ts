import { readFileSync } from "node:fs";
import { planJson, reviewOf, type ChangeJson } from "../support/plan";

const tagged = (value: string, name = "it"): ChangeJson => ({
  type: "aws_sns_topic",
  name,
  before: { name: "t", tags: {} },
  after: { name: "t", tags: { note: value } },
});
const buckets = (count: number, name: (index: number) => string): readonly ChangeJson[] =>
  Array.from({ length: count }, (_, index) => ({
    type: "aws_s3_bucket",
    name: name(index),
    before: { bucket: name(index) },
  }));

/** What GitHub may read as markup: all but what stands in code. */
const outsideCode = (markdown: string): string =>
  markdown
    .replace(/^ {2}(`{3,})diff\n[^]*?^ {2}\1$/gm, "")
    .replace(/(`+)[^`]+?\1/g, "")
    .replace(/<code>[^<]*<\/code>/g, "");

describe("a value can't break the comment", () => {
  test.each([
    ["a pipe", "a|b", "<code>a&#124;b</code>"],
    ["backticks", "``` @all", "<code>&#96;&#96;&#96; &#64;all</code>"],
    ["a line end", "a\n| b |", "<code>a&#92;n&#124; b &#124;</code>"],
    ["a mention", "ask @somebody", "`ask @somebody`"],
    ["HTML", "</td><img src=x>`", "<code>&#60;/td&#62;&#60;img src=x&#62;&#96;</code>"],
    [
      "a link and an emphasis",
      "[x](https://example.com) **b**|",
      "<code>&#91;x&#93;(https&#58;//example.com) &#42;&#42;b&#42;&#42;&#124;</code>",
    ],
    ["a text that runs backwards", "a\u202eb", "`a\\u202eb`"],
    ["a space at its edge", " a ", "<code> a </code>"],
  ])("%s", (_, value, shown) => {
    const markdown = reviewOf({ stack: planJson([tagged(value)]) }).markdown();
    expect(markdown).toContain(`| ${shown} |`);
    for (const line of markdown.split("\n").filter((row) => row.startsWith("|")))
      expect(line.split("|")).toHaveLength(7);
  });

  test("nor can a stack's name, an address, an output's or a reason", () => {
    const evil = "@all `|<b>";
    const change: ChangeJson = {
      type: "aws_s3_bucket",
      address: `aws_s3_bucket.x["${evil}"]`,
      before: { bucket: evil },
    };
    const { markdown } = reviewOf(
      { [evil]: planJson([change], { output_changes: { [evil]: { actions: ["create"], after: evil } } }) },
      { allow: [`aws_s3_bucket.x["${evil}"]=${evil}`, "nothing.here=@all"] },
    );
    expect(outsideCode(markdown())).not.toMatch(/@all|<b>/);
    expect(markdown()).toContain("1 danger (all allowed)");
  });

  test("nor can a policy in its fence", () => {
    const policy = (action: string): string =>
      JSON.stringify({ Statement: { Effect: "Allow", Action: action, Resource: "```\n# @all" } });
    const { markdown } = reviewOf({
      stack: planJson([{ type: "aws_iam_policy", before: { policy: policy("a:b") }, after: { policy: policy("*") } }]),
    });
    expect(markdown()).toContain("  ````diff\n  - Allow a:b on ```\\n# @all\n  + Allow * on ```\\n# @all\n  ````");
  });
});

describe("the limit", () => {
  test.each([
    ["3,000 destroyed buckets", planJson(buckets(3_000, (index) => `bucket-${index}`))],
    ["names of four bytes a character", planJson(buckets(300, (index) => `${"🪣".repeat(60)}${index}`))],
    ["2,000 long values", planJson(Array.from({ length: 2_000 }, (_, index) => tagged("|`".repeat(200), `t${index}`)))],
    [
      "3,000 wide policies",
      planJson(
        Array.from({ length: 3_000 }, (_, index) => ({
          type: "aws_iam_policy",
          name: `p${index}`,
          after: {
            policy: JSON.stringify({
              Statement: Array.from({ length: 4 }, () => ({
                Effect: "Allow",
                Action: "*",
                Resource: "x".repeat(500),
              })),
            }),
          },
        })),
      ),
    ],
  ])("%s stay below it, and the comment says how many are missing and where they are", (_, plan) => {
    const markdown = reviewOf({ stack: plan }, { rest: "https://github.com/owner/name/actions/runs/1" }).markdown();
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(65_536);
    expect(Buffer.byteLength(markdown)).toBeGreaterThan(30_000);
    expect(markdown).toMatch(/… and [\d,]+ more (dangers|rows)\./);
    expect(markdown).toContain("The rest: https://github.com/owner/name/actions/runs/1");
  });

  test("every danger, destruction and replacement is named, whatever must be cut for it", () => {
    const types = ["x_cluster", "null_resource", "aws_s3_bucket"];
    const gone = types.flatMap((type) => [
      ...Array.from({ length: 80 }, (_, index): ChangeJson => ({ type, name: `gone${index}`, before: { id: "i" } })),
      ...Array.from({ length: 80 }, (_, index): ChangeJson => ({
        type,
        name: `made-anew${index}`,
        before: { id: "i", a: "v".repeat(400) },
        after: { a: "w".repeat(400) },
        actions: ["delete", "create"],
      })),
    ]);
    const created = Array.from({ length: 1_200 }, (_, index): ChangeJson => ({
      type: "aws_sns_topic",
      name: `a${index}`,
      after: { name: `a${index}`, tags: { note: "n".repeat(200) } },
    }));
    const many = reviewOf({ a: planJson(created), z: planJson([...gone, ...created]) }).markdown();
    expect(Buffer.byteLength(many)).toBeLessThanOrEqual(65_536);
    for (const { type, name } of gone) expect(many).toContain(`\`${type}.${name ?? ""}\``);
    const one = reviewOf({ a: planJson(created), z: planJson([...created, ...gone.slice(0, 1)]) }).markdown();
    expect(one.match(/`x_cluster\.gone0`/g)).toHaveLength(2);
    expect(one).toMatch(/… and [\d,]+ more rows\./);
  });

  test("a long table is folded, what it destroys stands before it", () => {
    const rows = Array.from({ length: 40 }, (_, index) => tagged("v", `t${index}`));
    const gone: ChangeJson = { type: "null_resource", before: { id: "1" } };
    const markdown = reviewOf({ stack: planJson([...rows, gone]) }).markdown();
    const [open = "", folded = ""] = markdown.split("<details><summary>40 rows</summary>\n\n|");
    expect(open).toContain("**destroy** `null_resource.it`");
    expect(folded).toContain("`aws_sns_topic.t39`");
    expect(folded.trimEnd().endsWith("|\n\n</details>")).toBe(true);
    expect(reviewOf({ stack: planJson(rows.slice(0, 20)) }).markdown()).not.toContain("<details>");
  });

  test("200 stacks without dangers do not push out the one with some", () => {
    const quiet = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `a-${index}`,
        planJson(Array.from({ length: 20 }, (_unused, row) => tagged("v".repeat(90), `t${row}`))),
      ]),
    );
    const markdown = reviewOf({ ...quiet, z: planJson(buckets(1, () => "precious")) }).markdown();
    expect(markdown).toContain("destroys `precious`");
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(65_536);
  });
});

test("the comment is the same whatever the order of files and entries", () => {
  const changes = [tagged("a", "one"), tagged("b", "two"), ...buckets(3, (index) => `b${index}`)];
  const [one, other] = [planJson(changes), planJson(changes.toReversed())];
  expect(reviewOf({ a: one, b: one }).markdown()).toBe(reviewOf({ b: other, a: other }).markdown());
});

test("moves, imports, what is let go, drift and what is put off are shown", () => {
  const same = { bucket: "b" };
  const plan = planJson(
    [
      {
        type: "aws_s3_bucket",
        name: "new",
        before: same,
        after: same,
        actions: ["no-op"],
        rest: { previous_address: "aws_s3_bucket.old" },
      },
      {
        type: "aws_s3_bucket",
        name: "found",
        before: same,
        after: same,
        actions: ["no-op"],
        marks: { importing: { id: "there-already" } },
      },
      { type: "aws_sns_topic", name: "gone", before: { name: "t" }, actions: ["forget"] },
    ],
    {
      resource_drift: [
        {
          address: "aws_sqs_queue.q",
          mode: "managed",
          type: "aws_sqs_queue",
          name: "q",
          change: { actions: ["update"], before: { delay: 0 }, after: { delay: 5 } },
        },
      ],
      deferred_changes: [{ reason: "absent_prereq", resource_change: { address: "aws_s3_bucket.later" } }],
      checks: [{ address: { to_display: "check.health" }, status: "fail" }],
      complete: false,
    },
  );
  const { markdown } = reviewOf({ stack: plan });
  expect(markdown()).toContain("### stack: 1 to forget, 1 to move, 1 to import");
  expect(markdown()).toContain("**no change** `aws_s3_bucket.new`, moved from `aws_s3_bucket.old`");
  expect(markdown()).toContain("imported as `there-already`");
  expect(markdown()).toMatch(/Changed outside Terraform[^]*`delay` \| `0` \| `5` \|/);
  expect(markdown()).toContain("Put off to a later plan: `aws_s3_bucket.later`");
  expect(markdown()).toContain("A check fails: `check.health`");
  expect(markdown()).toContain("This plan does not lead to all that is configured");
});

test("a long value is cut to where it differs, in the comment only", () => {
  const [start, end] = ["a".repeat(500), "z".repeat(500)];
  const { markdown, text } = reviewOf({
    stack: planJson([{ type: "x_y", before: { body: `${start}old${end}` }, after: { body: `${start}new${end}` } }]),
  });
  expect(markdown()).toContain(
    `| \`… ${"a".repeat(20)}old${"z".repeat(20)} …\` | \`… ${"a".repeat(20)}new${"z".repeat(20)} …\` |`,
  );
  expect(text()).toContain(`${start}old${end} -> ${start}new${end}`);
});

test("JSON in an attribute is compared inside, and written in another way it is no change of a policy", () => {
  const { result } = reviewOf({
    stack: planJson([
      {
        type: "aws_api_gateway_model",
        before: { schema: '{"a":{"type":"string"},"b":1}' },
        after: { schema: '{"b":1,"a":{"type":"integer"}}' },
      },
    ]),
  });
  expect(result.stacks[0]?.rows[0]?.differences).toEqual([
    { attribute: "schema.a.type", before: "string", after: "integer", replaces: false },
  ]);
});

test("the page about it shows the comment that its plan gives", () => {
  const page = readFileSync("docs/plan-review.md", "utf8");
  const policy = (...actions: readonly string[]): string =>
    JSON.stringify({ Statement: { Effect: "Allow", Action: actions, Resource: "arn:aws:s3:::menus/*" } });
  const changes: readonly ChangeJson[] = [
    {
      type: "aws_iam_role_policy",
      name: "delivery",
      before: { role: "r", policy: policy("s3:PutObject") },
      after: { role: "r", policy: policy("s3:PutObject", "s3:DeleteObject") },
    },
    {
      type: "aws_cloudwatch_log_group",
      name: "logs",
      before: { name: "l", retention_in_days: 30 },
      after: { name: "l", retention_in_days: 7 },
    },
  ];
  const { markdown } = reviewOf(
    { "clickstream-dev-delivery": planJson(changes) },
    { allow: ["aws_cloudwatch_log_group.logs=nobody reads them after a week"] },
  );
  expect(page).toContain(markdown());
});
