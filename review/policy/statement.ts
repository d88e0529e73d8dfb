import { isObject, type JsonObject } from "../../basics/json";
import { listOf, objectOf, parsedJson } from "../plan/json";
import { type Condition, conditionsOf, describeCondition } from "./condition";

/** What a statement is about: these, or with `not` all but these. */
export interface Scope {
  readonly not: boolean;
  readonly values: readonly string[];
}

/** One statement of a policy document, in one form: every element a list. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** `*`, or the kind and the name, like `Service:lambda.amazonaws.com`; empty in a policy of an identity. */
  readonly principals: Scope;
  /** As written; IAM does not tell upper and lower case apart. */
  readonly actions: Scope;
  /** Empty in a trust policy: that is the role itself. */
  readonly resources: Scope;
  readonly conditions: readonly Condition[];
}

/** The statements of a policy document's JSON; undefined when the text is none. */
export function statementsOf(text: unknown): readonly Statement[] | undefined {
  const document = parsedJson(text);
  if (!isObject(document) || !("Statement" in document)) return undefined;
  return listOf(document["Statement"]).filter(isObject).map(statementOf);
}

function statementOf(json: JsonObject): Statement {
  return {
    effect: json["Effect"] === "Deny" ? "Deny" : "Allow", // whatever is no Deny is looked at as if it allowed
    principals:
      json["NotPrincipal"] === undefined
        ? scope(false, principalNames(json["Principal"]))
        : scope(true, principalNames(json["NotPrincipal"])),
    actions: scopeOf(json, "Action"),
    resources: scopeOf(json, "Resource"),
    conditions: conditionsOf(json["Condition"]),
  };
}

const scope = (not: boolean, values: readonly string[]): Scope => ({ not, values: [...new Set(values)].sort() });

function scopeOf(json: JsonObject, key: "Action" | "Resource"): Scope {
  const not = json[`Not${key}`];
  return scope(not !== undefined, listOf(not ?? json[key]).map(String));
}

/** `"*"` and `{"AWS": "*"}` are the same to AWS, and so are an account's number and its root ARN. */
function principalNames(principal: unknown): readonly string[] {
  if (!isObject(principal)) return listOf(principal).map(String);
  return Object.entries(objectOf(principal)).flatMap(([kind, names]) =>
    listOf(names).map((name) => {
      const text = String(name);
      if (text === "*") return "*";
      return `${kind}:${/^\d{12}$/.test(text) ? `arn:aws:iam::${text}:root` : text}`;
    }),
  );
}

/** The statement in a line: `Allow s3:GetObject on arn:… to Service:… when StringEquals aws:SourceAccount = 1`. */
export function describe({ effect, principals, actions, resources, conditions }: Statement): string {
  const to = principals.values.length === 0 ? "" : ` to ${describeScope(principals)}`;
  const when = conditions.length === 0 ? "" : ` when ${conditions.map(describeCondition).join(" and ")}`;
  const on = resources.values.length === 0 ? "" : ` on ${describeScope(resources)}`;
  return `${effect} ${describeScope(actions)}${on}${to}${when}`;
}

const describeScope = ({ not, values }: Scope): string => `${not ? "everything but " : ""}${values.join(", ")}`;
