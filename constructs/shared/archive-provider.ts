import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

/** The archive provider of the stack, which zips functions; made when the stack has none yet. */
export function archiveProvider(scope: Construct): ArchiveProvider {
  const stack = TerraformStack.of(scope);
  const there = stack.node.findAll().find((node) => node instanceof ArchiveProvider);
  return there instanceof ArchiveProvider ? there : new ArchiveProvider(stack, "archive");
}
