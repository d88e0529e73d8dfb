import { existsSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { writeWhole } from "../basics/files";
import { clientModule, WRITTEN } from "../contract/client/client-module";
import { ownFile } from "../emulation/files/own-files";
import { contractAt, presentContract } from "./contract/load";

/** `clickstream client`: the module by which a page sends what is declared. */
export function clientCommand(): Command {
  return new Command("client")
    .description("write a TypeScript module by which a web page sends the declared events, typed, without dependencies")
    .argument("[file]", "where it is written, over what this command wrote there before (default: printed)")
    .option("--of <place>", "a git commit, a synthesized folder or a JSON list of declarations (default: this project)")
    .action(async (file: string | undefined, { of }: { readonly of?: string }) => {
      const events = of === undefined ? await presentContract() : await contractAt(of);
      const text = clientModule(events, readFileSync(ownFile("contract/client/browser/runtime.ts"), "utf8"));
      if (file === undefined) process.stdout.write(text);
      else if (existsSync(file) && !readFileSync(file, "utf8").startsWith(WRITTEN))
        throw new Error(`${file} is there, and this command did not write it; remove it, or name another file`);
      else writeWhole(file, text);
    });
}
