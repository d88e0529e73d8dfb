import { Command, CommanderError } from "commander";
import { bootstrapCommand } from "./bootstrap";
import { deployCommand } from "./deploy";
import { destroyCommand } from "./destroy";
import { eraseCommand } from "./erase/erase";
import { localCommand } from "./local";
import { openApiCommand } from "./openapi";
import { planReviewCommand } from "./plan-review";
import { replayCommand } from "./replay/replay";
import { smokeCommand } from "./smoke/smoke";
import { statusCommand } from "./status";

const COMMANDS = [localCommand, bootstrapCommand, deployCommand, destroyCommand, smokeCommand, replayCommand, eraseCommand, statusCommand, planReviewCommand, openApiCommand];

const program = new Command("clickstream").description("The clickstream pipeline: run it on this machine, deploy it, look after it").exitOverride();
for (const command of COMMANDS) program.addCommand(command());
for (const command of program.commands) command.exitOverride();

// Whoever reads the output may be gone, as in `… | head`; the work goes on.
for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exit(error.exitCode); // commander has printed it
  console.error(`clickstream: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
