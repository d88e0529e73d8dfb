/** A text as a literal of SQL, Athena's and DuckDB's. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
