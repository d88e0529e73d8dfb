import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Tree } from "../../emulation/tree/tree";
import { atEnd } from "./at-end";

/** A stack's Terraform JSON, or any part of it. */
export type StackJson = Record<string, unknown>;

export const ACCOUNT_ID = "111122223333";
export const REGION = "eu-west-1";

const folders: string[] = [];
atEnd(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is gone when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "clickstream-test-"));
  folders.push(folder);
  return folder;
}

/** Writes the stacks as cdktf does, each with a provider and an S3 backend of its own, and returns the folder. */
export function writeTree(stacks: Readonly<Record<string, StackJson>>): string {
  const out = temporaryFolder();
  for (const [name, json] of Object.entries(stacks)) {
    mkdirSync(path.join(out, "stacks", name), { recursive: true });
    const common = {
      provider: { aws: [{ region: REGION, allowed_account_ids: [ACCOUNT_ID] }] },
      terraform: { backend: { s3: { bucket: "state", key: `${name}.tfstate`, region: REGION } } },
    };
    writeFileSync(path.join(out, "stacks", name, "cdk.tf.json"), JSON.stringify({ ...common, ...json }));
  }
  const entries = Object.keys(stacks).map((name) => [
    name,
    { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` },
  ]);
  writeFileSync(
    path.join(out, "manifest.json"),
    JSON.stringify({ version: "0.21.0", stacks: Object.fromEntries(entries) as object }),
  );
  return out;
}

/** The tree of one stack of environment `dev` that holds these resources. */
export function treeOf(resource: StackJson, rest: StackJson = {}): Tree {
  return Tree.load(writeTree({ "clickstream-dev-one": { resource, ...rest } }), "dev");
}

/** What a remote state of a stack looks like in another one. */
export function remoteState(stack: string): StackJson {
  return {
    backend: "s3",
    config: { bucket: "state", key: `${stack}.tfstate`, region: REGION },
    workspace: "${terraform.workspace}",
  };
}
