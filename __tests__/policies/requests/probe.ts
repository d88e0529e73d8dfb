import type { Resource } from "../../../emulation/tree/tree";
import { block, type Facts } from "./facts";
import { AthenaNeeds } from "./athena";
import { needs, type Need } from "./need";

const GLUE = "athena/latest/ug/fine-grained-access-to-glue-resources.html";

/** What the freshness probe asks: Athena, which reads landing for it and writes the answer. It posts as any client does. */
export const probe = (facts: Facts): readonly Need[] =>
  facts
    .all("aws_lambda_function")
    .filter(({ config }) => String(config.function_name).endsWith("-probe"))
    .flatMap((lambda) => asked(facts, lambda));

function asked(facts: Facts, { config }: Resource): readonly Need[] {
  const athena = new AthenaNeeds(facts, String(config.role));
  const { ask, through } = athena;
  const { DATABASE: database = "", WORKGROUP: workgroup = "" } = block(config.environment)["variables"] as Record<
    string,
    string
  >;
  const [data, results] = [facts.bucket("events"), facts.bucket("results")];
  const [catalog, own] = [facts.regional("glue", "catalog"), facts.regional("glue", `database/${database}`)];
  const folders = ["clickstream-data/menu-click/", "clickstream-data/order/"];
  return [
    ...needs(
      ask("a question, until it is answered", "athena/latest/ug/example-policies-workgroup.html"),
      "athena",
      "GetQueryExecution GetQueryResults StartQueryExecution",
      facts.regional("athena", `workgroup/${workgroup}`),
    ),
    ...needs(
      ask("the catalog", "athena/latest/ug/datacatalogs-example-policies.html"),
      "athena",
      "GetDataCatalog",
      facts.regional("athena", "datacatalog/AwsDataCatalog"),
    ),
    ...needs(
      ask("the database", GLUE),
      "glue",
      "GetDatabase",
      catalog,
      own,
      facts.regional("glue", "database/default"),
    ),
    ...needs(
      ask("landing's tables", GLUE),
      "glue",
      "GetPartition GetPartitions GetTable GetTables",
      catalog,
      own,
      ...["my_ingested_data", "clickstream_data"].map((table) => facts.regional("glue", `table/${database}/${table}`)),
    ),
    ...needs(through("Athena reads what landed"), "s3", "GetBucketLocation", data),
    ...folders.flatMap((folder) => athena.listing("Athena finds objects", data, folder)),
    ...needs(
      through("Athena reads what landed"),
      "s3",
      "GetObject",
      ...folders.map((folder) => `${data}/${folder}2026/11/29/13/object.gz`),
    ),
    ...athena.results(results, "0123.csv"),
    ...athena.key(data, "Decrypt GenerateDataKey"),
    ...athena.key(results, "Decrypt GenerateDataKey"),
  ];
}
