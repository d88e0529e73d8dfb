import { createInterface } from "node:readline/promises";

/** Where a question is asked and answered. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks for a word to be typed.
 * @param wayOut what does without asking, for the message
 * @throws Error when something else is typed, or when nobody is there to type it
 */
export async function confirm(
  question: string,
  word: string,
  wayOut: string,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (terminal.input.isTTY !== true) throw new Error(`nobody is there to confirm; ${wayOut}`);
  const lines = createInterface(terminal);
  try {
    const typed = await new Promise<string>((resolve) => {
      lines.once("close", () => resolve("")); // Ctrl-C and Ctrl-D
      lines.question(`${question}\nType "${word}" to go on: `).then(resolve, () => resolve(""));
    });
    if (typed.trim() !== word) throw new Error(`"${typed.trim()}" is not "${word}"; nothing was done`);
  } finally {
    lines.close();
  }
}
