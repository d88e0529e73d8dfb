import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseAllowance } from "../../review/allow";
import { planJson, reviewOf } from "../support/plan";
import { clickstream } from "../support/process";
import { temporaryFolder } from "../support/tree";

const FIXTURES = path.resolve("__tests__/fixtures/plans");
const TREE = ["--tree", `${FIXTURES}/tree`];

async function planReview(...args: readonly string[]) {
  const running = clickstream(["plan-review", ...args]);
  return { code: await running.ended, out: running.out(), err: running.err() };
}

test("it exits 0 when nothing is dangerous, and prints the comment", async () => {
  const { code, out, err } = await planReview(
    ...TREE,
    `${FIXTURES}/no-op/clickstream-dev-catalog.json`,
    `${FIXTURES}/narrowed/clickstream-dev-delivery.json`,
  );
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^<!-- clickstream plan-review -->\n## Plan review: nothing dangerous\n/);
});

test("it exits 2 while a danger is not answered for, 0 when each is, and says which answer nobody needs", async () => {
  const file = `${FIXTURES}/widened/clickstream-dev-delivery.json`;
  const [role, policy] = [
    "aws_iam_role.transform_role_0868DF48",
    "aws_iam_role_policy.stream-menu-click_delivery_04A904E1",
  ];
  const [some, all] = await Promise.all([
    planReview(...TREE, file, "--allow", `${role}=for a day`),
    planReview(
      ...TREE,
      file,
      "--allow",
      `${role}=for a day`,
      "--allow",
      `clickstream-dev-delivery:${policy}=agreed`,
      "--allow",
      "aws_s3_bucket.none=why",
      "--format",
      "json",
    ),
  ]);
  expect(some.code).toBe(2);
  expect(some.out).toContain("3 dangers (2 allowed)");
  expect([all.code, all.err]).toEqual([0, "clickstream: --allow aws_s3_bucket.none: no danger needs it\n"]);
  expect(JSON.parse(all.out)).toMatchObject({ verdict: "safe", unusedAllowances: ["aws_s3_bucket.none"] });
});

test("it exits 1 on a broken file and prints no review, also when others are whole", async () => {
  const broken = path.join(temporaryFolder(), "storage.json");
  writeFileSync(broken, "{");
  const { code, out, err } = await planReview(`${FIXTURES}/no-op/clickstream-dev-catalog.json`, broken);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain(`clickstream: ${broken} is not JSON`);
});

test.each([
  [["missing.json"], /missing\.json is not a file/],
  [["--tree", "nowhere", `${FIXTURES}/no-op/clickstream-dev-catalog.json`], /--tree nowhere holds no manifest\.json/],
  [
    [`${FIXTURES}/update/clickstream-dev-storage.json`, `${FIXTURES}/create/clickstream-dev-storage.json`],
    /are both named after the stack clickstream-dev-storage/,
  ],
  [["--allow", "aws_s3_bucket.x", `${FIXTURES}/no-op/clickstream-dev-catalog.json`], /must be ADDRESS=REASON/],
])("%j is refused with the way out", async (args, message) => {
  const { code, err } = await planReview(...args);
  expect(code).toBe(1);
  expect(err).toMatch(message);
});

test("an address with = in its key can be allowed, and a reason may hold one", () => {
  expect(parseAllowance('module.a["k=v"].aws_s3_bucket.b["x]=y"]=a=b')).toEqual({
    target: 'module.a["k=v"].aws_s3_bucket.b["x]=y"]',
    reason: "a=b",
  });
  for (const text of ["a=", "=b", "a", "a=  "]) expect(() => parseAllowance(text)).toThrow(/must be ADDRESS=REASON/);
});

test("what is allowed in one stack is not allowed in another", () => {
  const plan = planJson([{ type: "aws_s3_bucket", before: { bucket: "b" } }]);
  const { result } = reviewOf({ dev: plan, prod: plan }, { allow: ["dev:aws_s3_bucket.it=empty"] });
  expect(result.dangers.map(({ stack, allowed }) => [stack, allowed])).toEqual([
    ["dev", "empty"],
    ["prod", undefined],
  ]);
});
