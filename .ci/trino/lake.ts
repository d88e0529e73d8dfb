import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { AwsClient } from "aws4fetch";
import type { Resource, Tree } from "../../emulation/tree/tree";
import { run } from "../fetch/cache";
import type { Scenario } from "./scenario";
import { REGION, type Servers } from "./servers";

/** A connection for each request: moto hangs up on one that it has answered, whatever it said. */
const ONCE = { Connection: "close" };

type Block = Readonly<Record<string, unknown>>;

/**
 * Databases and tables of a synthesized catalog, put into Glue: by Terraform's own provider where `TF_PLUGIN_DIR` names a folder that
 * holds it, else by Glue's API as the provider does.
 * @param work an empty folder for Terraform
 */
export async function createCatalog({ name, tree, out }: Scenario, servers: Servers, work: string): Promise<void> {
  if (process.env["TF_PLUGIN_DIR"] === undefined) return createByApi(tree, servers);
  const stack = path.join(out, `stacks/clickstream-${name}-catalog`);
  mkdirSync(work);
  run("python3", [path.resolve(".ci/trino/apply_catalog.py"), stack, work, servers.glue]);
}

/** Changes a table of the catalog, as the provider does when a column is added. */
export async function updateByApi(
  tree: Pick<Tree, "resources">,
  servers: Pick<Servers, "glue">,
  name: string,
): Promise<void> {
  for (const table of tree.resources("aws_glue_catalog_table").filter(({ config }) => config["name"] === name))
    await callOf(servers)("UpdateTable", {
      DatabaseName: table.config["database_name"],
      TableInput: tableInput(table),
    });
}

const callOf = ({ glue }: Pick<Servers, "glue">) => {
  const nobody = "none"; // moto asks for no credentials
  const client = new AwsClient({ accessKeyId: nobody, secretAccessKey: nobody, service: "glue", region: REGION });
  return async (action: string, body: object): Promise<void> => {
    const headers = { ...ONCE, "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": `AWSGlue.${action}` };
    const response = await client.fetch(glue, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`);
  };
};

export async function createByApi(tree: Pick<Tree, "resources">, servers: Servers): Promise<void> {
  const call = callOf(servers);
  for (const { config } of tree.resources("aws_glue_catalog_database"))
    await call("CreateDatabase", { DatabaseInput: { Name: config["name"], Description: config["description"] } });
  for (const table of tree.resources("aws_glue_catalog_table"))
    await call("CreateTable", { DatabaseName: table.config["database_name"], TableInput: tableInput(table) });
}

/** https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html */
function tableInput({ config }: Resource): object {
  const [storage = {}] = blocks(config["storage_descriptor"]);
  const [serDe = {}] = blocks(storage["ser_de_info"]);
  return {
    Name: config["name"],
    Description: config["description"],
    Owner: config["owner"],
    TableType: config["table_type"],
    Parameters: config["parameters"],
    PartitionKeys: blocks(config["partition_keys"]).map(column),
    ViewOriginalText: config["view_original_text"],
    ViewExpandedText: config["view_expanded_text"],
    StorageDescriptor: {
      Location: storage["location"],
      InputFormat: storage["input_format"],
      OutputFormat: storage["output_format"],
      Columns: blocks(storage["columns"]).map(column),
      SerdeInfo: {
        Name: serDe["name"],
        SerializationLibrary: serDe["serialization_library"],
        Parameters: serDe["parameters"],
      },
    },
  };
}

const column = ({ name, type, comment }: Block): object => ({ Name: name, Type: type, Comment: comment });

/** A block, or a list of them, as Terraform's JSON has it. */
const blocks = (value: unknown): readonly Block[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as Block[]) : [value as Block];

/** Puts every file `<folder>/<bucket>/<key>` into S3. @returns how many there were */
export async function storeObjects(folder: string, { s3 }: Servers): Promise<number> {
  let objects = 0;
  for (const bucket of readdirSync(folder)) {
    await put(`${s3}/${bucket}`);
    for (const key of readdirSync(path.join(folder, bucket), { recursive: true, encoding: "utf8" })) {
      const file = path.join(folder, bucket, key);
      if (!statSync(file).isFile()) continue;
      await put(`${s3}/${bucket}/${key.split(path.sep).map(encodeURIComponent).join("/")}`, readFileSync(file));
      objects++;
    }
  }
  return objects;
}

export async function put(url: string, body?: Buffer): Promise<void> {
  const response = await fetch(url, { method: "PUT", headers: ONCE, ...(body && { body: new Uint8Array(body) }) });
  if (!response.ok) throw new Error(`PUT ${url}: ${response.status} ${await response.text()}`);
}
