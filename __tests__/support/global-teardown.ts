import { rmSync } from "node:fs";

export default function tearDown(): void {
  const folder = process.env["CLICKSTREAM_TEST_TREE"];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
