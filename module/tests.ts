import { isTerraform } from "../constructs/shared/terraform-expression";
import { rulesOf } from "../constructs/shared/validate";
import { argumentsOf } from "./examples";
import type { Module } from "./model";
import type { Variable } from "./variables";

/** Tests of the module for `terraform test`, which need no account: its providers are mocked. */
export function testsOf(module: Module): readonly (readonly [string, string])[] {
  return [
    ["tests/values.tftest.hcl", `${mocks(module, STAGE)}\n${given(module)}\n${applied(module)}`],
    ["tests/wrong-values.tftest.hcl", `${mocks(module, "")}\n${given(module)}\n${refused(module)}`],
  ];
}

/** The URL of a stage, which AWS makes up. */
const STAGE_URL = "https://api.example.com/live";
/** What a plan shall know of the stage. */
const STAGE = `
  mock_resource "aws_api_gateway_stage" {
    override_during = plan

    defaults = {
      arn        = "arn:aws:apigateway:eu-west-1::/restapis/api/stages/live"
      invoke_url = "${STAGE_URL}"
    }
  }
`;

/** The provider of the caller, and that of the copy's region. @param more of the first */
function mocks({ variables, hasCopy }: Module, more: string): string {
  const exampleOf = (name: string): string => JSON.stringify(variables.find((each) => each.name === name)?.example);
  const data = (type: string, attribute: string, name: string): string =>
    `  mock_data "${type}" {\n    defaults = {\n      ${attribute} = ${exampleOf(name)}\n    }\n  }\n`;
  const here = `${data("aws_caller_identity", "account_id", "account_id")}\n${data("aws_region", "id", "region")}`;
  const copy = `\nmock_provider "aws" {\n  alias = "backup"\n\n${data("aws_region", "id", "backup_region")}}\n`;
  return `mock_provider "aws" {\n${here}${more}}\n${hasCopy ? copy : ""}`;
}

const given = ({ variables }: Module): string => `variables {\n${argumentsOf(variables)}}\n`;

/** What is made has the names that the values say, and is reached where the stage is. */
function applied({ outputs, variables }: Module): string {
  const exampleOf = (name: string): string => String(variables.find((each) => each.name === name)?.example);
  const isGiven = (name: string): boolean => variables.some((each) => each.name === name);
  const url = isGiven("domain_name") ? `https://${exampleOf("domain_name")}` : STAGE_URL;
  const name = exampleOf("name");
  const expected: readonly (readonly [output: string, condition: string])[] = [
    [
      "database",
      `output.database == "${isGiven("database_name") ? exampleOf("database_name") : name.replaceAll("-", "_")}"`,
    ],
    ["workgroup", `output.workgroup == "${isGiven("workgroup_name") ? exampleOf("workgroup_name") : name}"`],
    ...Object.keys(outputs)
      .filter((output) => output.startsWith("endpoint_"))
      .map((output) => [output, `startswith(output.${output}, "${url}/")`] as const),
  ];
  const asserts = expected.map(
    ([output, condition]) =>
      `\n  assert {\n    condition     = ${condition}\n    error_message = "${output} is \${output.${output}}"\n  }\n`,
  );
  return `run "names" {\n  command = plan\n${asserts.join("")}}\n`;
}

/** Every variable that has a rule, with a value that breaks it; Terraform looks first at those whose rules name no other. */
function refused({ variables }: Module): string {
  const ruled = variables.filter(({ name }) => rulesOf(`var.${name}`).length > 0);
  const [alone, together] = [ruled.filter(isRuledAlone), ruled.filter((each) => !isRuledAlone(each))];
  return [
    refusedAtOnce("rules", alone),
    ...(together.length > 0 ? [refusedAtOnce("rules_together", together)] : []),
  ].join("\n");
}

const isRuledAlone = ({ name }: Variable): boolean =>
  rulesOf(`var.${name}`).every(({ allowed }) => !isTerraform(allowed));

function refusedAtOnce(run: string, variables: readonly Variable[]): string {
  const longest = Math.max(...variables.map(({ name }) => name.length));
  const values = variables.map((each) => `    ${each.name.padEnd(longest)} = ${wrong(each)}\n`);
  const failures = variables.map(({ name }) => `    var.${name},\n`);
  return `run "${run}" {\n  command = plan\n\n  variables {\n${values.join("")}  }\n\n  expect_failures = [\n${failures.join("")}  ]\n}\n`;
}

const wrong = ({ type }: Variable): string => {
  if (type === "number") return "-1";
  return type === "string" ? '"a wrong value!"' : "[]";
};
