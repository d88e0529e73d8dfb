import { readPlan, stackName } from "../../review/plan/plan";
import { changeJson, planJson, reviewOf, type ChangeJson } from "../support/plan";

const read = (text: string) => () => readPlan("a/plan.json", "a", text);

test.each([
  ["no JSON", "not a plan", /^a\/plan\.json is not JSON; write it with `terraform show -json PLANFILE`$/],
  ["half a file", '{"format_version": "1.2", "resource_changes": [{"password": "hunter2', /^a\/plan\.json is not JSON/],
  ["the log of plan -json", '{"@message":"a"}\n{"@message":"b"}', /it is the log of `terraform plan -json`/],
  ["the saved plan itself", "PK\u0003\u0004tfplan", /it is the saved plan itself/],
  ["a list", "[]", /holds a list, not a plan/],
  ["null", "null", /holds null, not a plan/],
  [
    "a state",
    '{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{}}}',
    /is a state, not a plan/,
  ],
  ["something else", '{"name":"clickstream"}', /is not a plan: it has no format_version or no changes/],
  ["a format to come", '{"format_version":"2.0","resource_changes":[]}', /format_version "2\.0" is unknown here/],
  ["a plan that failed", '{"format_version":"1.2","resource_changes":[],"errored":true}', /is a plan that failed/],
  [
    "a change without address",
    '{"format_version":"1.2","resource_changes":[{}]}',
    /resource_changes\[0\] has no address/,
  ],
  [
    "an action to come",
    JSON.stringify(planJson([{ type: "x_y", actions: ["explode"] }])),
    /resource_changes\[0\] \(x_y\.it\): change\.actions \["explode"\] is unknown here/,
  ],
  [
    "changes that are no list",
    '{"format_version":"1.2","resource_changes":{}}',
    /resource_changes must be a list, got object/,
  ],
])("%s is refused with what is wrong, and without its content", (_, text, message) => {
  expect(read(text)).toThrow(message);
  expect(read(text)).not.toThrow(/hunter2/);
});

test("a plan of nothing, of an old Terraform and with a byte order mark is read", () => {
  for (const text of [
    '{"format_version":"1.2","planned_values":{}}',
    '{"format_version":"0.1","resource_changes":null,"output_changes":null}',
    '\uFEFF{"format_version":"1.2","resource_changes":[]}',
  ])
    expect(read(text)().changes).toEqual([]);
});

test("a stack is named after its file, or after its folder when the file is just a plan", () => {
  expect(
    [
      "x/clickstream-dev-storage.json",
      "clickstream-dev-storage.tfplan.json",
      "x/clickstream-dev-storage/plan.json",
    ].map(stackName),
  ).toEqual(Array(3).fill("clickstream-dev-storage"));
});

const foreign: readonly ChangeJson[] = [
  {
    type: "google_sql_database_instance",
    before: { settings: [{ backup_configuration: [{ enabled: true }] }] },
    after: { settings: [{ backup_configuration: [{ enabled: false }] }] },
  },
  {
    type: "azurerm_storage_account",
    address: 'module.a[0].azurerm_storage_account.b["x.y"]',
    before: { name: "n", min_tls_version: "TLS1_2" },
    after: { name: "n", min_tls_version: "TLS1_0" },
    rest: { module_address: "module.a[0]", index: "x.y" },
  },
  {
    type: "kubernetes_manifest",
    before: { manifest: { a: [1, [2, { b: null }]] } },
    after: { manifest: { a: "text", c: { d: [] } } },
  },
  {
    type: "aws_security_group",
    before: { ingress: null },
    after: { ingress: [{ cidr_blocks: ["::/0"], from_port: 0 }] },
    marks: { after_unknown: { ingress: [{ to_port: true }], id: true } },
  },
  {
    type: "aws_iam_role",
    before: { assume_role_policy: '{"Statement":null}' },
    after: {
      assume_role_policy:
        '{"Statement":[{"Effect":"Allow","Principal":{"AWS":null},"Action":null,"Condition":{"Bool":null}}]}',
    },
  },
  {
    type: "aws_lambda_permission",
    before: { principal: "events.amazonaws.com" },
    after: { principal: null, function_name: 7 },
  },
  {
    type: "aws_s3_bucket_lifecycle_configuration",
    before: { rule: [{ expiration: [{ days: 1 }] }] },
    after: { rule: "all" },
    actions: ["delete", "create"],
    marks: { replace_paths: [["bucket"], [], ["rule", 0, "id"]] },
  },
  { type: "aws_wafv2_web_acl", before: { rule: [{ name: null, action: null }] }, after: { rule: [null] } },
  { type: "aws_s3_bucket", before: { bucket: "b" }, rest: { deposed: "abc" } },
];

/** The value with one of its parts after the other replaced. */
function* damaged(value: unknown, by: unknown): Generator {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const put = (replacement: unknown): unknown =>
      Array.isArray(value) ? value.with(Number(key), replacement) : { ...value, [key]: replacement };
    yield put(by);
    for (const inner of damaged(item, by)) yield put(inner);
  }
}

test.each([
  ["null", null],
  ["true", true],
  ["a text", "x"],
  ["a list", [null, 1, {}]],
])("plans of other projects in which anything is %s are reviewed or refused with words, never a crash", (_, by) => {
  let reviewed = 0;
  for (const change of foreign.map(changeJson)) {
    for (const entry of damaged(change, by)) {
      try {
        const { markdown, text, json } = reviewOf({
          stack: { format_version: "1.2", resource_changes: [entry], resource_drift: [entry] },
        });
        for (const output of [markdown(), text(), json()]) expect(output.length).toBeGreaterThan(0);
        reviewed += 1;
      } catch (error) {
        expect(String(error)).toMatch(/^Error: stack\.json: resource_changes\[0\]( has no address|.*change\.actions )/);
      }
    }
  }
  expect(reviewed).toBeGreaterThan(100);
});

test("switches of other providers count too", () => {
  const { result } = reviewOf({ stack: planJson(foreign) });
  expect(result.dangers.map(({ kind, address }) => `${kind} ${address}`)).toEqual(
    expect.arrayContaining([
      "protection google_sql_database_instance.it",
      'protection module.a[0].azurerm_storage_account.b["x.y"]',
      "public aws_security_group.it",
    ]),
  );
});
