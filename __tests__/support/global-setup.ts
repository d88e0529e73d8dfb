import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { synthesize } from "../../cli/synthesize";

/** Synthesizes the project once for all test files; they find it by `synthesized()` and leave it as it is. */
export default async function setUp(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "clickstream-tree-"));
  process.env["CLICKSTREAM_TEST_TREE"] = folder;
  await synthesize(path.join(folder, "cdktf.out"));
}
