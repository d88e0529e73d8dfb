#!/usr/bin/env node
import { contractCommand } from "../cli/contract/contract";
import { costCommand } from "../cli/cost";
import { localCommand } from "../cli/local";
import { logsCommand } from "../cli/logs/logs";
import { planReviewCommand } from "../cli/plan-review";
import { runProgram } from "../cli/run-program";

// What needs no configuration of this project's: it works on any tree and any plan.
runProgram([localCommand(), planReviewCommand(), costCommand(), logsCommand(), contractCommand()]);
