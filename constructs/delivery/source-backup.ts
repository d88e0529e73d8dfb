// @internal
import { App, DataResource, type TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";

/**
 * A stream that keeps raw records can't stop it, so that one that does not takes its place. Starting it changes the stream that is there.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationUpdate.html
 */
export function replacedWhenStopped(
  stream: Construct,
  { sourceBackup = false }: { readonly sourceBackup?: boolean },
): { readonly lifecycle?: TerraformResourceLifecycle } {
  const mode = new DataResource(stream, "source-backup", { input: { mode: sourceBackup ? "Enabled" : "Disabled" } });
  return sourceBackup ? {} : { lifecycle: { replaceTriggeredBy: [reference(mode)] } };
}

/** JSON takes a bare reference here, HCL one between `${` and `}`. */
function reference(resource: DataResource): string {
  const address = `${DataResource.tfResourceType}.${resource.friendlyUniqueId}`;
  return App.of(resource).hclOutput ? `\${${address}}` : address;
}
