import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { groupsOf } from "../../../cli/logs/groups";
import { readPipeline } from "../../../cli/pipelines/tree-source";
import { ClickstreamPipeline, type ClickstreamPipelineProps } from "../../../constructs/clickstream-pipeline";
import { count, distinct, numberChart } from "../../../declaration/analysis";
import { defineEvent } from "../../../declaration/define";
import type { EventDeclaration } from "../../../declaration/event";
import { int, string } from "../../../declaration/event";
import { loadApi } from "../../../emulation/api/model";
import { Tree } from "../../../emulation/tree/tree";
import { bundleHandlers } from "../../../handlers/bundle";
import { processingFailed } from "../../support/failed-records";
import { filesIn, storedLines } from "../../support/local";
import { clickstream } from "../../support/process";
import { ACCOUNT_ID, temporaryFolder } from "../../support/tree";

const seated = defineEvent({
  name: "seated",
  description: "A guest sat down",
  path: "/seats",
  table: "seats_taken",
  fields: { seat: int({ required: true }), guest: string({ identifying: true }) },
});
const left = defineEvent({ ...seated, name: "left", path: "/left", table: "guests_left" });
const paid = defineEvent({
  ...seated,
  name: "paid",
  path: "/paid",
  table: "payments",
  clearValueInStream: true,
  fields: { card: string({ pseudonym: true }) },
});
const KEY_ARN = `arn:aws:kms:eu-west-1:${ACCOUNT_ID}:key/k`;

/** Somebody's app with some pipelines in a stack that is called as no environment is. @returns the synthesized folder */
async function app(
  pipelines: Readonly<Record<string, Partial<ClickstreamPipelineProps>>>,
  eventTypes: readonly EventDeclaration[] = [seated],
): Promise<string> {
  const app = Testing.app();
  const stack = new TerraformStack(app, "restaurant");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  const backupProvider = new AwsProvider(stack, "backup", { region: "eu-central-1", alias: "backup" });
  const handlerBundles = await bundleHandlers({ eventTypes, outDir: temporaryFolder() });
  const place = { accountId: ACCOUNT_ID, region: "eu-west-1", eventTypes, handlerBundles };
  for (const [name, { backupRegion, ...rest }] of Object.entries(pipelines))
    new ClickstreamPipeline(stack, name, {
      ...place,
      name,
      ...rest,
      ...(backupRegion !== undefined && { backupRegion, backupProvider }),
    });
  app.synth();
  return app.outdir;
}

test("stacks say which event types have a curated table, how it is kept, and what keeps it", async () => {
  const lake = {
    eventTypes: ["seated"],
    windowHours: 30,
    repeatDays: 14,
    buckets: { seated: { field: "guest", count: 4 } },
  };
  const { deployed } = readPipeline(Tree.of(await app({ shop: { lake } }, [seated, left])), {});
  const kept = { windowHours: 30, repeatDays: 14, bucket: { field: "guest", count: 4 } };
  expect(deployed.lakeOf(seated)).toEqual({ ...kept, rollups: false });
  expect(deployed.lakeWorkflowOf(seated)).toBe("shop-lake-seated");
  expect([deployed.lakeOf(left), deployed.lakeWorkflowOf(left)]).toEqual([undefined, undefined]);
  const charted = { ...seated, charts: [numberChart("Seated", count())] };
  const figured = readPipeline(Tree.of(await app({ shop: { lake: { ...lake, rollups: true } } }, [charted, left])), {});
  expect(figured.deployed.lakeOf(charted)).toEqual({ ...kept, rollups: true });
});

test("status names the charts that read events though hourly figures are kept, and says why", async () => {
  const charts = [numberChart("Seated", count()), numberChart("Guests", distinct("guest"))];
  const out = await app({ shop: { lake: { rollups: true } } }, [{ ...seated, charts }]);
  const place = ["--local", "--data", temporaryFolder(), "--no-synth", "--cdktf-out", out];
  const said = async (...args: readonly string[]): Promise<string> => {
    const running = clickstream(["status", ...place, ...args], { program: "library/command.ts" });
    expect(await running.ended).toBe(0);
    return running.out();
  };
  const reason = "guest may tell who or which event it was";
  expect(await said()).toContain(`    chart "Guests" reads events: ${reason}\n`);
  expect(JSON.parse(await said("--json"))).toMatchObject({
    events: [{ event: "seated", chartsOfEvents: [{ title: "Guests", reason }] }],
  });
});

test("two pipelines of a stack that declare an event of one name in different ways have each their own", async () => {
  const other = defineEvent({ ...seated, description: "A table was taken", fields: { persons: int() } });
  const out = await app({ shop: {}, bar: { eventTypes: [other] }, cafe: {} });
  for (const [name, event] of [
    ["shop", seated],
    ["bar", other],
    ["cafe", seated],
  ] as const)
    expect(Tree.of(out, undefined, `restaurant/${name}`).comments("eventTypes")).toEqual([JSON.stringify(event)]);
  expect(readPipeline(Tree.of(out, undefined, "restaurant/bar"), {}).eventTypes).toEqual([other]);
});

test("what a pipeline is called is read from its stacks", async () => {
  const out = await app(
    {
      shop: {
        backupRegion: "eu-central-1",
        storageFormat: { left: "parquet" },
        freshness: "seconds",
        stageName: "v1",
        pseudonymVersions: ["2", "1"],
      },
    },
    [seated, left, paid],
  );
  const { deployed, eventTypes } = readPipeline(Tree.of(out), {});
  expect(deployed).toMatchObject({
    name: "shop",
    accountId: undefined,
    region: "eu-west-1",
    stage: "v1",
    apiStack: "restaurant",
    waitSeconds: 6,
    eventBucket: `shop-events-${ACCOUNT_ID}-eu-west-1`,
    prefix: "",
    copies: [{ bucket: `shop-backup-${ACCOUNT_ID}-eu-central-1`, region: "eu-central-1" }],
    resultsBucket: `shop-results-${ACCOUNT_ID}-eu-west-1`,
    workgroup: "shop",
    database: "shop",
    storageFormat: { seated: "json", left: "parquet" },
    pseudonymKey: "alias/shop-pseudonyms",
    pseudonymVersions: ["2", "1"],
  });
  expect(eventTypes.map(({ name }) => name).sort()).toEqual(["left", "paid", "seated"]);
  expect(deployed.streamOf(seated)).toBe("shop-seated");
  expect(deployed.outputsOf("/left/batch")).toEqual(["shop_endpoint_left_batch", "endpoint_left_batch"]);
});

test("what was there before comes from options, and what is missing is said with them", async () => {
  const theirs = { bucketName: "lake", keyArn: KEY_ARN, workgroupName: "theirs", databaseName: "lake" };
  const out = await app({ shop: { ...theirs, streamNames: { seated: "door" }, prefix: "shop/" } });
  const { deployed } = readPipeline(Tree.of(out), {});
  expect(deployed).toMatchObject({
    eventBucket: "lake",
    prefix: "shop/",
    workgroup: "theirs",
    database: "lake",
    resultsBucket: undefined,
    copies: [],
  });
  expect(() => deployed.streamOf(seated)).toThrow(
    'no delivery stream of event type "seated" is in the stacks; name it: --stream seated=…',
  );
  const told = readPipeline(Tree.of(out), {}, { stream: { seated: "door" }, resultsBucket: "answers", copy: ["copy"] });
  expect(told.deployed).toMatchObject({ resultsBucket: "answers", copies: [{ bucket: "copy" }] });
  expect(told.deployed.streamOf(seated)).toBe("door");
});

test("one of several has to be named", async () => {
  const out = await app({ shop: {}, kitchen: {} }, [seated]);
  expect(() => readPipeline(Tree.of(out), {})).toThrow(
    "the stacks have several pipelines, name one: restaurant/kitchen, restaurant/shop",
  );
  const construct = "restaurant/bar";
  const none = 'no pipeline is in "restaurant/bar"; there is restaurant/kitchen, restaurant/shop';
  expect(() => readPipeline(Tree.of(out, undefined, construct), { construct })).toThrow(none);
  expect(() => loadApi(Tree.of(out, undefined, construct))).toThrow(none);
  const [{ groups } = { groups: [] }] = groupsOf(out, "restaurant/shop");
  expect(groups).toEqual(expect.arrayContaining(["/aws/lambda/shop-transform", "/aws/kinesisfirehose/shop-seated"]));
  expect(groups.join("\n")).not.toContain("kitchen");
});

test("the bill of one of several has to be asked for: they are made otherwise", async () => {
  const out = await app({ shop: { freshness: "seconds" }, kitchen: { ingestion: "lambda" } });
  const cost = async (...args: readonly string[]): Promise<readonly [unknown, string, string]> => {
    const place = ["--no-synth", "--cdktf-out", out, "--region", "us-east-1", "--json"];
    const running = clickstream(["cost", ...place, ...args], { program: "library/command.ts" });
    return [await running.ended, running.out(), running.err()];
  };
  expect(await cost("--stack", "restaurant")).toEqual([
    1,
    "",
    "clickstream: the stacks have several pipelines, name one with --construct: restaurant/kitchen, restaurant/shop\n",
  ]);
  const [code, printed] = await cost("--construct", "restaurant/kitchen");
  expect([code, JSON.parse(printed)]).toMatchObject([
    0,
    { settings: { mode: "lambda", streams: [{ bufferingIntervalSeconds: 300 }] } },
  ]);
  expect((await cost("--construct", "restaurant/bar"))[2]).toContain('no pipeline is in "restaurant/bar"; there is ');
}, 60_000);

test("without credentials every command says so in one line, wherever the account stands", async () => {
  const out = await app({ shop: {} });
  const nobody = {
    AWS_ACCESS_KEY_ID: "",
    AWS_SECRET_ACCESS_KEY: "",
    AWS_PROFILE: "",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  const erase = ["erase", "--field", "guest", "--value", "ada"];
  for (const args of [["smoke"], ["status"], ["replay"], erase, ["logs"]]) {
    const running = clickstream([...args, "--no-synth", "--cdktf-out", out], {
      program: "library/command.ts",
      env: nobody,
    });
    expect([args, await running.ended, running.out(), running.err()]).toEqual([
      args,
      1,
      "",
      expect.stringMatching(
        /^clickstream: no credentials of AWS: [^\n]+; choose a profile \(AWS_PROFILE\) or sign in\n$/,
      ),
    ]);
  }
});

test("smoke, status, replay and erase work on one of two pipelines in one bucket, and leave the other's folder alone", async () => {
  const shared = { bucketName: "lake", keyArn: KEY_ARN };
  const out = await app({
    shop: { ...shared, prefix: "shop/", sourceBackup: "all" },
    kitchen: { ...shared, prefix: "kitchen/" },
  });
  const data = temporaryFolder();
  const command = async (name: string, pipeline: string, ...args: readonly string[]): Promise<unknown> => {
    const place = ["--local", "--data", data, "--no-synth", "--cdktf-out", out, "--json"];
    const running = clickstream([name, `restaurant/${pipeline}`, ...place, ...args], { program: "library/command.ts" });
    expect([await running.ended, running.err()]).toEqual([0, expect.not.stringContaining("clickstream:") as string]);
    return JSON.parse(running.out());
  };
  const lines = (pipeline: string): number => storedLines(data, `${pipeline}/clickstream-data/`).length;

  for (const pipeline of ["shop", "kitchen"]) expect(await command("smoke", pipeline)).toMatchObject({ right: true });
  const before = [lines("shop"), lines("kitchen")];
  expect(before[0]).toBeGreaterThan(1);

  const failed = path.join(data, "s3/lake/shop/errors/seated/processing-failed/2026/11/20/12");
  mkdirSync(failed, { recursive: true });
  writeFileSync(path.join(failed, "object"), JSON.stringify(processingFailed({ seat: 7, guest: "ada" })));
  for (const outcome of ["sent", "sent before"])
    expect(await command("replay", "shop", "--send")).toMatchObject({ records: [{ outcome, records: 1 }] });
  expect(await command("status", "shop")).toMatchObject({
    environment: "shop",
    events: [{ event: "seated", stored: { events: lines("shop"), withProblems: 0 } }],
  });
  expect([lines("shop"), lines("kitchen")]).toEqual([(before[0] ?? 0) + 1, before[1]]);

  const ada = ["--field", "guest", "--value", "ada", "--delete", "--force"];
  expect(await command("erase", "shop", ...ada)).toMatchObject({ deleted: true });
  expect([lines("shop"), lines("kitchen")]).toEqual(before);
  const folders = filesIn(path.join(data, "s3/lake")).map((file) => file.split("/")[0]);
  expect(new Set(folders)).toEqual(new Set(["kitchen", "shop"]));
});
