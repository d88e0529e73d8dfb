/** Whether somebody asked that work stops where it can go on later. */
export interface Stop {
  readonly isAsked: boolean;
}

/** Listens for signals: the first asks the work to stop, the second ends the process. */
export class Interrupt implements Stop {
  private signal: NodeJS.Signals | undefined;

  private constructor(private readonly message: string) {}

  /** Listens while the work lasts. @param message what the first signal is answered with, on stderr */
  static async during<T>(message: string, work: (stop: Stop) => Promise<T>): Promise<T> {
    const interrupt = new Interrupt(message);
    const signals = ["SIGINT", "SIGTERM"] as const;
    for (const name of signals) process.on(name, interrupt.listener);
    try {
      return await work(interrupt);
    } finally {
      for (const name of signals) process.off(name, interrupt.listener);
    }
  }

  get isAsked(): boolean {
    return this.signal !== undefined;
  }

  private readonly listener = (signal: NodeJS.Signals): void => {
    if (this.signal !== undefined) process.exit(130);
    this.signal = signal;
    console.error(`\n${signal}: ${this.message}`);
  };
}
