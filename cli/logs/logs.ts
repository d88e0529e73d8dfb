import { setTimeout as sleep } from "node:timers/promises";
import type { CloudWatchLogsClient, FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { Command } from "commander";
import { installed } from "../shared/installed";
import { Interrupt, type Stop } from "../shared/interrupt";
import { moment } from "../shared/moment";
import { synthesize } from "../shared/synthesize";
import { visible } from "../../review/escape";
import { groupsOf } from "./groups";

interface Options {
  readonly since?: Date;
  readonly event?: string;
  readonly follow: boolean;
  readonly json: boolean;
  readonly synth: boolean;
  readonly cdktfOut: string;
}

/** Between two looks, in milliseconds: CloudWatch lets an account ask five times a second in its smallest regions. */
const POLL_MILLISECONDS = 3_000;
/** How long before its arrival an entry may be dated, in milliseconds. */
const LATE_MILLISECONDS = 60_000;

/** One line of a log. */
interface Entry {
  readonly at: string;
  readonly group: string;
  readonly message: string;
}

/** `clickstream logs [env]`: what an environment's or a pipeline's functions, streams and API write. */
export function logsCommand(): Command {
  return new Command("logs")
    .description("print what the functions, the delivery streams and the API have logged, and follow it")
    .argument(
      "[env]",
      "environment, like dev: the stacks named clickstream-<env>-…; or a pipeline among several, by its construct's path (default: every stack)",
    )
    .option(
      "--since <time>",
      "from then on: 2026-11-20T12:00:00Z, or how long ago: 90m, 24h, 7d (default: 15m)",
      moment,
    )
    .option("--event <id>", "only lines with this text, such as an event's id or a record's")
    .option("--follow", "go on until Ctrl-C", false)
    .option("--json", "a JSON object for each line", false)
    .option("--no-synth", "take the synthesized folder as it is")
    .option("--cdktf-out <dir>", "synthesized folder", "cdktf.out")
    .action((env: string | undefined, options: Options) => logs(env, options));
}

async function logs(env: string | undefined, options: Options): Promise<void> {
  if (options.synth) await synthesize(options.cdktfOut);
  const regions = groupsOf(options.cdktfOut, env);
  const { CloudWatchLogsClient } = await installed(
    "@aws-sdk/client-cloudwatch-logs",
    import("@aws-sdk/client-cloudwatch-logs"),
  );
  const readers = regions.flatMap(({ region, groups }) => {
    const client = new CloudWatchLogsClient({ region });
    return groups.map(
      (group) => new GroupReader(client, group, (options.since ?? moment("15m")).getTime(), options.event),
    );
  });
  await Interrupt.during("stops", async (stop) => {
    do {
      const entries: Entry[] = [];
      for (const reader of readers) entries.push(...(await reader.news()));
      entries.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
      for (const entry of entries) console.log(options.json ? JSON.stringify(entry) : lineOf(entry));
      if (options.follow) await pause(stop);
    } while (options.follow && !stop.isAsked);
  });
}

const lineOf = ({ at, group, message }: Entry): string => `${at}  ${group}  ${visible(message.trimEnd())}`;

/** Waits for the next look, or until somebody asks to stop. */
async function pause(stop: Stop): Promise<void> {
  for (let waited = 0; waited < POLL_MILLISECONDS && !stop.isAsked; waited += 200) await sleep(200);
}

/** Reads one log group, each line once. */
class GroupReader {
  private names: readonly string[] | undefined;
  private readonly seen = new Set<string>();

  /** @param pattern the group's name, with `*` where AWS puts an id */
  constructor(
    private readonly client: CloudWatchLogsClient,
    private readonly pattern: string,
    private from: number,
    private readonly text: string | undefined,
  ) {}

  /** What came since the last look. A group that is not there yet has nothing. */
  async news(): Promise<readonly Entry[]> {
    this.names ??= await this.find();
    const entries: Entry[] = [];
    for (const name of this.names) {
      for await (const event of this.events(name)) {
        const { eventId = "", timestamp = 0, message = "" } = event;
        if (this.seen.has(eventId)) continue;
        this.seen.add(eventId);
        this.from = Math.max(this.from, timestamp - LATE_MILLISECONDS);
        entries.push({ at: new Date(timestamp).toISOString(), group: name, message });
      }
    }
    return entries;
  }

  private async find(): Promise<readonly string[]> {
    const [prefix = "", suffix] = this.pattern.split("*");
    if (suffix === undefined) return [this.pattern];
    const { paginateDescribeLogGroups } = await import("@aws-sdk/client-cloudwatch-logs");
    const names: string[] = [];
    for await (const { logGroups = [] } of paginateDescribeLogGroups(
      { client: this.client },
      { logGroupNamePrefix: prefix },
    ))
      names.push(...logGroups.map(({ logGroupName = "" }) => logGroupName).filter((name) => name.endsWith(suffix)));
    return names;
  }

  private async *events(name: string): AsyncGenerator<FilteredLogEvent> {
    const { paginateFilterLogEvents } = await import("@aws-sdk/client-cloudwatch-logs");
    const filterPattern = this.text === undefined ? undefined : JSON.stringify(this.text); // quoted: the text as it is
    try {
      for await (const { events = [] } of paginateFilterLogEvents(
        { client: this.client },
        { logGroupName: name, startTime: this.from, ...(filterPattern !== undefined && { filterPattern }) },
      ))
        yield* events;
    } catch (error) {
      if ((error as Error).name !== "ResourceNotFoundException") throw error;
    }
  }
}
