import { isTerraform, replaceTerraform } from "../constructs/shared/terraform-expression";
import { rulesOf } from "../constructs/shared/validate";
import type { Block } from "./synthesize";
import type { Variable } from "./variables";

/** What the constructs ask of a variable, as its validations. */
export function variableBlock({ name, type, description, default: value }: Variable): Block {
  const rules = rulesOf(`var.${name}`);
  return {
    type,
    description: described(name, description),
    ...(value !== undefined && { default: value }),
    nullable: false,
    ...(rules.length > 0 && {
      validation: rules.map(({ allowed, condition }) => ({
        condition: `\${${condition}}`,
        error_message: `\`${name}\` must be ${inText(allowed)}, got \${jsonencode(var.${name})}`,
      })),
    }),
  };
}

/** With the rules that look at this variable alone. */
export function described(name: string, description: string): string {
  const own = rulesOf(`var.${name}`).filter(({ allowed }) => !isTerraform(allowed));
  return own.length === 0 ? description : `${description}: ${own[0]?.allowed ?? ""}`;
}

const inText = (text: string): string => replaceTerraform(text, (code) => `\${${code}}`);
