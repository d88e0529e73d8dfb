/** Does something when a test file is done, or when a benchmark's process ends, which waits for nothing. */
export function atEnd(work: () => void | Promise<void>): void {
  if (typeof afterAll === "function") afterAll(work);
  else process.once("exit", () => void work());
}
