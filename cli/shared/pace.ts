/** How far long work is, and when it will be done if it goes on as it did. */
export class Pace {
  private readonly began = Date.now();

  /**
   * @param before pieces that an earlier run did
   * @param left pieces that this one has to do
   */
  constructor(
    private readonly before: number,
    private readonly left: number,
  ) {}

  /** @param done pieces, those of an earlier run too */
  told(done: number): string {
    const own = done - this.before;
    const all = this.before + Math.max(own, this.left);
    const seconds = own === 0 ? NaN : (((Date.now() - this.began) / own) * (all - done)) / 1000;
    const rest = Number.isNaN(seconds) ? "" : `, about ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`} left`;
    return `${figure(done)} of ${figure(all)} objects read${rest}`;
  }
}

const figure = (count: number): string => count.toLocaleString("en-US");
