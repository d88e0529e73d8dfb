import { Command, CommanderError } from "commander";
import { noCredentials } from "./shared/account";

/** Runs one of the commands by the process's arguments. What goes wrong is one line on stderr, and the exit code. */
export function runProgram(commands: readonly Command[]): void {
  const program = new Command("clickstream")
    .description("The clickstream pipeline: run it on this machine, deploy it, look after it")
    .exitOverride();
  for (const command of commands) program.addCommand(command.exitOverride());

  // Whoever reads the output may be gone, as in `… | head`; the work goes on.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);

  program.parseAsync().catch((error: unknown) => {
    if (error instanceof CommanderError) process.exit(error.exitCode); // commander has printed it
    console.error(`clickstream: ${said(error)}`);
    process.exit(1);
  });
}

/** What went wrong; without credentials, what to do. */
function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "CredentialsProviderError" ? noCredentials(error) : error.message;
}
