import type { Resource } from "../../../emulation/tree/tree";
import { block, type Facts } from "./facts";
import { docs, needs, role, type Need } from "./need";

const CALLED_VIA = docs("athena/latest/ug/security-iam-athena-calledvia.html");
const ATHENA = { "aws:CalledVia": ["athena.amazonaws.com"] };
const GLUE = "athena/latest/ug/fine-grained-access-to-glue-resources.html";

/** What the freshness probe asks: Athena, which reads landing for it and writes the answer. It posts as any client does. */
export const probe = (facts: Facts): readonly Need[] =>
  facts
    .all("aws_lambda_function")
    .filter(({ config }) => String(config.function_name).endsWith("-probe"))
    .flatMap((lambda) => asked(facts, lambda));

function asked(facts: Facts, { config }: Resource): readonly Need[] {
  const who = role(String(config.role));
  const ask = (why: string, page: string) => ({ who, why, source: docs(page) });
  const { DATABASE: database = "", WORKGROUP: workgroup = "" } = block(config.environment)["variables"] as Record<
    string,
    string
  >;
  const through = (why: string) => ({ who, why, source: CALLED_VIA, context: ATHENA, walls: ["aws:CalledVia"] });
  const [data, results] = [facts.bucket("events"), facts.bucket("results")];
  const [catalog, own] = [facts.regional("glue", "catalog"), facts.regional("glue", `database/${database}`)];
  const folders = ["clickstream-data/menu-click/", "clickstream-data/order/"];
  const kms = (bucket: string) => ({
    ...ask("objects with the key", "athena/latest/ug/encryption.html"),
    context: { ...ATHENA, "kms:ViaService": facts.throughS3, "kms:EncryptionContext:aws:s3:arn": bucket },
    walls: ["kms:ViaService"],
  });
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
    ...folders.flatMap((folder) =>
      needs(
        {
          ...through("Athena finds objects"),
          context: { ...ATHENA, "s3:prefix": folder },
          walls: ["aws:CalledVia", "s3:prefix"],
        },
        "s3",
        "ListBucket",
        data,
      ),
    ),
    ...needs(
      through("Athena reads what landed"),
      "s3",
      "GetObject",
      ...folders.map((folder) => `${data}/${folder}2026/11/29/13/object.gz`),
    ),
    ...needs(
      ask("the place of the results", "athena/latest/ug/querying.html"),
      "s3",
      "GetBucketLocation ListBucket ListBucketMultipartUploads",
      results,
    ),
    ...needs(
      ask("results", "athena/latest/ug/querying.html"),
      "s3",
      "AbortMultipartUpload GetObject ListMultipartUploadParts PutObject",
      `${results}/0123.csv`,
    ),
    ...needs(kms(data), "kms", "Decrypt GenerateDataKey", facts.keyArn),
    ...needs(kms(results), "kms", "Decrypt GenerateDataKey", facts.keyArn),
  ];
}
