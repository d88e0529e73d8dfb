// Runs Terraform in a stack's folder.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";

/** As CDKTF calls it: `tofu`, for those who use OpenTofu. */
const PROGRAM = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
/** Providers are fetched once for all stacks. */
const cache = path.resolve("build", "terraform-plugins");

/** Ends the process when Terraform can't be run, or ends with another code than those `allowed`. @param keep return what it prints */
export function terraform(
  folder: string,
  args: readonly [string, ...string[]],
  { keep = false, allowed = [0] }: { readonly keep?: boolean; readonly allowed?: readonly number[] } = {},
): { readonly code: number; readonly output: string } {
  mkdirSync(cache, { recursive: true });
  const env = {
    TF_PLUGIN_CACHE_DIR: cache,
    // Without checksums in the project the lock files of the stacks are made anew each time, so the cache may fill them.
    ...(!existsSync(".terraform.lock.hcl") && { TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true" }),
    ...process.env,
    TF_IN_AUTOMATION: "true",
    TF_INPUT: "0",
    CHECKPOINT_DISABLE: "1",
  };
  const { status, error, stdout } = spawnSync(PROGRAM, args, {
    cwd: folder,
    env,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    stdio: ["ignore", keep ? "pipe" : "inherit", "inherit"],
  });
  if (!error && status !== null && allowed.includes(status)) return { code: status, output: keep ? stdout : "" };
  console.error(
    error
      ? `${PROGRAM} can't be run: ${error.message}`
      : `${PROGRAM} ${args[0]} in ${folder} ended with ${status ?? "a signal"}`,
  );
  process.exit(1);
}
