import path from "node:path";
import type { Command } from "commander";
import type { EventDeclaration } from "../declaration/event";
import type { HandlerBundles } from "../handlers/declarations";
import { bootstrapCommand } from "./bootstrap";
import { clientCommand } from "./client";
import { contractCommand } from "./contract/contract";
import { costCommand } from "./cost";
import { dbtCommand } from "./dbt/dbt";
import { deployCommand } from "./deploy";
import { destroyCommand } from "./destroy";
import { eraseCommand } from "./erase/erase";
import { localCommand } from "./local";
import { logsCommand } from "./logs/logs";
import { moduleCommand } from "./module";
import { openApiCommand } from "./openapi";
import { PROJECT } from "./pipelines/project-source";
import { planReviewCommand } from "./plan-review";
import { loadProject } from "./shared/project";
import { replayCommand } from "./replay/replay";
import { smokeCommand } from "./smoke/smoke";
import { statusCommand } from "./status";

const COMMANDS = [
  () => localCommand({ firstEnvironment: async () => (await loadProject()).environments[0]?.name }),
  bootstrapCommand,
  deployCommand,
  destroyCommand,
  () => smokeCommand(PROJECT),
  () => replayCommand(PROJECT),
  () => eraseCommand(PROJECT),
  () => statusCommand(PROJECT),
  logsCommand,
  planReviewCommand,
  openApiCommand,
  clientCommand,
  contractCommand,
  () => dbtCommand(PROJECT),
  () => moduleCommand(bundled),
  costCommand,
];

/** The handlers, made of this project's sources. */
async function bundled(eventTypes: readonly EventDeclaration[]): Promise<HandlerBundles> {
  const { bundleHandlers } = await import("../handlers/bundle");
  return bundleHandlers({ eventTypes, outDir: path.resolve("build/module-handlers") });
}

/** Every command, anew: each keeps what it was called with. */
export const allCommands = (): readonly Command[] => COMMANDS.map((command) => command());
