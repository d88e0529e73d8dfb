import type { FileUse } from "./session";

/**
 * Bytes that a query scanned. A JSON object counts whole, once for each time a scan opened it: so does Athena, which can only read it from
 * start to end. Of a Parquet object count the ranges that were read, each once: the chunks of the columns that the query needs in
 * the row groups that its filters leave, and the footer. Athena's figure for Parquet is close, not equal: it reads ranges of other sizes,
 * reads them again for a second scan, and seems to leave out footers (a bare count(*) is shown with 0 bytes).
 * @param parquet the files that are Parquet
 * @param sizesOf sizes in bytes
 */
export async function scannedBytes(
  uses: readonly FileUse[],
  parquet: ReadonlySet<string>,
  sizesOf: (files: readonly string[]) => Promise<readonly number[]>,
): Promise<number> {
  const ranges = new Map<string, { start: number; end: number }[]>();
  const opened: { readonly file: string; readonly times: number }[] = [];
  for (const use of uses) {
    if (use.kind === "open" && !parquet.has(use.file)) opened.push(use);
    if (use.kind === "read" && parquet.has(use.file))
      ranges.set(use.file, [...(ranges.get(use.file) ?? []), { start: use.start, end: use.start + use.bytes }]);
  }
  const sizes = await sizesOf(opened.map(({ file }) => file));
  let bytes = opened.reduce((sum, { times }, index) => sum + times * (sizes[index] ?? 0), 0);
  for (const ofFile of ranges.values()) bytes += covered(ofFile);
  return bytes;
}

/** Bytes that lie in one range at least. */
function covered(ranges: { start: number; end: number }[]): number {
  let bytes = 0;
  let reached = 0;
  for (const { start, end } of ranges.sort((one, other) => one.start - other.start)) {
    bytes += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return bytes;
}
