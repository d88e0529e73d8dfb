import { allCommands } from "./commands";
import { runProgram } from "./run-program";

runProgram(allCommands());
