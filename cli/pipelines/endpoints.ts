import { isObject } from "../../basics/json";
import { readFileSync, rmSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findProgram, run } from "../shared/program";

/** Where the API's routes are looked for. */
export interface Endpoints {
  /** The API with its stage, like `https://abc.execute-api.us-east-1.amazonaws.com/dev`. */
  readonly endpoint?: string;
  /** A file of outputs, as `cdktf output --outputs-file` or `terraform output -json` writes them. @default cdktf is asked */
  readonly outputs?: string;
  /** Synthesized folder, for asking cdktf. */
  readonly cdktfOut: string;
}

type Outputs = Readonly<Record<string, unknown>>;

const asked = new Map<string, Promise<Outputs>>();

/**
 * The URL of a route.
 * @param stack the name of the stack whose outputs name its routes
 * @param names what the output may be called
 * @throws Error naming the output that is missing, and the ways out
 */
export async function routeUrl(
  { endpoint, outputs, cdktfOut }: Endpoints,
  stack: string,
  route: string,
  names: readonly string[],
): Promise<string> {
  if (endpoint !== undefined) return endpoint.replace(/\/+$/, "") + route;
  const found = outputs === undefined ? await askCdktf(stack, cdktfOut) : readOutputs(outputs, stack);
  const url = names.map((name) => valueOf(found[name])).find((value) => value !== undefined);
  if (typeof url !== "string")
    throw new Error(
      `${outputs ?? `the outputs of ${stack}`}: ${names.map((name) => `"${name}"`).join(" or ")} is missing; deploy it, or say where the API is with --endpoint`,
    );
  return url;
}

/** Both programs' form: by stack and name, or by name with the value inside. */
function readOutputs(file: string, stack: string): Outputs {
  const value = JSON.parse(readFileSync(file, "utf8")) as Outputs;
  const own = value[stack];
  return isObject(own) ? own : value;
}

function valueOf(output: unknown): unknown {
  return isObject(output) ? output["value"] : output;
}

function askCdktf(stack: string, cdktfOut: string): Promise<Outputs> {
  const known = asked.get(stack);
  if (known !== undefined) return known;
  const answer = runCdktf(stack, cdktfOut);
  asked.set(stack, answer);
  return answer;
}

async function runCdktf(stack: string, cdktfOut: string): Promise<Outputs> {
  const folder = mkdtempSync(path.join(tmpdir(), "clickstream-outputs-"));
  try {
    const file = path.join(folder, "outputs.json");
    const { code, output } = await run(
      findProgram("cdktf"),
      ["output", stack, "--skip-synth", "--output", cdktfOut, "--outputs-file", file],
      { keep: true },
    );
    if (code !== 0)
      throw new Error(
        `cdktf output ${stack} ended with ${code}; say where the API is with --endpoint:\n${output.trim()}`,
      );
    return readOutputs(file, stack);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
