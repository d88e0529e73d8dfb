import { type OptionRules, text } from "../../constructs/shared/validate";

/** Who may apply the stacks. */
export interface VersionSettings {
  /**
   * A version constraint of Terraform, or of OpenTofu where `TERRAFORM_BINARY_NAME` is `tofu`: `"~> 1.10.0"`. The state keeps the version
   * that wrote it. @default "1.11.4", as in `.terraform-version`
   */
  readonly requiredVersion?: string;
}

/** What that must be: https://developer.hashicorp.com/terraform/language/expressions/version-constraints */
export const VERSION_SETTINGS: OptionRules<VersionSettings> = {
  requiredVersion: text(
    /^\s*((=|!=|[<>]=?|~>)?\s*\d+(\.\d+){0,2}(-[\w.]+)?\s*(,\s*(?=\S)|$))+$/,
    'a version constraint like "~> 1.11.0" or ">= 1.10.0, < 2.0.0"',
  ),
};
