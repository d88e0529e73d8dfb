import type { Resource } from "../../../emulation/tree/tree";
import { block, type Facts } from "./facts";
import { AthenaNeeds } from "./athena";
import { docs, needs, role, service, type Need } from "./need";

const GLUE = "athena/latest/ug/fine-grained-access-to-glue-resources.html";

/** What keeps the curated tables: schedules start workflows, these ask Athena, which reads and writes for them. */
export const lake = (facts: Facts): readonly Need[] => [
  ...facts.all("aws_scheduler_schedule").flatMap((schedule) => started(facts, schedule)),
  ...facts.all("aws_sfn_state_machine").flatMap((workflow) => kept(facts, workflow)),
];

function started(facts: Facts, { config }: Resource): readonly Need[] {
  const target = block(config.target);
  const source = docs("scheduler/latest/UserGuide/setting-up.html");
  const { accountId } = facts.environment;
  const isFunction = String(target.arn).includes(":function:");
  return [
    ...needs(
      {
        who: service("scheduler.amazonaws.com"),
        why: "Scheduler takes its role",
        source,
        context: { "aws:SourceAccount": accountId },
        walls: ["aws:SourceAccount"],
      },
      "sts",
      "AssumeRole",
      String(target.role_arn),
    ),
    ...needs(
      { who: role(String(target.role_arn)), why: "a schedule starts the workflow, or the freshness probe", source },
      isFunction ? "lambda" : "states",
      isFunction ? "InvokeFunction" : "StartExecution",
      String(target.arn),
    ),
  ];
}

/** The figures of charts that were declared before. */
const oldFigures = (table: string): string => `${table}_rollup_01234567`;

function kept(facts: Facts, workflow: Resource): readonly Need[] {
  const arn = String(workflow.config.role_arn);
  const athena = new AthenaNeeds(facts, arn);
  const { ask, through } = athena;
  const definition = String(workflow.config.definition);
  const [, table = ""] = /\.`(\w+)_lake` \(/.exec(definition) ?? [];
  const [, databaseName = ""] = /NOT EXISTS `(\w+)`/.exec(definition) ?? [];
  const [, workgroup = ""] = /"WorkGroup":"([\w-]+)"/.exec(definition) ?? [];
  const [, event = ""] = /-lake-([\w-]+)$/.exec(String(workflow.config.name)) ?? [];
  const isParquet = definition.includes(`${table}_parquet`);
  const landing = [`clickstream-data/${event}/`, ...(isParquet ? [`clickstream-parquet/${event}/`] : [])];
  const [, figures] = new RegExp(`\\.\`(${table}_rollup_[0-9a-f]{8})\` \\(`).exec(definition) ?? [];
  const folders = [table, ...(figures === undefined ? [] : [figures, oldFigures(table)])].map(
    (name) => `clickstream-lake/${name}/`,
  );
  const [data, results] = [facts.bucket("events"), facts.bucket("results")];
  const [catalog, database] = [facts.regional("glue", "catalog"), facts.regional("glue", `database/${databaseName}`)];
  return [
    ...needs(
      {
        who: service("states.amazonaws.com"),
        why: "Step Functions takes the workflow's role",
        source: docs("step-functions/latest/dg/procedure-create-iam-role.html"),
        context: { "aws:SourceAccount": facts.environment.accountId, "aws:SourceArn": facts.arn(workflow) },
        walls: ["aws:SourceAccount", "aws:SourceArn"],
      },
      "sts",
      "AssumeRole",
      arn,
    ),
    ...needs(
      ask(
        "whether another run is under way, and when the last one succeeded",
        "step-functions/latest/apireference/API_ListExecutions.html",
      ),
      "states",
      "ListExecutions",
      facts.arn(workflow),
    ),
    ...needs(
      ask("a statement, until it has ended", "step-functions/latest/dg/connect-athena.html"),
      "athena",
      "GetQueryExecution GetQueryResults StartQueryExecution StopQueryExecution",
      facts.regional("athena", `workgroup/${workgroup}`),
    ),
    ...needs(
      ask("a statement, until it has ended", "step-functions/latest/dg/connect-athena.html"),
      "athena",
      "GetDataCatalog",
      facts.regional("athena", "datacatalog/AwsDataCatalog"),
    ),
    ...needs(
      ask("the database", GLUE),
      "glue",
      "GetDatabase",
      catalog,
      database,
      facts.regional("glue", "database/default"),
    ),
    ...needs(
      ask("landing's tables, and where a column is looked for", GLUE),
      "glue",
      "GetTable GetTables",
      catalog,
      database,
      facts.regional("glue", `table/${databaseName}/${table}`),
      facts.regional("glue", `table/${databaseName}/another`),
    ),
    ...needs(
      ask("what landed", GLUE),
      "glue",
      "GetPartition GetPartitions",
      catalog,
      database,
      ...[table, ...(isParquet ? [`${table}_parquet`] : [])].map((name) =>
        facts.regional("glue", `table/${databaseName}/${name}`),
      ),
    ),
    ...needs(
      ask("the curated table", "athena/latest/ug/querying-iceberg-creating-tables.html"),
      "glue",
      "CreateTable UpdateTable",
      catalog,
      database,
      facts.regional("glue", `table/${databaseName}/${table}_lake`),
      ...(figures === undefined ? [] : [facts.regional("glue", `table/${databaseName}/${figures}`)]),
    ),
    ...(figures === undefined
      ? []
      : needs(
          ask("figures of charts that were declared before", "athena/latest/ug/querying-iceberg-drop-table.html"),
          "glue",
          "DeleteTable",
          catalog,
          database,
          facts.regional("glue", `table/${databaseName}/${oldFigures(table)}`),
        )),
    ...needs(through("Athena reads what landed"), "s3", "GetBucketLocation", data),
    ...[...landing, ...folders].flatMap((folder) => athena.listing("Athena finds objects", data, folder)),
    ...needs(
      through("Athena reads what landed"),
      "s3",
      "GetObject",
      ...landing.map((folder) => `${data}/${folder}2026/11/29/13/object.gz`),
    ),
    ...needs(
      through("Athena writes, rewrites and deletes the table's files"),
      "s3",
      "AbortMultipartUpload DeleteObject GetObject ListMultipartUploadParts PutObject",
      ...folders.map((files) => `${data}/${files}data/0123.parquet`),
    ),
    ...athena.results(results, "lake/0123.csv"),
    ...athena.key(data, "Decrypt GenerateDataKey"),
    ...athena.key(results, "Decrypt GenerateDataKey"),
  ];
}
