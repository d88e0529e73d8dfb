import { bootstrapCommand } from "./bootstrap";
import { deployCommand } from "./deploy";
import { destroyCommand } from "./destroy";
import { eraseCommand } from "./erase/erase";
import { localCommand } from "./local";
import { openApiCommand } from "./openapi";
import { planReviewCommand } from "./plan-review";
import { replayCommand } from "./replay/replay";
import { runProgram } from "./run-program";
import { smokeCommand } from "./smoke/smoke";
import { statusCommand } from "./status";

const commands = [localCommand, bootstrapCommand, deployCommand, destroyCommand, smokeCommand, replayCommand, eraseCommand, statusCommand, planReviewCommand, openApiCommand];

runProgram(commands.map((command) => command()));
