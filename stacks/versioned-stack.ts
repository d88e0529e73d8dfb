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

/**
 * What CDKTF has no type for, like a firewall's statements and a dashboard's definition, it writes as values. In Terraform they are blocks, and
 * so is each object in them.
 */
function block(value: object): object {
  const fields = (one: object): object =>
    Object.fromEntries(Object.entries(one).map(([key, item]: [string, unknown]) => [key, field(item)]));
  return { value: [value].flat().map(fields), isBlock: true, type: "list", storageClassType: "any" };
}

function field(value: unknown): unknown {
  if (typeof value === "string") return { value: escaped(value), type: "simple", storageClassType: "string" };
  return holdsObjects(value) ? block(value) : escaped(value);
}

const holdsObjects = (value: unknown): value is object => isPlain([value].flat()[0]);

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The value with each line in it as HCL writes it between quotes; references and texts of several lines stay as they are. */
function escaped(value: unknown): unknown {
  if (typeof value === "string")
    return value.includes("\n")
      ? value
      : value.replace(/\$\{[^}]*\}|[\\"]/g, (part) => (part.length > 1 ? part : `\\${part}`));
  if (Array.isArray(value)) return value.map(escaped);
  if (!isPlain(value)) return value;
  if (value["storageClassType"] === "any" && holdsObjects(value["value"])) return block(value["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item)]));
}
