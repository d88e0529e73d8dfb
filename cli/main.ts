import { Command, CommanderError } from "commander";
import { localCommand } from "./local";
import { openApiCommand } from "./openapi";
import { planReviewCommand } from "./plan-review";

const program = new Command("clickstream").description("The clickstream pipeline: run it on this machine").addCommand(localCommand()).addCommand(openApiCommand()).addCommand(planReviewCommand()).exitOverride();
for (const command of program.commands) command.exitOverride();

// Whoever reads the output may be gone, as in `… | head`; the work goes on.
for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exit(error.exitCode); // commander has printed it
  console.error(`clickstream: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
