#!/usr/bin/env node
import { clientCommand } from "../cli/client";
import { contractCommand } from "../cli/contract/contract";
import { costCommand } from "../cli/cost";
import { dbtCommand } from "../cli/dbt/dbt";
import { eraseCommand } from "../cli/erase/erase";
import { localCommand } from "../cli/local";
import { logsCommand } from "../cli/logs/logs";
import { moduleCommand } from "../cli/module";
import { TREE } from "../cli/pipelines/tree-source";
import { planReviewCommand } from "../cli/plan-review";
import { replayCommand } from "../cli/replay/replay";
import { runProgram } from "../cli/run-program";
import { smokeCommand } from "../cli/smoke/smoke";
import { statusCommand } from "../cli/status";

// What needs no configuration of this project's: it works on any tree and any plan.
runProgram([
  localCommand(),
  smokeCommand(TREE),
  statusCommand(TREE),
  replayCommand(TREE),
  eraseCommand(TREE),
  planReviewCommand(),
  costCommand(),
  logsCommand(),
  contractCommand(),
  dbtCommand(TREE),
  clientCommand(),
  moduleCommand(),
]);
