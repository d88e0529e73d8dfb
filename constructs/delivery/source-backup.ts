// @internal
import { App, TerraformResource, type TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";

/**
 * A stream that keeps raw records can't stop it, so that one that does not takes its place. Starting it changes the stream that is there.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationUpdate.html
 */
export function replacedWhenStopped(
  stream: Construct,
  { sourceBackup = false }: { readonly sourceBackup?: boolean },
): { readonly lifecycle?: TerraformResourceLifecycle } {
  const mode = new Mode(stream, "source-backup", sourceBackup ? "Enabled" : "Disabled");
  return sourceBackup ? {} : { lifecycle: { replaceTriggeredBy: [mode.reference] } };
}

/** What Terraform keeps of it. CDKTF's own class asks at each synthesis which Terraform is installed, and there may be none. */
class Mode extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly mode: string,
  ) {
    super(scope, id, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
    });
  }

  /** JSON takes a bare reference here, HCL one between `${` and `}`. */
  get reference(): string {
    const address = `${this.terraformResourceType}.${this.friendlyUniqueId}`;
    return App.of(this).hclOutput ? `\${${address}}` : address;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { input: { mode: this.mode } };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    const value = { mode: this.mode };
    return { input: { value, isBlock: false, type: "map", storageClassType: "anyMap" } };
  }
}
