import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { Construct } from "constructs";
import { QueryWorkgroup, type QueryWorkgroupProps } from "../../../constructs/catalog/query-workgroup";
import { KEY_ARN, LOCATION, statements, synth } from "../../support/synth";

const make = (scope: Construct, props: Partial<QueryWorkgroupProps> = {}) =>
  new QueryWorkgroup(scope, "queries", {
    ...LOCATION,
    workgroupName: "clicks",
    resultsBucketName: "results",
    keyArn: KEY_ARN,
    databaseName: "db",
    dataBucketName: "events",
    ...props,
  });
const workgroup = (props: Partial<QueryWorkgroupProps> = {}) =>
  synth((scope) => make(scope, props)).only("aws_athena_workgroup");

test("no client can get around the workgroup's settings: encrypted results in our own bucket, a scan limit, metrics", () => {
  expect(workgroup()).toMatchObject({
    name: "clicks",
    configuration: {
      enforce_workgroup_configuration: true,
      publish_cloudwatch_metrics_enabled: true,
      bytes_scanned_cutoff_per_query: 10 * 1024 ** 3,
      engine_version: { selected_engine_version: "Athena engine version 3" },
      result_configuration: {
        output_location: "s3://results/",
        expected_bucket_owner: "111122223333",
        encryption_configuration: { encryption_option: "SSE_KMS", kms_key_arn: KEY_ARN },
      },
    },
  });
});

test("the scan limit follows its prop, from Athena's least on", () => {
  const limit = (scanLimitMiB: number) =>
    (workgroup({ scanLimitMiB }).configuration as { bytes_scanned_cutoff_per_query: number })
      .bytes_scanned_cutoff_per_query;
  expect(limit(10)).toBe(10_485_760);
  expect(limit(10_485_760)).toBe(10 * 1024 ** 4);
});

test.each([
  ["scanLimitMiB", 9],
  ["scanLimitMiB", 10_485_761],
  ["scanLimitMiB", 10.5],
])("%s = %p is refused with the range", (prop, value) => {
  expect(() => workgroup({ [prop]: value })).toThrow(
    `\`scanLimitMiB\` must be a whole number from 10 to 10485760, got ${value}`,
  );
});

test("a name that Athena would refuse is refused with the rule", () => {
  expect(() => workgroup({ workgroupName: "my clicks" })).toThrow(
    '`workgroupName` must be at most 128 letters, digits, dots, hyphens and underscores, got "my clicks"',
  );
});

test("a workgroup with queries in it is kept unless it is said to be disposable", () => {
  expect(workgroup().force_destroy).toBe(false);
  expect(workgroup({ protectData: false }).force_destroy).toBe(true);
});

test("a saved query is found in the workgroup by its name, and runs in the database", () => {
  const tree = synth((scope) =>
    make(scope).saveQuery({ name: "all_of_it", description: "All of it", sql: "SELECT a FROM t" }),
  );
  expect(tree.only("aws_athena_named_query")).toMatchObject({
    name: "all_of_it",
    description: "All of it",
    query: "SELECT a FROM t",
    database: "db",
    workgroup: expect.stringMatching(/^\$\{aws_athena_workgroup\.\w+\.name\}$/) as string,
  });
});

describe("a role that may run queries", () => {
  const tree = synth((scope) =>
    make(scope).grantRunQueries(new IamRole(scope, "analyst", { name: "analyst", assumeRolePolicy: "{}" })),
  );
  const granted = statements(tree.only("aws_iam_role_policy").policy);
  const athena = { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } };

  test("uses this workgroup and reads this database, and changes neither", () => {
    expect(granted.Workgroup?.Resource).toBe("arn:aws:athena:eu-west-1:111122223333:workgroup/clicks");
    expect(granted.Workgroup?.Action).toEqual(
      expect.arrayContaining([
        "athena:StartQueryExecution",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:StopQueryExecution",
        "athena:ListNamedQueries",
        "athena:GetNamedQuery",
      ]),
    );
    expect(granted.Tables?.Resource).toEqual(
      ["catalog", "database/db", "table/db/*"].map((name) => `arn:aws:glue:eu-west-1:111122223333:${name}`),
    );
    const actions = Object.values(granted).flatMap(({ Action }) => Action as string | string[]);
    expect(
      actions.filter((action) => /:(Create|Update|Delete|Put(?!Object$)|Batch(Create|Delete)|Tag)/.test(action)),
    ).toEqual([]);
  });

  test("reads events and failed records through Athena alone, so that the scan limit holds, and cannot change them", () => {
    expect(granted.ReadData).toMatchObject({
      Action: "s3:GetObject",
      Resource: ["clickstream-data/*", "clickstream-parquet/*", "errors/*"].map(
        (folder) => `arn:aws:s3:::events/${folder}`,
      ),
      Condition: athena,
    });
    expect(granted.ListData).toMatchObject({
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::events",
      Condition: {
        ...athena,
        StringLike: { "s3:prefix": ["clickstream-data/*", "clickstream-parquet/*", "errors/*"] },
      },
    });
    expect(granted.DataBucket).toMatchObject({
      Action: "s3:GetBucketLocation",
      Resource: "arn:aws:s3:::events",
      Condition: athena,
    });
    const writing = Object.values(granted).filter(({ Action }) => [Action].flat().includes("s3:PutObject"));
    expect(writing.map(({ Resource }) => Resource)).toEqual(["arn:aws:s3:::results/*"]);
  });

  test("writes and reads results, with the key through S3 only", () => {
    expect(granted.ResultsBucket).toMatchObject({
      Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: "arn:aws:s3:::results",
    });
    expect(granted.Results?.Action).toEqual([
      "s3:AbortMultipartUpload",
      "s3:GetObject",
      "s3:ListMultipartUploadParts",
      "s3:PutObject",
    ]);
    expect(granted.Key).toMatchObject({
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: KEY_ARN,
      Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
    });
  });

  test("fits what IAM takes as a role's own policies", () => {
    expect(String(tree.only("aws_iam_role_policy").policy).length).toBeLessThan(10_240);
  });

  test("can be one that exists, named", () => {
    const named = synth((scope) => {
      const queries = make(scope);
      for (const role of ["analyst", "Team.Analysts@x"]) queries.grantRunQueries(role);
    });
    expect(
      named
        .all("aws_iam_role_policy")
        .map(({ role }) => role)
        .sort(),
    ).toEqual(["Team.Analysts@x", "analyst"]);
    for (const { policy } of named.all("aws_iam_role_policy")) expect(statements(policy)).toEqual(granted);
  });
});
