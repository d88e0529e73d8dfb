import type { Stack } from "./synthesize";
import type { Variable } from "./variables";

/** What a module consists of. */
export interface Module {
  readonly variables: readonly Variable[];
  readonly main: Pick<Stack, "resource" | "data" | "moved">;
  readonly outputs: Stack["output"];
  /** Of the AWS provider. */
  readonly providerVersions: string;
  /** With an own provider for the copy's region. */
  readonly hasCopy: boolean;
}
