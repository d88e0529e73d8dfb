/** Runs pieces of work one at a time, in the order they came. One that fails does not stop those behind it. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** @returns what the work returns. @throws what it throws */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
