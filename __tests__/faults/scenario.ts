import path from "node:path";
import type { Random } from "../../local/fault/random";
import type { Workspace } from "../support/workspace";
import { Clients } from "./clients";
import { conservationOf, isJunk } from "./conservation";
import { startLocalProcess } from "./local-process";
import { comesTrue } from "./raw-connection";
import { readStored, type Stored } from "./stored";
import type { Trees } from "./trees";

/** What every scenario works with. */
export interface Context {
  readonly workspace: Workspace;
  readonly trees: Trees;
  readonly random: Random;
  /** How often a process is killed. */
  readonly kills: number;
}

/** One row of the table: outcomes in words, the same in every run. */
export interface Row {
  readonly fault: string;
  readonly answers: string;
  readonly events: string;
  readonly lost: number;
  readonly twice: number;
}

/** Lets something go wrong under load. @throws Error when what happens makes no sense */
export interface Scenario {
  readonly fault: string;
  readonly run: (context: Context) => Promise<Row>;
}

const REQUESTS = 400;
/** A kill comes at a random moment of it. */
const LONGEST_LIFE_MILLISECONDS = 500;
/** So long somebody waits for the first answer at most. */
const ANSWER_SECONDS = 30;

/** A fault of `--fault`, under load, then a restart without it. @param flushes how often all is delivered meanwhile */
export function faultScenario(faults: readonly string[], flushes: number): Scenario {
  const fault = faults.map((each) => `\`${each}\``).join(", ") || "nothing";
  return {
    fault,
    run: async (context) => {
      const { workspace, trees, random } = context;
      const place = { cdktfOut: trees.shipped, dataFolder: path.join(workspace.makeFolder("fault"), "data") };
      const clients = new Clients(random);
      const run = await startLocalProcess(workspace, { ...place, faults, seed: Math.floor(random() * 2 ** 32) });
      let waited = false;
      for (let flush = 0; flush < flushes; flush++) {
        await clients.send(run.endpoint, REQUESTS / flushes);
        waited = (await run.flush()).records.buffered > 0 || waited;
      }
      await run.stop();
      return rowAfterRestart(fault, context, place, clients, waited);
    },
  };
}

/** Killed again and again at any moment, while other things go wrong too. */
export function killScenario(fault: string, tree: keyof Trees, faults: readonly string[]): Scenario {
  return {
    fault,
    run: async (context) => {
      const { workspace, trees, random, kills } = context;
      const place = { cdktfOut: trees[tree], dataFolder: path.join(workspace.makeFolder("kills"), "data") };
      const clients = new Clients(random);
      for (let kill = 0; kill < kills; kill++) {
        const run = await startLocalProcess(workspace, { ...place, faults, seed: Math.floor(random() * 2 ** 32) });
        const sending = clients.sendUntilGone(run.endpoint);
        await new Promise((resolve) => setTimeout(resolve, random() * LONGEST_LIFE_MILLISECONDS));
        const isLast = kill === kills - 1;
        if (isLast) await comesTrue(() => clients.statuses.size > 0, ANSWER_SECONDS); // on a busy machine nobody may have been answered yet
        await run.kill();
        await sending;
      }
      return rowAfterRestart(fault, context, place, clients, false);
    },
  };
}

/** Starts anew, delivers what waits, and looks at everything. */
export async function rowAfterRestart(
  fault: string,
  { workspace }: Context,
  place: { readonly cdktfOut: string; readonly dataFolder: string },
  clients: Clients,
  waited: boolean,
): Promise<Row> {
  const run = await startLocalProcess(workspace, place);
  const status = await run.flush();
  await run.stop();
  const stored = readStored(place.dataFolder);
  return {
    fault,
    answers: answersOf(clients),
    events: eventsOf(stored, clients.accepted.size, waited),
    ...conservationOf(clients, stored, status),
  };
}

/** The statuses, in words. */
export const answersOf = ({ statuses }: Pick<Clients, "statuses">): string =>
  [...statuses].sort((one, other) => one - other).join(" or ");

function eventsOf({ lines, failures }: Stored, accepted: number, waited: boolean): string {
  if (accepted === 0) return "none is accepted";
  const reasons = new Set(
    failures
      .filter(({ raw }) => !isJunk(raw))
      .map(({ errorCode, attempts }) => `\`${errorCode}\`, ${attempts === 1 ? "1 attempt" : `${attempts} attempts`}`),
  );
  const places = [
    ...(lines.length > 0 ? ["in their tables"] : []),
    ...[...reasons].sort().map((reason) => `under \`errors/\` (${reason})`),
  ];
  return places.join(" or ") + (waited ? ", when there is room again" : "");
}
