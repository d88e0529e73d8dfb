/** What goes to a function's log, one JSON object a line. */
export type WriteLog = (entry: Readonly<Record<string, unknown>>) => void;

/** Writes past the console, whose lines Lambda would wrap. */
export const writeLog: WriteLog = (entry) => {
  process.stdout.write(`${JSON.stringify(entry)}\n`);
};
