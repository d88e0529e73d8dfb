import type { Waits } from "../../basics/freshness";
import { PROBLEMS } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import type { Lake } from "../../declaration/lake";
import type { IngestionMode } from "../../declaration/openapi";
import { AwsEndpoint } from "../../emulation/firehose/aws-endpoint";
import { loadApi } from "../../emulation/api/model";
import { type ApiRequest, type ApiResponse, Gateway } from "../../emulation/api/gateway";
import { loadCatalog, type Relation } from "../../emulation/athena/catalog";
import { AthenaApi } from "../../emulation/athena/api";
import { Athena, type QueryResult } from "../../emulation/athena/engine";
import { LakeTables } from "../../emulation/lake/tables";
import type { ScheduledRun } from "../../emulation/scheduler/service";
import { Clock } from "./clock";
import { Counter } from "./counter";
import { DataFolder } from "./data-folder";
import type { Faults } from "../fault/faults";
import type { FailureEntry } from "../../emulation/firehose/failed-record";
import { loadStreams, withWaits } from "../../emulation/firehose/model";
import { FirehoseService } from "../../emulation/firehose/service";
import type { FunctionFault } from "../../emulation/lambda/function";
import { loadFunctions } from "../../emulation/lambda/model";
import { KmsService } from "../../emulation/kms/service";
import { LambdaService } from "../../emulation/lambda/service";
import type { SavedQueryEntry } from "./protocol";
import { Recorder } from "./recorder";
import { loadSavedQueries } from "./saved-queries";
import { ObjectStore } from "../../emulation/s3/store";
import { loadProbe, Probe } from "./probe";
import type { PipelineStatus, ProbeStatus } from "./status";
import { Tree } from "../../emulation/tree/tree";
import { loadWorkflows, surroundings, Workflows } from "./workflows";

export type { PipelineStatus } from "./status";

/** Where a pipeline comes from and where its data lies. */
export interface PipelineOptions {
  /** The folder that `cdktf synth` wrote. */
  readonly cdktfOut: string;
  /** The environment whose stacks make the pipeline, by their names. @default `stacks` */
  readonly environment?: string;
  /** The stacks that make the pipeline. @default every stack of the folder */
  readonly stacks?: readonly string[];
  /** Path of the construct whose resources make the pipeline, like `stack/id`. @default everything in the stacks */
  readonly construct?: string;
  /** What is taken, for the live page and the description of the API. @default what the stacks say */
  readonly eventTypes?: readonly EventDeclaration[];
  /** Objects, buffers and counters; what is there is continued. */
  readonly dataFolder: string;
  /** Told of failures that no request hears of. */
  readonly warn: (message: string) => void;
  /** What records wait for here. @default what the stacks say */
  readonly waits?: Waits;
  /** Takes what functions print. */
  readonly functionLog: NodeJS.WritableStream;
  /** What goes wrong on purpose. @default nothing */
  readonly faults?: Faults;
}

/** What a pipeline consists of. */
interface Parts {
  readonly gateway: Gateway;
  readonly mode: IngestionMode;
  readonly firehose: FirehoseService;
  readonly lambda: LambdaService;
  readonly store: ObjectStore;
  readonly athena: Athena;
  readonly endpoint: AwsEndpoint;
  readonly counters: { readonly accepted: Counter; readonly rejected: Counter };
  readonly folder: DataFolder;
  readonly recorder: Recorder;
  readonly savedQueries: readonly SavedQueryEntry[];
  readonly relations: readonly Relation[];
  /** undefined when the tree has none. */
  readonly workflows: Workflows | undefined;
  /** undefined when the tree has none. */
  readonly probe: Probe | undefined;
  readonly clock: Clock;
}

/** How a line with problems names them. Within a JSON text its quotes would be escaped, so that it stands nowhere else. */
const WITH_PROBLEMS = `"${PROBLEMS}":"`;

/** The synthesized pipeline of one environment, running in this process. */
export class Pipeline {
  /** Where it answers, without a stage; undefined until somebody serves it. */
  private url: string | undefined;

  private constructor(
    private readonly environment: string | undefined,
    /** What it takes, as declared. */
    readonly eventTypes: readonly EventDeclaration[],
    private readonly parts: Parts,
    /** Callers who wait for records or deliveries: each is told of every one. */
    private readonly waiters: Set<() => void>,
    private readonly warn: (message: string) => void,
  ) {}

  /** Reads the tree and goes on with what the data folder holds. @throws Error in one line saying what is wrong and what to do */
  static async open(options: PipelineOptions): Promise<Pipeline> {
    const { cdktfOut, environment, stacks, construct, dataFolder, warn, functionLog, faults = {} } = options;
    const tree = environment === undefined ? Tree.of(cdktfOut, stacks, construct) : Tree.load(cdktfOut, environment);
    const models = {
      api: loadApi(tree),
      relations: loadCatalog(tree),
      streams: loadStreams(tree).map((stream) => (options.waits ? withWaits(stream, options.waits) : stream)),
      functions: loadFunctions(tree),
      workflows: loadWorkflows(tree),
    };
    const schedule = loadProbe(tree, models.functions);
    const savedQueries = loadSavedQueries(tree);
    const paths = models.api.methods.map(({ path }) => path);
    const declared = tree.comments("eventTypes").map((text) => JSON.parse(text) as EventDeclaration);
    const eventTypes = options.eventTypes ?? declared.filter((event) => paths.includes(event.path)); // a stack may hold other pipelines
    for (const warning of models.api.warnings) warn(warning);
    let stop: (() => Promise<void>) | undefined;
    const folder = await DataFolder.open(dataFolder, () => {
      warn(`${dataFolder} was taken by another run while this one stood still: it takes nothing more; stop it`);
      void stop?.();
    });
    try {
      const store = new ObjectStore(folder.objects);
      const clock = await Clock.open(folder.clock);
      const tables = new LakeTables(folder.objects, folder.catalog);
      const athena = new Athena(models.relations, folder.objects, {}, undefined, surroundings(tables, clock));
      const counters = {
        accepted: await Counter.open(folder.accepted, faults.disk),
        rejected: await Counter.open(folder.rejected, faults.disk),
      };
      const endpoint = await AwsEndpoint.open(await KmsService.open(tree, folder.keys));
      const transforms = new Set(models.streams.map(({ transform }) => transform?.functionArn));
      const faultOf = (arn: string): FunctionFault | undefined => (transforms.has(arn) ? faults.transform : undefined);
      const environmentOf = endpoint.environment.bind(endpoint);
      const lambda = await LambdaService.open(models.functions, folder.bundles, functionLog, environmentOf, faultOf);
      const waiters = new Set<() => void>();
      const tellWaiters = (): void => waiters.forEach((check) => check());
      const recorder = new Recorder(eventTypes);
      const firehose = await FirehoseService.open(models.streams, {
        store,
        lambda,
        warn,
        onDelivery: tellWaiters,
        onTaken: (stream, record) => {
          recorder.taken(stream, record);
          tellWaiters();
        },
        onOutcomes: (outcomes) => recorder.delivered(outcomes),
        toldFirst: WITH_PROBLEMS,
        folderOf: (name) => folder.stream(name),
        ...(faults.disk && { disk: faults.disk }),
        now: faults.now ?? (() => clock.now().getTime()),
      });
      stop = () => firehose.close();
      endpoint.serve(firehose.api, new AthenaApi((sql) => athena.query(sql)));
      const probe = schedule && new Probe(schedule, lambda, firehose.longestWaitSeconds);
      const gateway = new Gateway(models.api, async (call) =>
        call.kind === "lambda"
          ? lambda.find(call.functionArn)?.invoke(call.event)
          : firehose.api.call("PutRecord", call.body),
      );
      const mode: IngestionMode = models.api.methods.some(({ integration }) => integration.target.kind === "lambda")
        ? "lambda"
        : "firehose";
      const workflows =
        models.workflows.machines.length > 0
          ? await Workflows.open(models.workflows, models.relations, tables, clock, folder)
          : undefined;
      await workflows?.runFirst(() => store.list());
      return new Pipeline(
        environment,
        eventTypes,
        {
          ...{ gateway, mode, firehose, lambda, endpoint, store, athena, counters, folder, recorder, savedQueries },
          ...{ workflows, clock, probe },
          relations: models.relations,
        },
        waiters,
        warn,
      );
    } catch (error) {
      folder.release();
      throw error;
    }
  }

  /** Tells commands that work on the same data folder where this run answers. @param url the server's */
  async announce(url: string): Promise<void> {
    this.url = url;
    const { folder, endpoint } = this.parts;
    await folder.announce({ pid: process.pid, environment: this.environment ?? "", url, firehoseUrl: endpoint.url });
  }

  /** How requests reach Firehose. */
  get mode(): IngestionMode {
    return this.parts.mode;
  }

  /** Every deployed method, its path with the stage before it. */
  get routes(): Gateway["routes"] {
    return this.parts.gateway.routes;
  }

  /** What an event waits for at most before it is delivered, unless somebody asks for it. */
  get longestWaitSeconds(): number {
    return this.parts.firehose.longestWaitSeconds;
  }

  /** The tables whose events are stored as Parquet, by name. */
  get parquetTables(): readonly string[] {
    return this.parts.firehose.parquetTables;
  }

  /** What arrived lately and what became of it. */
  get recorder(): Recorder {
    return this.parts.recorder;
  }

  /** The catalog's saved queries. */
  get savedQueries(): readonly SavedQueryEntry[] {
    return this.parts.savedQueries;
  }

  /** The catalog's tables and views. */
  get relations(): readonly Relation[] {
    return this.parts.relations;
  }

  get status(): PipelineStatus {
    const { buffered, delivered, failed, damaged = 0, events, eventsToldFirst = 0 } = this.parts.firehose.status;
    const { counters, mode, workflows, probe } = this.parts;
    const received = buffered + delivered + failed + damaged;
    return {
      // Straight to Firehose a request is accepted with its record; both survive a kill together.
      requests: {
        accepted: mode === "firehose" ? received : counters.accepted.value,
        rejected: counters.rejected.value,
      },
      records: { received, buffered, delivered, failed, ...(damaged > 0 && { damaged }) },
      events: { delivered: events, problems: eventsToldFirst },
      ...(workflows && { workflows: workflows.status }),
      ...(probe && { probe: probe.status }),
    };
  }

  /** Answers a request as API Gateway does. */
  async handle(request: ApiRequest): Promise<ApiResponse> {
    const response = await this.parts.gateway.handle(request);
    const { accepted, rejected } = this.parts.counters;
    const taken = this.mode === "lambda" ? accepted : undefined;
    const counter = response.status < 400 ? taken : response.status < 500 ? rejected : undefined;
    if (response.deployed && request.method !== "OPTIONS")
      await counter
        ?.add()
        .catch((error: unknown) => this.warn(`a request could not be counted: ${(error as Error).message}`));
    this.parts.recorder.answered(request, response);
    return response;
  }

  /** Delivers everything buffered. @throws what stands in the way; it stays buffered */
  async flush(): Promise<void> {
    await this.parts.firehose.flush();
  }

  /** Empties objects, buffers and counters. No record is taken while it lasts. */
  async reset(): Promise<void> {
    const { firehose, folder, counters, recorder, workflows, clock, probe } = this.parts;
    await firehose.reset(async () => {
      await folder.empty();
      await clock.clear();
      workflows?.clear();
      probe?.clear();
      await workflows?.runFirst(() => this.objects());
      await Promise.all([counters.accepted.clear(), counters.rejected.clear()]);
      recorder.clear();
    });
  }

  /** The failed records, stream by stream, oldest first. */
  failures(): AsyncGenerator<FailureEntry> {
    return this.parts.firehose.failures();
  }

  /** The objects stored, as `<bucket>/<key>`, sorted. */
  objects(): Promise<readonly string[]> {
    return this.parts.store.list();
  }

  /** Makes the query engine ready beside other work, so that the first query need not wait for it. */
  prepareQueries(): void {
    this.parts.athena.prepare();
  }

  /**
   * Runs one SELECT.
   * @param signal aborted when nobody waits for the answer any more: the query ends with it
   * @throws QueryError when the text is at fault
   */
  query(sql: string, signal?: AbortSignal): Promise<QueryResult> {
    return this.parts.athena.query(sql, signal);
  }

  /**
   * Delivers what is buffered and runs the schedules: each once as if it were due, or those of curated tables that are due up to a moment, to which
   * the clock is moved: what measures goes by the real one.
   * @throws Error when there are none, or the moment has passed
   */
  async runSchedules(at?: Date): Promise<readonly ScheduledRun[]> {
    const { workflows, probe } = this.parts;
    if (workflows === undefined && (probe === undefined || at !== undefined))
      throw new Error("these stacks have no schedules to run: no curated table is configured");
    await this.flush();
    const runs = await (at === undefined ? workflows?.runAll() : workflows?.runUntil(at));
    this.parts.recorder.merged();
    if (at !== undefined) return runs ?? [];
    return [...(runs ?? []), ...(probe ? [await probe.runScheduled(this.served)] : [])];
  }

  /** Measures once how fresh answers are, by a marked event, which is counted. @throws Error when the stacks have no probe, or it gives no answer */
  async measure(): Promise<NonNullable<ProbeStatus["last"]>> {
    const { probe } = this.parts;
    if (probe === undefined) throw new Error("these stacks have no freshness probe: set `freshnessProbe`");
    return probe.run(this.served);
  }

  private get served(): string {
    if (this.url === undefined) throw new Error("the pipeline is not served yet");
    return this.url;
  }

  /** Of event types whose hourly figures a workflow keeps, that charts read these. */
  lakeOf(event: EventDeclaration): Pick<Lake, "rollups"> | undefined {
    return this.parts.workflows?.keepsFigures(event) === true ? { rollups: true } : undefined;
  }

  /** Runs a statement that keeps a curated table, or a SELECT. @throws QueryError when it can't be done */
  keep(sql: string): Promise<QueryResult> {
    return this.parts.workflows?.keep(sql) ?? this.query(sql);
  }

  /** Waits until so many events were delivered in all. Returns false when `signal` aborts first. */
  waitForEvents(events: number, signal: AbortSignal): Promise<boolean> {
    return this.waitUntil(() => this.status.events.delivered >= events, signal);
  }

  /** Waits until so many records were taken in all. Returns false when `signal` aborts first. */
  waitForRecords(records: number, signal: AbortSignal): Promise<boolean> {
    return this.waitUntil(() => this.status.records.received >= records, signal);
  }

  private waitUntil(holds: () => boolean, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (reached: boolean): void => {
        signal.removeEventListener("abort", giveUp);
        this.waiters.delete(check);
        resolve(reached);
      };
      const giveUp = (): void => finish(false);
      const check = (): void => {
        if (holds()) finish(true);
      };
      signal.addEventListener("abort", giveUp);
      this.waiters.add(check);
      if (signal.aborted) giveUp();
      else check();
    });
  }

  /** Ends the pipeline, in the middle of a delivery too. What is buffered is delivered by the next run on the same folder. */
  async close(): Promise<void> {
    const { firehose, lambda, endpoint, athena, folder, workflows } = this.parts;
    athena.close();
    workflows?.close();
    try {
      await Promise.all([firehose.close(), lambda.close(), endpoint.close()]);
    } finally {
      folder.release();
    }
  }
}
