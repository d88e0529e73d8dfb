import { TerraformElement, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { VersionSettings } from "./configuration/version";

/**
 * What `.terraform-version` says: the very version that wrote a state reads it, on a laptop and in CI. checkov can't read a
 * stack that says so; it scans a copy without.
 */
export const TERRAFORM_VERSION = "1.11.4";

/** A stack that says which Terraform may apply it, in JSON and in HCL. */
export abstract class VersionedStack extends TerraformStack {
  private readonly requiredVersion: string;

  constructor(scope: Construct, id: string, { requiredVersion = TERRAFORM_VERSION }: VersionSettings) {
    super(scope, id);
    this.requiredVersion = requiredVersion;
  }

  override toTerraform(): Record<string, Record<string, unknown>> {
    const json = super.toTerraform() as Record<string, Record<string, unknown>>;
    return { ...json, terraform: { ...json["terraform"], required_version: this.requiredVersion } };
  }

  /** CDKTF writes other settings of `terraform` as list items, and texts with references and quotes as they are. */
  override toHclTerraform(): { hcl: string; metadata: unknown } {
    for (const element of this.node.findAll().filter((each) => TerraformElement.isTerraformElement(each))) {
      const written = element.toHclTerraform.bind(element);
      element.toHclTerraform = () => escaped(written());
    }
    const { hcl, metadata } = super.toHclTerraform() as { hcl: string; metadata: unknown };
    return { hcl: `terraform {\n  required_version = ${JSON.stringify(this.requiredVersion)}\n}\n\n${hcl}`, metadata };
  }
}

/** The value with each line in it as HCL writes it between quotes; references and texts of several lines stay as they are. */
function escaped(value: unknown): unknown {
  if (typeof value === "string")
    return value.includes("\n")
      ? value
      : value.replace(/\$\{[^}]*\}|[\\"]/g, (part) => (part.length > 1 ? part : `\\${part}`));
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item)]));
}
