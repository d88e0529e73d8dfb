import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { FailureReasons } from "./failure-reasons";
import type { FunctionFault } from "./function";
import type { FunctionModel } from "./model";
import { FunctionPool } from "./pool";

/** Every function of an environment. */
export class LambdaService {
  private constructor(
    private readonly functions: ReadonlyMap<string, FunctionPool>,
    private readonly reasons: ReadonlyMap<string, FailureReasons>,
  ) {}

  /**
   * Makes the functions ready to run.
   * @param bundles folder for copies of their bundles
   * @param log takes what they print
   * @param environmentOf what the platform puts into a function's environment, by its region
   * @param faultOf what makes a function fail, by its ARN. @default they work
   */
  static async open(
    models: readonly FunctionModel[],
    bundles: string,
    log: NodeJS.WritableStream,
    environmentOf: (region: string) => Readonly<Record<string, string>>,
    faultOf: (arn: string) => FunctionFault | undefined = () => undefined,
  ): Promise<LambdaService> {
    await rm(bundles, { recursive: true, force: true });
    const functions = new Map<string, FunctionPool>();
    const reasons = new Map<string, FailureReasons>();
    for (const model of models) {
      const copy = await copied(model, path.join(bundles, model.name));
      const environment = { ...environmentOf(model.arn.split(":")[3] ?? ""), ...model.environment };
      const said = new FailureReasons();
      said.pipe(log, { end: false });
      reasons.set(model.arn, said);
      functions.set(model.arn, new FunctionPool({ ...copy, environment }, said, faultOf(model.arn)));
    }
    return new LambdaService(functions, reasons);
  }

  /** A function by its ARN; undefined when there is none. */
  find(arn: string): FunctionPool | undefined {
    return this.functions.get(arn);
  }

  /** Why a function failed records, by its ARN; undefined when there is none. */
  reasonsOf(arn: string): FailureReasons | undefined {
    return this.reasons.get(arn);
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
