import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import type { EventDeclaration } from "../../declaration/event";
import { parseFault } from "../fault/fault";
import { makeFaults } from "../fault/faults";
import { freshSeed, seededRandom } from "../fault/random";
import { isUnhealthy } from "./protocol";
import { Pipeline } from "./pipeline";
import { LocalServer } from "../server/server";

const DEFAULT_TIMEOUT_SECONDS = 10;

/** A CDKTF app, as far as it is needed here. */
export interface SynthesizableApp {
  /** Where its stacks go to. */
  readonly outdir: string;
  /** Writes them. */
  synth(): void;
}

/** A construct, as far as it is needed here. */
export interface LocatedConstruct {
  /** Its place in the construct tree. */
  readonly node: { readonly path: string };
}

/** What runs, and where it keeps its data. */
export interface StartLocalOptions {
  /** An app that holds the pipeline; it is synthesized into its own folder. @default `cdktfOut` as it is */
  readonly app?: SynthesizableApp;
  /** The folder that `cdktf synth` wrote. @default "cdktf.out" */
  readonly cdktfOut?: string;
  /** The stacks that make the pipeline. @default every stack */
  readonly stacks?: readonly string[];
  /** The construct that is the pipeline, when the stacks hold more than one. @default everything in the stacks */
  readonly construct?: LocatedConstruct;
  /** Event types of a pipeline whose stacks don't say what they take. @default what they say */
  readonly eventTypes?: readonly EventDeclaration[];
  /** Objects, buffers and counters; what is there is continued. @default a temporary folder, removed at the end */
  readonly dataFolder?: string;
  /** Port on 127.0.0.1. @default a free one */
  readonly port?: number;
  /** What goes wrong on purpose, as `clickstream local --fault` has it: `["transform:throw:0.1"]`. @default nothing */
  readonly faults?: readonly string[];
  /** Faults that happen by chance do so alike with the same seed. @default another one each time */
  readonly faultSeed?: number;
}

/** One row of an answer, by column. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Starts a synthesized pipeline in this process, for a test or a script: the same templates, Lambda bundle, prefixes and tables.
 * @throws Error in one line saying what is wrong with the tree, or that the port or the data folder is in use
 */
export async function startLocal(options: StartLocalOptions = {}): Promise<LocalRun> {
  const faults = makeFaults((options.faults ?? []).map(parseFault), seededRandom(options.faultSeed ?? freshSeed()));
  options.app?.synth();
  const temporary = options.dataFolder === undefined ? await mkdtemp(path.join(tmpdir(), "clickstream-")) : undefined;
  const [log, warnings] = [new LastWords(), new LastWords()];
  const remove = async (): Promise<void> => {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  };
  try {
    const pipeline = await Pipeline.open({
      cdktfOut: options.app?.outdir ?? options.cdktfOut ?? "cdktf.out",
      dataFolder: options.dataFolder ?? temporary ?? "",
      warn: (message) => warnings.write(`${message}\n`),
      functionLog: log,
      faults,
      ...(options.construct && { construct: options.construct.node.path }),
      ...(options.stacks && { stacks: options.stacks }),
      ...(options.eventTypes && { eventTypes: options.eventTypes }),
    });
    try {
      return new LocalRun(pipeline, await LocalServer.start(pipeline, options.port ?? 0), log, warnings, remove);
    } catch (error) {
      await pipeline.close();
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A pipeline that runs in this process. */
export class LocalRun {
  /** Where it answers, without a stage: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Where it answers with the stage before each path. */
  readonly endpoint: string;

  /** Made by `startLocal`. */
  constructor(
    private readonly pipeline: Pipeline,
    private readonly server: LocalServer,
    private readonly log: LastWords,
    private readonly warnings: LastWords,
    private readonly remove: () => Promise<void>,
  ) {
    this.url = server.url;
    this.endpoint = `${server.url}/${pipeline.routes[0]?.path.split("/")[1] ?? ""}`;
  }

  /** Posts an event, or a list to a batch path: text as it is, anything else as JSON. @param path below the stage, like `/doors` */
  async post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return fetch(this.endpoint + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: text,
    });
  }

  /**
   * Delivers what was sent and waits until so many events are in their tables, since the start or the last reset.
   * @throws Error when there are more, or when time is over first; it says what became of the others
   */
  async expectEvents(
    events: number,
    { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS }: { readonly timeoutSeconds?: number } = {},
  ): Promise<void> {
    const over = AbortSignal.timeout(timeoutSeconds * 1000);
    for (;;) {
      const { received } = this.pipeline.status.records;
      await this.pipeline.flush();
      const { delivered } = this.pipeline.status.events;
      if (delivered === events) return;
      if (delivered > events) throw new Error(`expected ${events} events, ${delivered} were delivered`);
      if (!(await this.pipeline.waitForRecords(received + 1, over)))
        throw new Error(
          `expected ${events} events within ${timeoutSeconds} s, ${delivered} were delivered${this.unhealthy()}${this.warned()}`,
        );
    }
  }

  /** Delivers what was sent. @throws Error when a request was refused, a record failed, or an event was stored with problems */
  async expectNoFailures(): Promise<void> {
    await this.pipeline.flush();
    const { requests, records } = this.pipeline.status;
    const unhealthy = this.unhealthy();
    if (requests.rejected > 0 || records.failed > 0 || unhealthy !== "")
      throw new Error(
        `expected no failures: ${requests.rejected} requests were refused, ${records.failed} records failed${unhealthy}${this.warned()}`,
      );
  }

  /** Delivers what was sent, and answers one SELECT in Athena's SQL. @throws Error saying what is wrong with it */
  async query(sql: string): Promise<readonly Row[]> {
    await this.pipeline.flush();
    const { columns, rows } = await this.pipeline.query(sql);
    return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
  }

  /** Empties objects, buffers and counters. */
  async reset(): Promise<void> {
    await this.pipeline.reset();
  }

  /** Ends it; a data folder of your own stays. */
  async close(): Promise<void> {
    await this.server.close();
    await this.pipeline.close();
    await this.remove();
  }

  /** Ends it: `await using local = await startLocal()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** What the run does otherwise than AWS, such as asking for no key: no failure, but it may explain one. */
  private warned(): string {
    return this.warnings.text && `\n${this.warnings.text}`;
  }

  private unhealthy(): string {
    const unhealthy = this.pipeline.recorder.since(0).filter(isUnhealthy);
    return [
      ...unhealthy.map(({ source, state, reasons, raw }) => `\n  ${source}: ${state}: ${reasons.join("; ")}: ${raw}`),
      this.log.text && `\n${this.log.text}`,
    ].join("");
  }
}

/** Keeps the end of what functions print, or of what the run warns of, for messages. */
class LastWords extends Writable {
  private static readonly most = 2000;
  text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text = (this.text + chunk.toString()).slice(-LastWords.most);
    done();
  }
}
