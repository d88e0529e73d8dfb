import type { Benchmark } from "./benchmark";
import { copyProject } from "../__tests__/support/project-copy";
import { appCommand } from "../__tests__/support/app-command";
import { median } from "./measurement";

const LOAD_CDKTF = `node -e "require('cdktf')"`;

/** The whole `app` command against a process that only loads CDKTF, in turns. */
export const synthesis: Benchmark = {
  name: "synthesis",
  description: "the app command of cdktf.json, at most 4 times the time that loading cdktf takes",
  run: async ({ quick, workspace, progress }) => {
    const command = appCommand();
    const cwd = workspace.makeFolder("synthesis");
    copyProject(cwd);
    const rounds = quick ? 5 : 15;
    progress(`${rounds} times each: \`${command}\` and \`${LOAD_CDKTF}\``);
    const times = { app: [] as number[], floor: [] as number[] };
    for (let round = 0; round <= rounds; round++) {
      const floor = await workspace.time(LOAD_CDKTF, { cwd });
      const app = await workspace.time(command, { cwd });
      if (round === 0) continue; // the disk's cache is cold
      times.floor.push(floor);
      times.app.push(app);
    }
    return [
      {
        what: `\`${command}\` against \`${LOAD_CDKTF}\`, median`,
        measured: median(times.app),
        floor: median(times.floor),
        unit: "ms",
        bound: { atMost: 4 },
      },
    ];
  },
};
