import { markdownOutput, type MarkdownOptions } from "../../review/markdown";
import { parseAllowance } from "../../review/allow";
import { Constructs } from "../../review/constructs";
import { render } from "../../review/plan/message";
import { readPlan } from "../../review/plan/plan";
import { review, type Review } from "../../review/review";
import { Secrets } from "../../review/plan/secrets";
import { textOutput } from "../../review/text";
import { jsonOutput } from "../../review/json-output";

type Values = Readonly<Record<string, unknown>>;

/** One entry of a plan's `resource_changes`, in Terraform's words; the address is `type.name`. */
export interface ChangeJson {
  readonly type: string;
  readonly name?: string;
  readonly address?: string;
  /** Follows from the two sides when left out. */
  readonly actions?: readonly string[];
  readonly before?: Values | null;
  readonly after?: Values | null;
  readonly rest?: Values;
  /** More of the `change` object. */
  readonly marks?: Values;
}

export function changeJson({
  type,
  name = "it",
  address = `${type}.${name}`,
  before = null,
  after = null,
  actions,
  rest = {},
  marks = {},
}: ChangeJson): Values {
  const follows = before === null ? ["create"] : after === null ? ["delete"] : ["update"];
  const change = {
    actions: actions ?? follows,
    before,
    after,
    after_unknown: {},
    before_sensitive: {},
    after_sensitive: {},
    ...marks,
  };
  return {
    address,
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/aws",
    change,
    ...rest,
  };
}

/** A plan as `terraform show -json` prints it. */
export const planJson = (changes: readonly ChangeJson[], rest: Values = {}): Values => ({
  format_version: "1.2",
  terraform_version: "1.11.4",
  resource_changes: changes.map(changeJson),
  ...rest,
});

/** A review of plans by stack, and what each format makes of it. */
export function reviewOf(
  plans: Readonly<Record<string, Values>>,
  options: { readonly allow?: readonly string[]; readonly tree?: Constructs } & MarkdownOptions = {},
) {
  const read = Object.entries(plans).map(([stack, json]) => readPlan(`${stack}.json`, stack, JSON.stringify(json)));
  const result = review(read, options.tree ?? Constructs.none(), (options.allow ?? []).map(parseAllowance));
  const secrets = Secrets.of(read.map(({ json }) => json));
  return {
    result,
    markdown: () => markdownOutput(result, secrets, options),
    text: () => textOutput(result, secrets),
    json: () => jsonOutput(result, secrets),
  };
}

/** What is said of these changes: `danger data: …` lines. */
export const findingsOf = (...changes: readonly ChangeJson[]): readonly string[] =>
  linesOf(reviewOf({ stack: planJson(changes) }).result);

export const linesOf = ({ dangers, warnings }: Review): readonly string[] =>
  [...dangers, ...warnings].flatMap(({ level, kind, what }) =>
    what.map((message) => `${level} ${kind}: ${render(message, { value: (text) => text, name: (text) => text })}`),
  );
