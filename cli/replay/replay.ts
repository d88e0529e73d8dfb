import { Command, Option } from "commander";
import { Interrupt, type Stop } from "../shared/interrupt";
import { coloured, Progress } from "../shared/progress";
import { FAILURE_TYPES } from "../../basics/firehose";
import { moment } from "../shared/moment";
import { checkEventName, onTarget, type Source, type TargetOptions, withTarget } from "../pipelines/options";
import { treeOf } from "../pipelines/deployed";
import { PresentTransform } from "./present-transform";
import { Replay, type ReplayOptions } from "./replay-run";
import type { Report, Tally } from "./report";

interface Options extends TargetOptions, Pick<ReplayOptions, "since" | "until" | "event" | "type" | "send"> {
  readonly json: boolean;
}

/** `clickstream replay [env]`: failed records through the present transform, and back into the stream. */
export function replayCommand(source: Source): Command {
  return withTarget(
    new Command("replay").description(
      "show what the transform as it is now makes of the failed records; with --send, send again what passes, each once",
    ),
    source,
  )
    .option(
      "--since <time>",
      "records that arrived then or later: 2026-11-20T12:00:00Z, or how long ago: 90m, 24h, 7d",
      moment,
    )
    .option("--until <time>", "records that arrived then or earlier", moment)
    .option("--event <name>", "records of one event type")
    .addOption(new Option("--type <type>", "records that failed in one way").choices(FAILURE_TYPES))
    .option("--send", "send them; without it, nothing is changed", false)
    .option("--json", "print the report as JSON", false)
    .action((env: string | undefined, options: Options) => replay(source, env, options));
}

async function replay(source: Source, env: string | undefined, options: Options): Promise<void> {
  const { since, until, event, type, send, json } = options;
  const chosen = {
    ...(since && { since }),
    ...(until && { until }),
    ...(event !== undefined && { event }),
    ...(type && { type }),
  };
  process.exitCode = await onTarget(source, env, options, async ({ deployed, eventTypes, target }) => {
    if (event !== undefined) checkEventName(event, eventTypes);
    const transform = await PresentTransform.open(treeOf(options.cdktfOut, deployed.selection));
    try {
      const work = (interrupt: Stop) =>
        new Replay(target, transform, { eventTypes, ...chosen, send, progress: new Progress(), interrupt }).run();
      const report = await Interrupt.during("stops after the batch that is being sent", work);
      const exitCode = send && report.isIncomplete ? 1 : 0;
      if (json)
        console.log(
          JSON.stringify({
            target: target.title,
            sent: send,
            objects: report.objects,
            exitCode,
            records: report.tallies,
          }),
        );
      else print(report, target.title, send);
      return exitCode;
    } finally {
      await transform.close();
    }
  });
}

function print(report: Report, title: string, send: boolean): void {
  const records = report.tallies.reduce((sum, tally) => sum + tally.records, 0);
  console.log(`Failed records of ${title}: ${records} in ${report.objects} objects`);
  for (const tally of report.tallies) console.log(`  ${describe(tally)}`);
  const [sent, waiting] = [report.count("sent"), report.count("would be sent")];
  if (!send)
    console.log(
      waiting === 0
        ? "Nothing to send."
        : `Nothing was sent: with --send, ${waiting} ${waiting === 1 ? "record is" : "records are"}.`,
    );
  else if (report.isIncomplete)
    console.log(coloured(`${sent} sent; not everything that should have been: see above.`, "red"));
  else console.log(coloured(`${sent} sent. All that should be sent was sent.`, "green"));
}

function describe({ event, type, reason, outcome, why, records, events }: Tally): string {
  const count = `${records} ${records === 1 ? "record" : "records"}${events > records ? ` of ${events} events` : ""}`;
  return `${count} ${outcome}${why === "" ? "" : ` (${why})`}; ${event}, ${type}${reason === "" ? "" : `, ${reason}`}`;
}
