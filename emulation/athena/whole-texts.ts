/** DuckDB's client decodes texts with this. */
interface Accessors {
  textDecoder: InstanceType<typeof TextDecoder>;
}

/**
 * Lets texts that DuckDB answers begin with U+FEFF, where they do: its client takes it for a byte order mark and drops it, so that a
 * cell would not be the stored text. To be called before the first answer is read.
 */
export async function keepByteOrderMarks(): Promise<void> {
  const accessors = (await import("@duckdb/node-api/lib/vectors/dataAccessors.js")) as unknown as {
    readonly default: Accessors;
  };
  accessors.default.textDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
}
