import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { LocalFunction } from "./function";
import type { FunctionModel } from "./model";

/** Every function of an environment. */
export class LambdaService {
  private constructor(private readonly functions: ReadonlyMap<string, LocalFunction>) {}

  /**
   * Makes the functions ready to run.
   * @param bundles folder for copies of their bundles
   * @param log takes what they print
   */
  static async open(models: readonly FunctionModel[], bundles: string, log: NodeJS.WritableStream): Promise<LambdaService> {
    await rm(bundles, { recursive: true, force: true });
    const functions = new Map<string, LocalFunction>();
    for (const model of models) functions.set(model.arn, new LocalFunction(await copied(model, path.join(bundles, model.name)), log));
    return new LambdaService(functions);
  }

  /** A function by its ARN; undefined when there is none. */
  find(arn: string): LocalFunction | undefined {
    return this.functions.get(arn);
  }

  /** Ends every function, in the middle of an invocation too. */
  async close(): Promise<void> {
    await Promise.all([...this.functions.values()].map((each) => each.close()));
  }
}

/** A synthesis while the pipeline is up replaces the bundle, and a worker may be started anew at any time: it runs a copy. */
async function copied(model: FunctionModel, folder: string): Promise<FunctionModel> {
  await cp(path.dirname(model.file), folder, { recursive: true });
  return { ...model, file: path.join(folder, path.basename(model.file)) };
}
