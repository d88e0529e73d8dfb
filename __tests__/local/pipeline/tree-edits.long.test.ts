import { readFileSync } from "node:fs";
import path from "node:path";
import {
  click,
  destination,
  edited,
  only,
  type Resources,
  start,
  storedLines,
  textOf,
  until,
} from "../../support/local";

describe("what the synthesized tree says is what happens", () => {
  test("another prefix puts the objects elsewhere", async () => {
    const run = await start({
      cdktfOut: await edited(
        "delivery",
        (resources) => (destination(resources, "menu-click").prefix = "elsewhere/!{timestamp:yyyy}/"),
      ),
    });
    await run.post("/poc", click("a"));
    await run.local("POST", "flush");
    expect(await run.pipeline.objects()).toEqual([
      expect.stringMatching(/^[^/]+\/elsewhere\/\d{4}\/clickstream-dev-menu-click-1-/),
    ]);
    expect(storedLines(run.dataFolder, "elsewhere/")).toHaveLength(1);
    expect(await run.rows("SELECT count(*) FROM my_ingested_data")).toEqual([[0]]);
  });

  test("shorter buffers deliver sooner, and no compression stores plain text", async () => {
    const cdktfOut = await edited("delivery", (resources) => {
      const s3 = destination(resources, "menu-click");
      Object.assign(s3, { buffering_interval: 0, compression_format: "UNCOMPRESSED" });
      const { processors } = s3["processing_configuration"] as { processors: [{ parameters: object[] }] };
      processors[0].parameters.push({ parameter_name: "BufferIntervalInSeconds", parameter_value: "0" });
    });
    const run = await start({ cdktfOut });
    await run.post("/poc", click("a"));
    await until(async () => (await run.status()).events.delivered === 1);
    const [object = ""] = await run.pipeline.objects();
    expect(textOf(path.join(run.dataFolder, "s3", object))).toContain('"event_id":"a"');
    expect(await run.rows("SELECT event_id FROM my_ingested_data")).toEqual([["a"]]);
    await run.stop();
    const compressing = await start({ dataFolder: run.dataFolder });
    await compressing.post("/poc", click("b"));
    await compressing.local("POST", "flush");
    expect(await compressing.rows("SELECT event_id FROM my_ingested_data ORDER BY 1")).toEqual([["a"], ["b"]]);
  });

  test("another response template answers otherwise", async () => {
    const cdktfOut = await edited("ingestion", (resources) => {
      only(resources, "aws_api_gateway_integration_response", "route_poc_accepted").response_templates = {
        "application/json": '{"stage":"$context.stage"}',
      };
    });
    const run = await start({ cdktfOut });
    expect(await run.post("/poc", click("a"))).toMatchObject({ status: 200, body: { stage: "dev" } });
  });

  test("another model refuses otherwise", async () => {
    const cdktfOut = await edited("ingestion", (resources) => {
      only(resources, "aws_api_gateway_model", "route_poc_model").schema = JSON.stringify({
        $schema: "http://json-schema.org/draft-04/schema#",
        type: "object",
        required: ["table_number"],
      });
    });
    const run = await start({ cdktfOut });
    expect(await run.post("/poc", click("a"))).toMatchObject({
      status: 400,
      body: { reason: expect.stringContaining("table_number") as string },
    });
    expect((await run.post("/poc", { table_number: 7 })).status).toBe(200);
  });

  test("a processor that is switched off delivers what was sent", async () => {
    const cdktfOut = await edited("delivery", (resources) => {
      (destination(resources, "menu-click").processing_configuration as { enabled: boolean }).enabled = false;
    });
    const run = await start({ cdktfOut });
    await run.post("/poc", click("a"));
    await run.local("POST", "flush");
    const [object = ""] = await run.pipeline.objects();
    expect(JSON.parse(textOf(path.join(run.dataFolder, "s3", object)))).toEqual(click("a"));
  });

  test("the environment's own names are used", () => {
    // nothing of the local run may know a bucket, a stream or a table by name
    for (const file of [
      "local/pipeline/pipeline.ts",
      "emulation/firehose/model.ts",
      "emulation/api/model.ts",
      "emulation/athena/tables.ts",
      "emulation/lambda/model.ts",
    ])
      expect(readFileSync(file, "utf8")).not.toMatch(/my_ingested_data|clickstream_data|menu-click|clickstream-dev/);
  });
});

describe("what the local run does not know stops the start with the resource's address", () => {
  const processor = (resources: Resources): { parameters: object[] } =>
    (destination(resources, "menu-click").processing_configuration as { processors: [{ parameters: object[] }] })
      .processors[0];

  test.each<[string, string, (resources: Resources) => unknown, RegExp]>([
    [
      "an argument of a stream",
      "delivery",
      (all) => (destination(all, "order").dynamic_partitioning_configuration = { enabled: true }),
      /^clickstream-dev-delivery: aws_kinesis_firehose_delivery_stream\.stream-order_\w+: argument "extended_s3_configuration\.dynamic_partitioning_configuration" = \{"enabled":true\} is not known/,
    ],
    [
      "a processor parameter",
      "delivery",
      (all) => processor(all).parameters.push({ parameter_name: "Colour", parameter_value: "red" }),
      /^clickstream-dev-delivery: aws_kinesis_firehose_delivery_stream\.stream-menu-click_\w+: .*parameter_name "Colour" is not known to the local run/,
    ],
    [
      "a prefix expression",
      "delivery",
      (all) => (destination(all, "order").prefix = "!{timestamp:e}/"),
      /^clickstream-dev-delivery: aws_kinesis_firehose_delivery_stream\.stream-order_\w+: extended_s3_configuration\.prefix has the expression !\{timestamp:e\}, which is not known/,
    ],
    [
      "an argument of a function",
      "delivery",
      (all) => (only(all, "aws_lambda_function").layers = ["x"]),
      /^clickstream-dev-delivery: aws_lambda_function\.\w+: argument "layers" = \["x"\] is not known/,
    ],
    [
      "a bundle that isn't there",
      "delivery",
      (all) => (only(all, "aws_lambda_function").handler = "gone.handler"),
      /^clickstream-dev-delivery: aws_lambda_function\.\w+: handler names the module "gone", which is missing in .*; `cdktf synth` makes it$/,
    ],
    [
      "another runtime",
      "delivery",
      (all) => (only(all, "aws_lambda_function").runtime = "python3.14"),
      /^clickstream-dev-delivery: aws_lambda_function\.\w+: runtime must be a Node\.js runtime to run here, got "python3\.14"$/,
    ],
    [
      "a template function",
      "ingestion",
      (all) =>
        (only(all, "aws_api_gateway_integration", "route_poc_integration").request_templates = {
          "application/json": "$util.shout($input.body)",
        }),
      /^clickstream-dev-ingestion: aws_api_gateway_integration\.ingest_route_poc_integration_\w+: .*\$util\.shout/,
    ],
    [
      "another action",
      "ingestion",
      (all) =>
        (only(all, "aws_api_gateway_integration", "route_poc_integration").uri =
          "arn:aws:apigateway:us-east-1:firehose:action/PutRecordBatch"),
      /^clickstream-dev-ingestion: aws_api_gateway_integration\.ingest_route_poc_integration_\w+: uri calls firehose:PutRecordBatch, which is not known to the local run; it knows firehose:PutRecord$/,
    ],
    [
      "an argument of a table",
      "catalog",
      (all) => (only(all, "aws_glue_catalog_table", "lines-clickstream_data").target_table = { name: "x" }),
      /^clickstream-dev-catalog: aws_glue_catalog_table\.[\w-]+: argument "target_table"/,
    ],
  ])("%s", async (_, component, edit, message) => {
    await expect(start({ cdktfOut: await edited(component, edit) })).rejects.toThrow(message);
  });

  test("a transform that no stack has is named with its stream", async () => {
    const cdktfOut = await edited("delivery", (resources) => {
      processor(resources).parameters[0] = {
        parameter_name: "LambdaArn",
        parameter_value: "arn:aws:lambda:us-east-1:000000000000:function:gone",
      };
    });
    await expect(start({ cdktfOut })).rejects.toThrow(
      "delivery stream clickstream-dev-menu-click: its transform arn:aws:lambda:us-east-1:000000000000:function:gone is no function of this environment",
    );
  });
});
