import { atLeast, plus, times } from "../../../constructs/shared/arithmetic";
import { Arns } from "../../../constructs/shared/arn";
import { fits } from "../../../constructs/shared/conditions";
import { fit, PipelineNames } from "../../../constructs/shared/pipeline-names";
import {
  expression,
  hcl,
  isTerraform,
  longestBytes,
  replaceTerraform,
  terraform,
} from "../../../constructs/shared/terraform-expression";
import { must, rulesOf, text, wholeNumber } from "../../../constructs/shared/validate";

const name = terraform("var.name");
const number = (code: string): number => terraform(code) as unknown as number;

test.each([
  ["plain", '"plain"'],
  [7, "7"],
  [name, "var.name"],
  [`${name}-events`, '"${var.name}-events"'],
  ['a "quoted" \\ text\nof two lines', '"a \\"quoted\\" \\\\ text\\nof two lines"'],
  ["what is no ${reference} and no %{directive}", '"what is no $${reference} and no %%{directive}"'],
  [`${terraform('replace(var.name, "-", "_")')}!`, '"${replace(var.name, "-", "_")}!"'],
])("%j is written %s in HCL", (value, code) => {
  expect(hcl(value)).toBe(code);
});

test("an expression passes through JSON, and through JSON in JSON, as it was", () => {
  const quoted = expression`replace(${name}, "/\\d/", ${'"'})`;
  const twice = JSON.stringify(JSON.stringify({ name: `a ${quoted}` }));
  expect(isTerraform(twice)).toBe(true);
  const back = JSON.parse(JSON.parse(twice) as string) as { readonly name: string };
  expect(replaceTerraform(back.name, (code) => `[${code}]`)).toBe('a [replace(var.name, "/\\\\d/", "\\"")]');
});

test("numbers are computed by Terraform where one of them is a variable", () => {
  expect([plus(1, 2), times(2, 3), atLeast(5, 4)]).toEqual([3, 6, 5]);
  const [days, minutes] = [number("var.days"), number("var.minutes")];
  expect(hcl(plus(60, days, times(minutes, 60)))).toBe("60 + var.days + var.minutes * 60");
  expect(hcl(times(plus(days, -1), 2))).toBe("(var.days + -1) * 2");
  expect(hcl(atLeast(60, days))).toBe("max(60, var.days)");
});

test("a name that may be too long is cut and hashed by Terraform, one that can't be stays", () => {
  expect(hcl(fit(`${name}-errors`, 255))).toBe('"${var.name}-errors"');
  expect(hcl(fit(`${name}-order`, 64))).toBe(
    'length("${var.name}-order") <= 64 ? "${var.name}-order" : join("-", [replace(substr("${var.name}-order", 0, 55), "/[-.]+$/", ""), substr(sha256("${var.name}-order"), 0, 8)])',
  );
  expect(hcl(new PipelineNames(name, { accountId: "1", region: "r" }).database())).toBe('replace(var.name, "-", "_")');
  expect(longestBytes(`é${name}`)).toBe(66);
});

test("a region decides its partition", () => {
  const arns = new Arns({ accountId: "111122223333", region: terraform("var.region") });
  expect(hcl(arns.bucket("events"))).toBe(
    '"arn:${startswith(var.region, "cn-") ? "aws-cn" : startswith(var.region, "us-gov-") ? "aws-us-gov" : "aws"}:s3:::events"',
  );
});

test("rules that a variable was held to are kept, each once", () => {
  const value = terraform("var.kept");
  for (const rule of [wholeNumber(1, 9), text(/^(?=.{1,3}$)a\/b+$/, "a/b"), wholeNumber(1, 9)]) rule("prop", value);
  expect(rulesOf("var.kept")).toEqual([
    {
      allowed: "a whole number from 1 to 9",
      condition: "floor(var.kept) == var.kept && var.kept >= 1 && var.kept <= 9",
    },
    { allowed: "a/b", condition: 'length(var.kept) >= 1 && length(var.kept) <= 3 && can(regex("^a/b+$", var.kept))' },
  ]);
  text(/^x$/, "x")("prop", `${value}-made-of-it`);
  expect(rulesOf("var.kept")).toHaveLength(2);
});

test("a rule that Terraform can't be told refuses variables", () => {
  expect(() => {
    must("odd", () => true)("prop", name);
  }).toThrow("`prop` must be plain text, got a variable of Terraform's: var.name");
  expect(() => fits(/^(?!no)/)("var.name")).toThrow("/^(?!no)/ looks ahead, which Terraform's patterns can't");
});
