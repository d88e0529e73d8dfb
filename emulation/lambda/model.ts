import { existsSync } from "node:fs";
import path from "node:path";
import { Arguments } from "../tree/arguments";
import type { Resource, Tree } from "../tree/tree";

/** A Lambda function as it is synthesized. */
export interface FunctionModel {
  readonly name: string;
  readonly arn: string;
  /** Absolute file of the bundle that goes into the zip. */
  readonly file: string;
  /** The exported name of the handler. */
  readonly handler: string;
  readonly timeoutMilliseconds: number;
  readonly memoryMiB: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Lambda's own defaults: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MIB = 128;

/** Reads every function of the tree. @throws Error with the resource's address for what the local run does not know. */
export function loadFunctions(tree: Tree): readonly FunctionModel[] {
  const archives = tree.data("archive_file");
  return tree
    .resources("aws_lambda_function")
    .map((resource) => loadFunction(resource, tree.attribute(resource, "arn"), archives));
}

function loadFunction(resource: Resource, arn: string, archives: readonly Resource[]): FunctionModel {
  const args = new Arguments(resource).ignore(
    "role",
    "architectures",
    "source_code_hash",
    "tracing_config",
    "kms_key_arn",
    "logging_config",
    "description",
    "tags",
    "publish",
    "reserved_concurrent_executions",
  );
  const runtime = args.string("runtime");
  if (!runtime.startsWith("nodejs")) args.fail("runtime", `must be a Node.js runtime to run here, got "${runtime}"`);
  const [module = "", handler = ""] = args.string("handler").split(".");
  const model: FunctionModel = {
    name: args.string("function_name"),
    arn,
    file: bundleFile(args, archives, module),
    handler,
    timeoutMilliseconds: (args.optionalNumber("timeout") ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    memoryMiB: args.optionalNumber("memory_size") ?? DEFAULT_MEMORY_MIB,
    environment: args.optionalBlock("environment")?.stringMap("variables") ?? {},
  };
  args.done();
  return model;
}

/** The file in the folder that the archive provider zips for this function. */
function bundleFile(args: Arguments, archives: readonly Resource[], module: string): string {
  const zip = args.string("filename");
  const archive = archives.find(
    (candidate) => candidate.stack === args.resource.stack && candidate.config["output_path"] === zip,
  );
  if (archive === undefined)
    return args.fail("filename", `"${zip}" is not the output of an archive_file of this stack`);
  const source = new Arguments(archive).ignore("type", "output_path", "output_file_mode");
  const folder = path.resolve(archive.directory, source.string("source_dir"));
  source.done();
  const file = ["mjs", "js", "cjs"]
    .map((extension) => path.join(folder, `${module}.${extension}`))
    .find((candidate) => existsSync(candidate));
  return (
    file ??
    args.fail("handler", `names the module "${module}", which is missing in ${folder}; \`cdktf synth\` makes it`)
  );
}
