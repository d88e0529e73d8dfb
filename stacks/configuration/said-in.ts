/**
 * Does something with what a file says.
 * @throws Error with the file's name before the message
 */
export function saidIn<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
