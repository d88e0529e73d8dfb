import { readPlan } from "../../review/plan/plan";
import { linesOf, planJson, reviewOf, type ChangeJson } from "../support/plan";

const read = (text: string): void => void readPlan("plan.json", "stack", text);

test.each([
  ["UTF-16 of Windows PowerShell", '\uFFFD\uFFFD{\0"\0', "it is UTF-16, which `>` writes in Windows PowerShell"],
  ["UTF-16 without a mark", '{\0"\0', "it is UTF-16"],
  [
    "the lines of a wrapper",
    '[command]/opt/terraform-bin show -json p\n{"format_version":"1.2"}',
    "set `terraform_wrapper: false`",
  ],
  ["a wrapper's last lines", '{"format_version":"1.2"}\n::debug::exitcode: 0\n', "set `terraform_wrapper: false`"],
])("%s is named", (_, text, message) => {
  expect(() => read(text)).toThrow("plan.json is not JSON");
  expect(() => read(text)).toThrow(message);
});

test("actions of Terraform 1.14 are counted and warned of", () => {
  const { result, markdown, text, json } = reviewOf({
    stack: planJson([], {
      action_invocations: [
        {
          address: "action.aws_lambda_invoke.warm",
          type: "aws_lambda_invoke",
          config_values: { payload: "hunter2-is-secret" },
          config_sensitive: { payload: true },
          lifecycle_action_trigger: {
            triggering_resource_address: "aws_instance.web",
            action_trigger_event: "AfterCreate",
          },
        },
        { address: "action.aws_ec2_stop_instance.off", type: "aws_ec2_stop_instance", invoke_action_trigger: {} },
      ],
      deferred_action_invocations: [{ reason: "unknown", action_invocation: { address: "action.x.later" } }],
    }),
  });
  expect(markdown()).toContain("### stack: 2 to invoke");
  expect(linesOf(result)).toEqual([
    "warning unknown: is carried out: what aws_ec2_stop_instance does stands in no plan",
    "warning unknown: is carried out after create of aws_instance.web: what aws_lambda_invoke does stands in no plan",
  ]);
  for (const output of [markdown(), text(), json()]) {
    expect(output).toContain("action.aws_lambda_invoke.warm");
    expect(output).toContain("action.x.later");
    expect(output).not.toContain("hunter2");
  }
});

test("what is put off to a later plan is reviewed like what this one does, and says so", () => {
  const put = (address: string, change: object): object => {
    const [type = "", name = ""] = address.split(".");
    return { reason: "deferred_prereq", resource_change: { address, mode: "managed", type, name, change } };
  };
  const plan = planJson([], {
    deferred_changes: [
      put("aws_db_instance.orders", { actions: ["delete"], before: { identifier: "orders" }, after: null }),
      put("aws_made_up.thing", { actions: ["delete", "create"], before: { id: "a" }, after: { id: "b" } }),
      put("aws_sqs_queue.next", { actions: ["create"], before: null, after: { name: "next" } }),
      { reason: "absent_prereq", resource_change: { address: "aws_s3_bucket.later" } },
    ],
  });
  const { result, markdown, text, json } = reviewOf({ stack: plan });
  expect(linesOf(result)).toEqual([
    expect.stringMatching(/^danger data: in a later plan: destroys orders/),
    expect.stringMatching(/^danger destroyed: in a later plan: /),
  ]);
  for (const output of [markdown(), text(), json()])
    for (const address of ["aws_db_instance.orders", "aws_made_up.thing", "aws_sqs_queue.next", "aws_s3_bucket.later"])
      expect(output).toContain(address);
  const allowed = reviewOf(
    { stack: plan },
    { allow: ["aws_db_instance.orders=its copy stays", "aws_made_up.thing=it holds nothing"] },
  );
  expect(allowed.result.dangers.every(({ allowed: reason }) => reason !== undefined)).toBe(true);
});

test("an import by identity says which", () => {
  const plan = planJson([
    {
      type: "aws_s3_bucket",
      before: { bucket: "b" },
      after: { bucket: "b" },
      actions: ["no-op"],
      marks: { importing: { identity: { bucket: "menus", region: "eu-west-1", account_id: null } } },
    },
  ]);
  expect(reviewOf({ stack: plan }).text()).toContain("imported as bucket=menus, region=eu-west-1");
});

test("drift without addresses, as Terraform 0.15.4 to 1.0.0 wrote it, is read", () => {
  const drifted = { mode: "managed", type: "aws_sqs_queue", name: "q", index: "a", module_address: "module.m" };
  const change = { actions: ["update"], before: { delay: 0 }, after: { delay: 5 } };
  const { text } = reviewOf({ stack: planJson([], { resource_drift: [{ ...drifted, change }] }) });
  expect(text()).toContain('update module.m.aws_sqs_queue.q["a"]');
});

test("a failing check says what it says", () => {
  const checks = [
    {
      address: { to_display: "check.health" },
      status: "fail",
      instances: [{ status: "fail", problems: [{ message: "answers 500" }] }],
    },
  ];
  expect(reviewOf({ stack: planJson([], { checks }) }).text()).toContain("A check fails: check.health: answers 500");
});

test("a move in a refresh-only plan is shown", () => {
  const moved = {
    address: "aws_sns_topic.new",
    previous_address: "aws_sns_topic.old",
    mode: "managed",
    type: "aws_sns_topic",
    name: "new",
    change: { actions: ["no-op"], before: { name: "t" }, after: { name: "t" } },
  };
  const { text } = reviewOf({ stack: planJson([], { resource_drift: [moved] }) });
  expect(text()).toContain("no change aws_sns_topic.new, moved from aws_sns_topic.old");
});

test("a new sensitive value had none before", () => {
  const marks = { before_sensitive: {}, after_sensitive: { password: true } };
  const { text } = reviewOf({
    stack: planJson([{ type: "x_y", before: { password: null }, after: { password: "swordfish" }, marks }]),
  });
  expect(text()).toContain("password: - -> (sensitive)");
});

test("a replacement says why when no attribute forces it", () => {
  const replaced = (rest: object): ChangeJson => ({
    type: "null_resource",
    before: { id: "1" },
    after: {},
    actions: ["delete", "create"],
    rest: { ...rest },
  });
  const text = (rest: object): string => reviewOf({ stack: planJson([replaced(rest)]) }).text();
  expect(text({ action_reason: "replace_because_tainted" })).toContain("null_resource.it, it is tainted");
  expect(text({})).toContain("null_resource.it, tainted or asked for, the plan does not say which");
});

test("an empty output is said to be empty", () => {
  const output_changes = {
    empty: { actions: ["create"], before: null, after: "" },
    none: { actions: ["update"], before: "x", after: null },
  };
  const { text } = reviewOf({ stack: planJson([], { output_changes }) });
  expect(text()).toContain('output empty: - -> ""');
  expect(text()).toContain("output none: x -> null");
});

test("what an earlier replacement left behind is answered for by itself", () => {
  const live: ChangeJson = { type: "aws_s3_bucket", before: { bucket: "b" } };
  const plan = planJson([live, { ...live, rest: { deposed: "0badcafe" } }]);
  const open = (...allow: readonly string[]) =>
    reviewOf({ stack: plan }, { allow }).result.dangers.filter(({ allowed }) => allowed === undefined);
  expect(open("aws_s3_bucket.it=emptied").map(({ address }) => address)).toEqual([
    "aws_s3_bucket.it (deposed object 0badcafe)",
  ]);
  expect(open("aws_s3_bucket.it=emptied", "aws_s3_bucket.it (deposed object 0badcafe)=a copy")).toEqual([]);
});
