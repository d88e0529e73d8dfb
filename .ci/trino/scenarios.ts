import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { App } from "cdktf";
import { environments, eventTypes as restaurant, order } from "../../__tests__/support/restaurant";
import { StoredObjects } from "../../__tests__/support/stored-objects";
import { PARQUET_FROM, storeFixtures } from "../../__tests__/support/worked-answers";
import type { StorageFormat } from "../../declaration/layout";
import { bundleHandlers } from "../../handlers/bundle";
import { Pipeline } from "../../local/pipeline/pipeline";
import { samplesOf } from "../../local/pipeline/samples";
import { LocalServer } from "../../local/server/server";
import { Tree } from "../../emulation/tree/tree";
import type { Environment } from "../../stacks/configuration/environment";
import { addStacks, loadDashboards } from "../../stacks";
import { EVERY_TYPE } from "./every-type";
import { AFTER, BEFORE, moveObjects } from "./evolved";
import { plant } from "./faults";
import { bucketOf, type Content, type Made, type Scenario } from "./scenario";

/** What is asked about. */
export interface Scenarios {
  /** JSON, Parquet, and what was one and became the other: by the fixtures and by the local run; every type. */
  readonly scenarios: readonly Scenario[];
  /** Random declarations, and over the same objects what became of them by changes that break nobody. */
  readonly evolved: readonly [before: Scenario, after: Scenario];
  /** One in which something is wrong. */
  readonly faulty: Scenario;
}

/** @param work an empty folder for what is synthesized and stored */
export async function makeScenarios(work: string): Promise<Scenarios> {
  const make = async (name: string, storageFormat: StorageFormat, times = "", content = RESTAURANT): Promise<Made> => {
    const { eventTypes } = content;
    const handlerBundles = await bundleHandlers({ eventTypes, outDir: path.join(work, `${name}${times}.handlers`) });
    const [dev] = environments;
    if (dev === undefined) throw new Error("the restaurant has no environment");
    const quickSight = { ownerArns: [`arn:aws:quicksight:${dev.region}:${dev.accountId}:user/default/analyst`] };
    const hasCharts = eventTypes.some(({ charts = [] }) => charts.length > 0);
    const environment: Environment = { ...dev, name, storageFormat, ...(hasCharts && { quickSight }) };
    const app = new App({ outdir: path.join(work, `${name}${times}.out`) });
    const dashboards = await loadDashboards([environment]);
    addStacks(app, { environments: [environment], eventTypes, handlerBundles, dashboards });
    app.synth();
    return { environment, ...content, out: app.outdir };
  };
  const scenario = (
    { environment, eventTypes, out }: Made,
    objects: string,
    workedOut: boolean,
    mixed: boolean,
  ): Scenario => ({
    name: environment.name,
    environment,
    eventTypes,
    tree: Tree.load(out, environment.name),
    out,
    objects,
    workedOut,
    mixed,
  });

  const worked = async (made: Made, from?: string): Promise<Scenario> => {
    const objects = path.join(work, `${made.environment.name}.s3`);
    await storeFixtures(new StoredObjects(objects, bucketOf(made)), (hour) => from !== undefined && hour >= from);
    return scenario(made, objects, true, from !== undefined);
  };
  const ran = async (...turns: readonly Made[]): Promise<Scenario> => {
    const last = turns.at(-1) as Made;
    const data = path.join(work, `${last.environment.name}.data`);
    for (const made of turns) await runLocally(made, data);
    return scenario(
      last,
      path.join(data, "s3"),
      false,
      new Set(turns.map((each) => each.environment.storageFormat)).size > 1,
    );
  };

  const json = await make("ranjson", "json");
  const parquet = await make("ranparq", "parquet");
  const before = await make("ranboth", "json");
  const after = await make("ranboth", "parquet", "-after");
  const old = await make("before", "json", "", BEFORE);
  const oldParquet = await make("before", "parquet", "-parquet", BEFORE);
  const changed = await make("after", "parquet", "", AFTER);
  const unchanged = await ran(old, oldParquet);
  const moved = moveObjects(unchanged.objects, oldParquet, changed, path.join(work, "after.s3"));
  const scenarios = [
    await worked(await make("byjson", "json")),
    await worked(await make("byboth", "parquet"), PARQUET_FROM),
    await ran(json),
    await ran(withOtherColumn(parquet, path.join(work, "ranparq-other.out")), parquet),
    await ran(before, after),
    await ran(await make("types", "json", "", EVERY_TYPE), await make("types", "parquet", "-after", EVERY_TYPE)),
  ];
  const evolved = [unchanged, scenario(changed, moved, false, true)] as const;
  return { scenarios, evolved, faulty: await plant(await make("faulty", "json"), work) };
}

/** A tree in which somebody has changed a column of orders: Firehose can't convert them, and puts them aside. */
function withOtherColumn(made: Made, out: string): Made {
  cpSync(made.out, out, { recursive: true });
  const file = path.join(out, `stacks/clickstream-${made.environment.name}-catalog/cdk.tf.json`);
  const stack = JSON.parse(readFileSync(file, "utf8")) as {
    resource: { aws_glue_catalog_table: Record<string, { name: string; storage_descriptor: Columns }> };
  };
  const table = Object.values(stack.resource.aws_glue_catalog_table).find(
    ({ name }) => name === `${order.table}_parquet`,
  );
  const menuItem = table?.storage_descriptor.columns.find(({ name }) => name === "menuitem");
  if (menuItem === undefined) throw new Error(`the table of Parquet orders has no column menuitem`);
  menuItem.type = "int";
  writeFileSync(file, JSON.stringify(stack));
  return { ...made, out };
}

interface Columns {
  readonly columns: { readonly name: string; type: string }[];
}

/** Sends the samples, each event type's batch, what has problems, comes twice or is no event, and delivers it. */
async function runLocally({ out, environment, eventTypes, events }: Made, dataFolder: string): Promise<void> {
  const functionLog = new PassThrough().resume();
  const warn = (message: string): void => console.log(`  ${environment.name}: ${message}`);
  const pipeline = await Pipeline.open({ cdktfOut: out, environment: environment.name, dataFolder, warn, functionLog });
  const server = await LocalServer.start(pipeline, 0);
  try {
    const post = async (route: string, body: string, type = "application/json"): Promise<void> => {
      const url = `${server.url}/${environment.name}${route}`;
      const response = await fetch(url, { method: "POST", headers: { "Content-Type": type }, body });
      if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${await response.text()}`);
    };
    for (const { event, sent } of samplesOf(eventTypes))
      for (const sample of sent) await post(event.path, JSON.stringify(sample));
    for (const [route, event] of [...events, ...events]) await post(route, JSON.stringify(event));
    for (const event of eventTypes) await post(event.path, "no event – ✓", "text/plain");
    await pipeline.flush();
  } finally {
    await server.close();
    await pipeline.close();
  }
}

/** Posted twice each. Texts as clients send them; undeclared fields land in `extra`, what can't be used in `problems`. */
const EVENTS: Content["events"] = [
  [
    "/poc",
    { element_clicked: "entrée \"1\" 😀\n\\ 'x'", time_spent: 2147483647, event_id: "text", other: { a: [1, "ü"] } },
  ],
  [
    "/poc",
    {
      element_clicked: "",
      time_spent: 0,

      created_at: "2026-11-21T23:59:59.999+02:00",
      event_id: "edge",
    },
  ],
  ["/poc", { element_clicked: "soon", created_at: "soon", event_id: "problem" }],
  [
    "/events",
    {
      timestamp: 1764500000123,
      menuItem: "Pasta",
      quantity: 3,
      price: 15.99,
      customerId: "g1",
      restaurantId: "r1",
      event_id: "order",
    },
  ],
  ["/events", { timestamp: "2026-11-21 10:00:00", menuItem: "Soup", quantity: -1, price: 1e-7, event_id: "small" }],
  ["/events", { timestamp: "2026-11-21 10:00:00", menuItem: "Cake", quantity: 1, price: 1e21, event_id: "large" }],
];

const RESTAURANT: Content = { eventTypes: restaurant, events: EVENTS };
