import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { synthesize } from "../../cli/shared/synthesize";
import { copyProject } from "./project-copy";

/**
 * Makes the restaurant's project once for all test files and synthesizes it; they find them by `projectFolder()` and `synthesized()`,
 * and leave both as they are.
 */
export default async function setUp(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "clickstream-tree-"));
  process.env["CLICKSTREAM_TEST_TREE"] = folder;
  const project = path.join(folder, "project");
  mkdirSync(project);
  copyProject(project);
  await synthesize(path.join(folder, "cdktf.out"), project);
}
