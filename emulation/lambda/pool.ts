import { type FunctionFault, LocalFunction, stopped } from "./function";
import type { FunctionModel } from "./model";

/** Most execution environments of one function; AWS starts as many as it needs, a laptop has few cores. */
const MOST_INSTANCES = 4;

interface Instance {
  readonly function: LocalFunction;
  /** Invocations that run or wait in it. */
  load: number;
}

/** A function with as many execution environments as are busy at once. */
export class FunctionPool {
  private readonly instances: Instance[] = [];
  private closed = false;

  constructor(
    private readonly model: FunctionModel,
    private readonly log: NodeJS.WritableStream,
    private readonly fault?: FunctionFault,
  ) {}

  /** Invokes the handler and returns its answer. @throws as LocalFunction.invoke */
  async invoke(event: unknown): Promise<unknown> {
    const instance = this.leastLoaded();
    instance.load++;
    try {
      return await instance.function.invoke(event);
    } finally {
      instance.load--;
    }
  }

  /** Ends every execution environment, in the middle of an invocation too. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.instances.map((instance) => instance.function.close()));
  }

  private leastLoaded(): Instance {
    const [first] = [...this.instances].sort((a, b) => a.load - b.load);
    if (first !== undefined && (first.load === 0 || this.instances.length === MOST_INSTANCES)) return first;
    if (this.closed) throw stopped();
    const instance = { function: new LocalFunction(this.model, this.log, this.fault), load: 0 };
    this.instances.push(instance);
    return instance;
  }
}
