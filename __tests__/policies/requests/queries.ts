import type { Facts } from "./facts";
import { AthenaNeeds } from "./athena";
import { needs, type Need } from "./need";

const READS = "Athena reads the tables' objects for whoever asks";
/** A table of hourly figures. */
const FIGURES = "menu_click_rollup_01234567";
const foldersOf = ({ environment }: Facts): readonly string[] => [
  ...(environment.lake === undefined ? [] : ["clickstream-lake/menu_click/data/"]),
  ...(environment.lake?.rollups === true ? [`clickstream-lake/${FIGURES}/data/`] : []),
  "clickstream-data/menu-click/2026/11/29/13/",
  "clickstream-parquet/menu-click/2026/11/29/13/",
  "errors/menu-click/processing-failed/2026/11/29/13/",
];

/** What a query takes, whoever asks: an analyst, or QuickSight by the role that it reads data with. */
export function queries(facts: Facts, roleArn: string): readonly Need[] {
  const athena = new AthenaNeeds(facts, roleArn);
  const [data, results] = [facts.bucket("events"), facts.bucket("results")];
  const database = `clickstream_${facts.environment.name}`;
  const glue = [
    facts.regional("glue", "catalog"),
    facts.regional("glue", `database/${database}`),
    facts.regional("glue", `table/${database}/menu_click`),
    ...(facts.environment.lake?.rollups === true ? [facts.regional("glue", `table/${database}/${FIGURES}`)] : []),
  ];
  const { ask, through } = athena;
  return [
    ...needs(
      ask(
        "to start, follow, stop and read queries, and to see what is saved",
        "athena/latest/ug/example-policies-workgroup.html",
      ),
      "athena",
      `BatchGetNamedQuery BatchGetQueryExecution GetNamedQuery GetQueryExecution GetQueryResults GetQueryResultsStream GetQueryRuntimeStatistics
       GetWorkGroup ListNamedQueries ListQueryExecutions StartQueryExecution StopQueryExecution`,
      facts.regional("athena", `workgroup/clickstream-${facts.environment.name}`),
    ),
    ...needs(
      ask("to list tables", "athena/latest/ug/datacatalogs-example-policies.html"),
      "athena",
      "GetDataCatalog GetDatabase GetTableMetadata ListDatabases ListTableMetadata",
      facts.regional("athena", "datacatalog/AwsDataCatalog"),
    ),
    ...needs(
      ask("tables and their partitions", "athena/latest/ug/fine-grained-access-to-glue-resources.html"),
      "glue",
      "BatchGetPartition GetPartition GetPartitions GetTable GetTables",
      ...glue,
    ),
    ...needs(
      ask("the database", "athena/latest/ug/fine-grained-access-to-glue-resources.html"),
      "glue",
      "GetDatabase",
      ...glue.slice(0, 2),
    ),
    ...needs(
      ask("Athena looks for it whatever is queried", "athena/latest/ug/fine-grained-access-to-glue-resources.html"),
      "glue",
      "GetDatabase",
      facts.regional("glue", "database/default"),
    ),
    ...needs(through(READS), "s3", "GetBucketLocation", data),
    ...foldersOf(facts).flatMap((folder) => [
      ...athena.listing(READS, data, folder),
      ...needs(through(READS), "s3", "GetObject", `${data}/${folder}object`),
    ]),
    ...athena.results(results, "0123.csv"),
    ...athena.key(data, "Decrypt"),
    ...athena.key(results, "Decrypt GenerateDataKey"),
  ];
}

/** The roles of others that may query: those named in the configuration, and QuickSight's. */
export function queryRoles(facts: Facts): readonly string[] {
  const { accountId, analystRoles = [], quickSight } = facts.environment;
  const arn = (path: string): string => `arn:aws:iam::${accountId}:role/${path}`;
  return [
    ...analystRoles.map(arn),
    ...(quickSight?.serviceRoleName === undefined ? [] : [arn(`service-role/${quickSight.serviceRoleName}`)]),
  ];
}
