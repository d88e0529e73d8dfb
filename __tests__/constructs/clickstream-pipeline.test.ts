import { DataAwsS3Bucket } from "@cdktf/provider-aws/lib/data-aws-s3-bucket";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { ClickstreamPipeline, type ClickstreamPipelineProps } from "../../constructs/clickstream-pipeline";
import { defineEvent } from "../../declaration/define";
import { int, string } from "../../declaration/event";
import { bundleFolder, KEY_ARN, LOCATION, stackOf, statements, synth, type Tree } from "../support/synth";

const doorOpened = defineEvent({
  name: "door-opened",
  description: "A guest came in",
  path: "/doors",
  table: "doors_opened",
  fields: { door: string({ required: true }) },
});
const tableLaid = defineEvent({
  name: "table-laid",
  description: "A table is ready",
  path: "/tables",
  table: "tables_laid",
  fields: { seats: int() },
});
const visit = defineEvent({
  name: "visit",
  description: "A guest",
  path: "/visits",
  table: "visits",
  fields: { guest: string({ pseudonym: true }) },
  clearValueInStream: true,
});
const eventTypes = [doorOpened, tableLaid];
const handlerBundles = { transform: bundleFolder(), ingest: bundleFolder("ingest") };
const ROLE = { name: "ours", arn: "arn:aws:iam::111122223333:role/ours" };

const props = (overrides: Partial<ClickstreamPipelineProps> = {}): ClickstreamPipelineProps => ({
  ...LOCATION,
  name: "doors",
  eventTypes,
  handlerBundles,
  ...overrides,
});
const pipeline = (overrides: Partial<ClickstreamPipelineProps> = {}): Tree =>
  synth((scope) => new ClickstreamPipeline(scope, "doors", props(overrides)), overrides.region);
const count = (tree: Tree, type: string): number => tree.all(type).length;
const stream = (tree: Tree, name: string): Record<string, unknown> =>
  tree.all("aws_kinesis_firehose_delivery_stream").find((each) => each["name"] === name) as Record<string, unknown>;

test("with nothing but a name, a place and event types there is a whole pipeline", () => {
  const tree = pipeline();
  expect(tree.all("aws_kinesis_firehose_delivery_stream").map(({ name }) => name)).toEqual([
    "doors-door-opened",
    "doors-table-laid",
  ]);
  expect(
    tree
      .all("aws_s3_bucket")
      .map(({ bucket }) => bucket)
      .sort(),
  ).toEqual(["access-logs", "events", "results"].map((kind) => `doors-${kind}-111122223333-eu-west-1`));
  expect(tree.only("aws_glue_catalog_database")["name"]).toBe("doors");
  expect(tree.only("aws_athena_workgroup")["name"]).toBe("doors");
  expect(tree.only("aws_api_gateway_stage")["stage_name"]).toBe("live");
  expect(tree.only("aws_kms_key")).toMatchObject({ enable_key_rotation: true });
  expect(count(tree, "aws_lambda_function")).toBe(1);
});

test("its parts wait for each other in one stack: streams for their bucket, tables for their database", () => {
  const tree = pipeline({ storageFormat: { "table-laid": "parquet" } });
  expect(stream(tree, "doors-door-opened")).toMatchObject({
    extended_s3_configuration: { bucket_arn: expect.stringMatching(/\$\{aws_s3_bucket\./) as string },
  });
  expect(stream(tree, "doors-table-laid")["depends_on"]).toContainEqual(
    expect.stringMatching(/^aws_glue_catalog_table\..*parquet-tables_laid/),
  );
  for (const table of tree.all("aws_glue_catalog_table")) {
    expect(JSON.stringify([table["database_name"], table["depends_on"]])).toMatch(
      /aws_glue_catalog_(database|table)\./,
    );
  }
});

test("a Lambda between API and streams is a matter of one prop", () => {
  expect(
    pipeline({ ingestion: "lambda" })
      .all("aws_lambda_function")
      .map(({ function_name: name }) => name),
  ).toEqual(["doors-transform", "doors-ingest"]);
});

test("a key that exists encrypts everything, and none is made", () => {
  const tree = pipeline({ keyArn: KEY_ARN });
  expect(count(tree, "aws_kms_key")).toBe(0);
  for (const each of tree.all("aws_cloudwatch_log_group")) expect(each["kms_key_id"]).toBe(KEY_ARN);
  for (const name of ["door-opened", "table-laid"])
    expect(stream(tree, `doors-${name}`)).toMatchObject({
      server_side_encryption: { key_arn: KEY_ARN },
      extended_s3_configuration: { kms_key_arn: KEY_ARN },
    });
});

test("a bucket that exists gets the events, and its policy and lifecycle stay what they are", () => {
  const tree = pipeline({ bucketName: "lake" });
  expect(JSON.stringify(tree.all("aws_s3_bucket"))).not.toContain("doors-events");
  expect(count(tree, "aws_s3_bucket_policy")).toBe(2); // of the access logs and the results
  expect(stream(tree, "doors-door-opened")).toMatchObject({
    extended_s3_configuration: { bucket_arn: "arn:aws:s3:::lake" },
  });
  expect(
    tree
      .all("aws_glue_catalog_table")
      .flatMap((table) =>
        table["table_type"] === "EXTERNAL_TABLE"
          ? [(table["storage_descriptor"] as { location: string }).location]
          : [],
      ),
  ).toEqual(
    ["errors/", "clickstream-data/door-opened/", "clickstream-data/table-laid/"].map((prefix) => `s3://lake/${prefix}`),
  );
});

test("below a prefix lies everything of a pipeline: objects, failures, raw records, tables, permissions, metrics", () => {
  const shared = { keyArn: KEY_ARN, bucketName: "lake", resultsBucketName: "answers", alarms: {} };
  const chosen = { storageFormat: { "table-laid": "parquet" }, sourceBackup: "all", analystRoles: ["ours"] } as const;
  const [plain, folder] = [pipeline({ ...shared, ...chosen }), pipeline({ ...shared, ...chosen, prefix: "shop/web/" })];
  const roots = /(?<!shop\/web\/)(clickstream-data|clickstream-parquet|clickstream-source|(?<=[/" ])errors)\//;
  const outside = (tree: Tree): readonly string[] => tree.json.split("\n").filter((line) => roots.test(line));
  expect(outside(plain).length).toBeGreaterThan(15);
  expect(outside(folder)).toEqual([]);
  expect(JSON.parse(folder.json.replaceAll("shop/web/", "").replaceAll("shop-web-", ""))).toEqual(
    JSON.parse(plain.json),
  );
  expect(folder.only("aws_s3_bucket_metric")).toMatchObject({
    name: "shop-web-errors",
    filter: { prefix: "shop/web/errors/" },
  });
});

test.each(["shop", "/shop/", "shop//", "_shop/", ".shop/", "shop/*/", "$shop/", "a b/", "", `${"a".repeat(128)}/`])(
  'prefix "%s" is refused',
  (prefix) => {
    expect(() => pipeline({ bucketName: "lake", prefix })).toThrow(
      `\`prefix\` must be folders of letters, digits, dots, hyphens and underscores, each beginning with a letter or digit and ending with "/", at most 128 characters, got "${prefix}"`,
    );
  },
);

test("a prefix is refused in a bucket that is the pipeline's alone, and when it is a reference", () => {
  expect(() => pipeline({ prefix: "shop/" })).toThrow(
    '`prefix` must be left out without `bucketName`: a bucket of its own is the pipeline\'s alone; got "shop/"',
  );
  expect(() =>
    synth((scope) => {
      const prefix = new TerraformVariable(scope, "prefix", {}).stringValue;
      return new ClickstreamPipeline(scope, "doors", props({ bucketName: "lake", prefix }));
    }),
  ).toThrow("`prefix` must be plain text, got a reference");
});

test("with both buckets given there is no bucket at all", () => {
  expect(count(pipeline({ bucketName: "lake", resultsBucketName: "answers" }), "aws_s3_bucket")).toBe(0);
});

test("a role that exists delivers every stream, with the permissions for it, and the bucket lets it in", () => {
  const tree = pipeline({ deliveryRole: ROLE });
  expect(JSON.stringify(tree.all("aws_iam_role"))).not.toContain("delivery");
  expect(stream(tree, "doors-table-laid")).toMatchObject({ extended_s3_configuration: { role_arn: ROLE.arn } });
  expect(
    tree
      .all("aws_iam_role_policy")
      .filter(({ role }) => role === ROLE.name)
      .map(({ name }) => name),
  ).toEqual(["deliver-door-opened", "deliver-table-laid"]);
  const policy = tree
    .all("aws_s3_bucket_policy")
    .map((each) => statements(each["policy"]))
    .find((each) => each["Delivery"] !== undefined);
  expect(policy?.["Delivery"]).toMatchObject({ Condition: { ArnEquals: { "aws:PrincipalArn": [ROLE.arn] } } });
});

test("a role that exists puts the records of the API", () => {
  const tree = pipeline({ ingestRole: ROLE });
  expect(
    tree
      .all("aws_api_gateway_integration")
      .filter(({ type }) => type === "AWS")
      .map(({ credentials }) => credentials),
  ).toEqual(Array(4).fill(ROLE.arn));
  expect(
    tree
      .all("aws_iam_role_policy")
      .filter(({ role }) => role === ROLE.name)
      .map(({ name }) => name),
  ).toEqual(["put-record"]);
});

test("a stream that exists is put into, and none is made for its event type", () => {
  const tree = pipeline({ streamNames: { "door-opened": "entrance" }, bucketName: "lake" });
  expect(tree.all("aws_kinesis_firehose_delivery_stream").map(({ name }) => name)).toEqual(["doors-table-laid"]);
  expect(JSON.stringify(tree.all("aws_api_gateway_integration"))).toContain("entrance");
  expect(tree.only("aws_lambda_function")).toMatchObject({
    environment: { variables: { EVENT_TYPES_BY_STREAM: '{"doors-table-laid":"table-laid"}' } },
  });
});

test("with all streams given nothing is left to bundle or to zip", () => {
  const tree = pipeline({ streamNames: { "door-opened": "entrance", "table-laid": "hall" }, bucketName: "lake" });
  expect(count(tree, "aws_lambda_function") + count(tree, "aws_kinesis_firehose_delivery_stream")).toBe(0);
  expect(tree.json).not.toContain("archive");
});

test("a database that exists gets the tables and views", () => {
  const tree = pipeline({ databaseName: "company" });
  expect(count(tree, "aws_glue_catalog_database")).toBe(0);
  expect(new Set(tree.all("aws_glue_catalog_table").map((table) => table["database_name"]))).toEqual(
    new Set(["company"]),
  );
});

test("a workgroup that exists gets the saved queries, and no bucket is made for its results", () => {
  const tree = pipeline({ workgroupName: "analysts" });
  expect(count(tree, "aws_athena_workgroup")).toBe(0);
  expect(new Set(tree.all("aws_athena_named_query").map((query) => query["workgroup"]))).toEqual(new Set(["analysts"]));
  expect(JSON.stringify(tree.all("aws_s3_bucket"))).not.toContain("results");
});

test("whoever is let run queries in a workgroup that exists needs its results, so their bucket must be named", () => {
  const grant = (overrides: Partial<ClickstreamPipelineProps>): Tree =>
    synth((scope) =>
      new ClickstreamPipeline(scope, "doors", props({ workgroupName: "analysts", ...overrides })).grantRunQueries(
        "readers",
      ),
    );
  expect(() => grant({})).toThrow(
    '`resultsBucketName` of workgroup "analysts" must be given to let a role run queries',
  );
  expect(JSON.stringify(grant({ resultsBucketName: "answers" }).all("aws_iam_role_policy"))).toContain(
    "arn:aws:s3:::answers/*",
  );
});

test("two live in one stack, with one archive provider", () => {
  const tree = synth((scope) => {
    new ClickstreamPipeline(scope, "north", props({ name: "north" }));
    new ClickstreamPipeline(scope, "south", props({ name: "south" }));
  });
  expect(count(tree, "aws_kinesis_firehose_delivery_stream")).toBe(4);
  const names = ["aws_s3_bucket", "aws_iam_role", "aws_cloudwatch_log_group", "aws_lambda_function"].flatMap((type) =>
    tree.all(type).map((each) => `${type} ${String(each["bucket"] ?? each["name"] ?? each["function_name"])}`),
  );
  expect(new Set(names).size).toBe(names.length);
  expect((JSON.parse(tree.json) as { provider: { archive: unknown[] } }).provider.archive).toHaveLength(1);
});

test.each([
  ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
  ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
])("in %s every ARN is one of partition %s", (region, partition, suffix) => {
  const { json } = pipeline({ region, ingestion: "lambda", storageFormat: "parquet" });
  const partitions = [...json.matchAll(/arn:(aws[a-z-]*):/g)].map(([, each]) => each);
  expect(new Set(partitions)).toEqual(new Set([partition]));
  expect(json).toContain(`logs.${region}.${suffix}`);
});

test("a resource can be overridden as CDKTF users do", () => {
  const tree = synth((scope) => {
    const { delivery, catalog } = new ClickstreamPipeline(scope, "doors", props());
    delivery?.streams.get("door-opened")?.stream.addOverride("extended_s3_configuration.buffering_interval", 900);
    catalog.queries.workgroup?.addOverride("state", "DISABLED");
  });
  expect(stream(tree, "doors-door-opened")).toMatchObject({ extended_s3_configuration: { buffering_interval: 900 } });
  expect(tree.only("aws_athena_workgroup")["state"]).toBe("DISABLED");
});

test("its outputs cross to another stack as references", () => {
  const app = Testing.app();
  const [one, other] = [new TerraformStack(app, "one"), new TerraformStack(app, "other")];
  for (const stack of [one, other]) new AwsProvider(stack, "aws", { region: LOCATION.region });
  const { storage } = new ClickstreamPipeline(one, "doors", props());
  new ClickstreamPipeline(
    other,
    "more",
    props({ name: "more", keyArn: storage.keyArn, bucketName: storage.bucketName, prefix: "more/" }),
  );
  app.synth();
  expect(stackOf(app.outdir, "other").json).toContain("data.terraform_remote_state.");
});

test.each<[string, Partial<ClickstreamPipelineProps>]>([
  [
    '`name` must be lower-case letters, digits and single hyphens, at most 28, beginning with a letter, got "Doors"',
    { name: "Doors" },
  ],
  [
    `\`name\` must be lower-case letters, digits and single hyphens, at most 28, beginning with a letter, got "${"d".repeat(29)}"`,
    { name: "d".repeat(29) },
  ],
  ['`accountId` must be 12 digits, got "1234"', { accountId: "1234" }],
  ['`region` must be an AWS region, like "us-east-1", got "Ireland"', { region: "Ireland" }],
  ["no event types: declare at least one", { eventTypes: [] }],
  [
    '`storageFormat` must be for event types, which are door-opened, table-laid, got "doors"',
    { storageFormat: { doors: "parquet" } },
  ],
  [
    '`streamNames` must be for event types, which are door-opened, table-laid, got "doors"',
    { streamNames: { doors: "entrance" } },
  ],
  [
    "`bucketName` must be given with `streamNames`: the tables lie over the bucket that those streams deliver to",
    { streamNames: { "door-opened": "entrance" } },
  ],
  [
    "`deliveryRole` must be left out when every stream exists: it would deliver nothing",
    { streamNames: { "door-opened": "a", "table-laid": "b" }, bucketName: "lake", deliveryRole: ROLE },
  ],
  [
    '`bucketName` must be 3 to 63 lower-case letters, digits, hyphens and dots, got "arn:aws:s3:::lake"',
    { bucketName: "arn:aws:s3:::lake" },
  ],
  [
    '`resultsBucketName` must be 3 to 63 lower-case letters, digits, hyphens and dots, got "Answers"',
    { resultsBucketName: "Answers" },
  ],
  [
    '`databaseName` must be at most 255 lower-case letters, digits, underscores and hyphens, got "Company"',
    { databaseName: "Company" },
  ],
  [
    '`deliveryRole.name` must be the name of an IAM role without its path, got "/ours/ours"',
    { deliveryRole: { ...ROLE, name: "/ours/ours" } },
  ],
  [
    '`ingestRole.arn` must be the ARN of an IAM role, got "arn:aws:s3:::ours"',
    { ingestRole: { ...ROLE, arn: "arn:aws:s3:::ours" } },
  ],
  [
    '`runbook` must be an address or a path of at most 500 characters without spaces, got "ask Ann"',
    { runbook: "ask Ann", alarms: {} },
  ],
])("%s", (message, overrides) => {
  expect(() => pipeline(overrides)).toThrow(message);
});

test("a region that is a reference is refused, since ARNs are made of it", () => {
  expect(() =>
    synth(
      (scope) =>
        new ClickstreamPipeline(
          scope,
          "doors",
          props({ region: new TerraformVariable(scope, "region", {}).stringValue }),
        ),
    ),
  ).toThrow("`region` must be plain text, got a reference: names and ARNs are made of it");
});

describe("a pipeline beside another", () => {
  const both = (
    second: Partial<ClickstreamPipelineProps>,
    first: Partial<ClickstreamPipelineProps> = {},
  ): (() => Tree) => {
    return () =>
      synth((scope) => {
        new ClickstreamPipeline(scope, "one", props(first));
        return new ClickstreamPipeline(scope, "other", props({ name: "menus", ...second }));
      });
  };

  test("is refused under the same name, in another region too", () => {
    expect(both({ name: "doors" })).toThrow(
      /^`name` must be once in an account: all that it makes would have the names of \S*one; give \S*other another than "doors"$/,
    );
    const app = Testing.app();
    const place = (region: string, id: string): ClickstreamPipeline => {
      const stack = new TerraformStack(app, id);
      new AwsProvider(stack, "aws", { region });
      return new ClickstreamPipeline(stack, "doors", props({ region }));
    };
    place("eu-west-1", "west");
    expect(() => place("eu-central-1", "central")).toThrow(
      '`name` must be once in an account: roles, which an account has once for all regions, would have the names of west/doors; give central/doors another than "doors"',
    );
  });

  test.each<[what: string, first: Partial<ClickstreamPipelineProps>, second: Partial<ClickstreamPipelineProps>]>([
    [
      'aws_kinesis_firehose_delivery_stream "doors-table-laid"',
      {},
      { name: "doors-table", eventTypes: [{ ...doorOpened, name: "laid" }] },
    ],
    ['aws_athena_workgroup "doors-lake"', { lake: {} }, { name: "doors-lake" }],
    ['aws_kms_alias "alias/doors-pseudonyms"', { eventTypes: [visit] }, { name: "doors-pseudonyms" }],
  ])("is refused when a name of its own would be that of the other's %s", (made, first, second) => {
    const name = second.name ?? "";
    expect(both(second, first)).toThrow(
      new RegExp(
        `^\`name\` must be another: with "${name}" there would be a second ${made}, which \\S*one has, whose name is "doors"$`,
      ),
    );
  });

  const inBucket = (bucketName: string, prefix?: string): Partial<ClickstreamPipelineProps> => ({
    bucketName,
    keyArn: KEY_ARN,
    ...(prefix !== undefined && { prefix }),
  });

  test.each<[string | undefined, string | undefined]>([
    [undefined, undefined],
    ["shop/", "shop/"],
    ["shop/", "shop/kitchen/"],
    ["shop/kitchen/", "shop/"],
    [undefined, "clickstream-data/door-opened/"],
    ["errors/", undefined],
  ])("is refused in the same bucket when their folders meet: %s and %s", (first, second) => {
    expect(both(inBucket("ours", second), inBucket("ours", first))).toThrow(
      /^`prefix` must not meet that of \S*one in bucket "ours", where .* would mix: got .* beside .*; give both folders beside each other/,
    );
  });

  test.each<[string | undefined, string | undefined]>([
    ["shop/", "kitchen/"],
    ["shop/", "shop-2/"],
    [undefined, "shop/"],
    ["shop/", undefined],
    ["a/b/", "a/c/"],
  ])("is taken in the same bucket when their folders don't meet: %s and %s", (first, second) => {
    expect(both(inBucket("ours", second), inBucket("ours", first))).not.toThrow();
  });

  test("is taken in another bucket under the same prefix", () => {
    expect(both(inBucket("ours", "shop/"), inBucket("theirs", "shop/"))).not.toThrow();
  });

  test("is found in the same bucket however it is named: by the other pipeline, by a data source, from another stack", () => {
    const app = Testing.app();
    const stacks = ["one", "other"].map((id) => {
      const stack = new TerraformStack(app, id);
      new AwsProvider(stack, "aws", { region: LOCATION.region });
      return stack;
    }) as [TerraformStack, TerraformStack];
    const first = new ClickstreamPipeline(stacks[0], "first", props());
    const lake = (stack: TerraformStack): string => new DataAwsS3Bucket(stack, "lake", { bucket: "ours" }).bucket;
    new ClickstreamPipeline(stacks[0], "second", props({ name: "second", ...inBucket(lake(stacks[0])) }));
    for (const [name, bucketName] of Object.entries({
      a: first.storage.bucketName,
      b: first.names.eventBucket(),
      c: "ours",
      d: lake(stacks[1]),
    }))
      expect(() => new ClickstreamPipeline(stacks[1], name, props({ name, ...inBucket(bucketName) }))).toThrow(
        /^`prefix` must not meet that of one\/(first|second) in bucket "(ours|doors-events-111122223333-eu-west-1)"/,
      );
  });

  test("is refused on the same database: each has a table of failed records", () => {
    expect(both({ databaseName: "lake" }, { databaseName: "lake" })).toThrow(
      /^`databaseName` must be another than that of \S*one: each has a table of failed records there; got "lake" twice$/,
    );
    expect(both({ databaseName: "doors" })).toThrow(/got "doors" twice$/);
  });
});

test("a region that is not the provider's is refused though the provider comes after the pipeline, or is the copy's", () => {
  const app = Testing.app();
  const stack = new TerraformStack(app, "stack");
  new ClickstreamPipeline(stack, "doors", props());
  new AwsProvider(stack, "aws", { region: "eu-north-1" });
  expect(() => app.synth()).toThrow('`region` must be that of the stack\'s provider, "eu-north-1", got "eu-west-1"');

  const backup = (scope: Construct): unknown => {
    const backupProvider = new AwsProvider(scope, "copy", { region: "us-east-1", alias: "copy" });
    return new ClickstreamPipeline(scope, "doors", props({ backupRegion: "us-west-2", backupProvider }));
  };
  expect(() => synth(backup)).toThrow(
    '`backupProvider` must be one of `backupRegion`, which is "us-west-2", got one of "us-east-1"',
  );
});

test("a key of the stack's is taken by its own ARN, and not by an alias or its id", () => {
  const withKey = (keyOf: (key: KmsKey, alias: KmsAlias) => string) => (): Tree =>
    synth((scope) => {
      const key = new KmsKey(scope, "key", {});
      const alias = new KmsAlias(scope, "alias", { name: "alias/ours", targetKeyId: key.keyId });
      return new ClickstreamPipeline(scope, "doors", props({ keyArn: keyOf(key, alias) }));
    });
  expect(withKey((key) => key.arn)).not.toThrow();
  expect(withKey((_, alias) => alias.targetKeyArn)).not.toThrow();
  expect(withKey((_, alias) => alias.arn)).toThrow(
    '`keyArn` must be the ARN of a key, got "aws_kms_alias.alias.arn"; take its target_key_arn',
  );
  expect(withKey((key) => key.keyId)).toThrow(
    '`keyArn` must be the ARN of a key, got "aws_kms_key.key.key_id"; take its arn',
  );
});

test("a region that is not the provider's is refused", () => {
  const stack = new TerraformStack(Testing.app(), "stack");
  new AwsProvider(stack, "other", { region: "us-east-1", alias: "other" });
  new AwsProvider(stack, "aws", { region: "eu-north-1" });
  expect(() => new ClickstreamPipeline(stack, "doors", props())).toThrow(
    '`region` must be that of the stack\'s provider, "eu-north-1", got "eu-west-1"; give the pipeline a stack with a provider of its region',
  );
});

test("a key of another region is refused", () => {
  const keyArn = "arn:aws:kms:us-east-1:111122223333:key/k";
  expect(() => pipeline({ keyArn })).toThrow(
    `\`keyArn\` must be that of a key in "eu-west-1", which is the pipeline's region, or left out for a key of its own, got "${keyArn}"`,
  );
});

test.each(["alias/doors", "arn:aws:kms:eu-west-1:111122223333:alias/doors", "12345678-1234-1234-1234-123456789012"])(
  "%s is no key's ARN",
  (keyArn) => {
    expect(() => pipeline({ keyArn })).toThrow(/^`keyArn` must be the ARN of a key, .*not of an alias, got "/);
  },
);

test("days for raw records are refused where none are kept", () => {
  expect(() => pipeline({ sourceExpirationDays: 7 })).toThrow(
    "`sourceExpirationDays` must be left out without `sourceBackup`, which keeps raw records; got 7",
  );
  expect(() => pipeline({ sourceExpirationDays: 7, sourceBackup: ["door-opened"] })).not.toThrow();
});
