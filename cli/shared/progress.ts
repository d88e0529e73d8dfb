/** The time to the first line where nobody can overwrite it, in milliseconds; that to the next one doubles, up to the longest. */
const FIRST_LINE_MILLISECONDS = 2_000;
const LONGEST_SILENCE_MILLISECONDS = 60_000;
/** The least time between two updates of a terminal's line, in milliseconds. */
const UPDATE_EVERY_MILLISECONDS = 100;

/** Tells how far long work is, on stderr: one line that changes on a terminal, a plain line now and then elsewhere. */
export class Progress {
  private last = 0;
  private silence = FIRST_LINE_MILLISECONDS;
  private width = 0;

  /** @param output where it is told */
  constructor(private readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr) {
    this.last = output.isTTY === true ? 0 : Date.now(); // short work stays silent where lines can't be taken back
  }

  /** Says what is being done, unless it was said a moment ago. */
  say(text: string): void {
    const isTerminal = this.output.isTTY === true;
    const now = Date.now();
    if (now - this.last < (isTerminal ? UPDATE_EVERY_MILLISECONDS : this.silence)) return;
    this.last = now;
    this.silence = Math.min(2 * this.silence, LONGEST_SILENCE_MILLISECONDS);
    this.output.write(isTerminal ? `\r${text.padEnd(this.width)}` : `${text}\n`);
    this.width = text.length;
  }

  /** Takes the terminal's line away. */
  done(): void {
    if (this.output.isTTY === true && this.width > 0) this.output.write(`\r${" ".repeat(this.width)}\r`);
    this.width = 0;
  }
}

/** Green or red on a terminal, plain elsewhere and with NO_COLOR (https://no-color.org). */
export function coloured(
  text: string,
  colour: "green" | "red",
  output: { readonly isTTY?: boolean } = process.stdout,
): string {
  if (output.isTTY !== true || (process.env.NO_COLOR ?? "") !== "") return text;
  return `\u001b[${colour === "green" ? 32 : 31}m${text}\u001b[0m`;
}
