/** The clock by which records arrive: it can be set to a moment of the month that is played, and goes on by itself after. */
export class DemoClock {
  private moment: number | undefined;

  /** @param clock milliseconds since 1970, while it is not set. @default the machine's */
  constructor(private readonly clock: () => number = Date.now) {}

  /** Milliseconds since 1970. */
  readonly now = (): number => this.moment ?? this.clock();

  /** Lets it stand still. @param moment milliseconds since 1970 */
  set(moment: number): void {
    this.moment = moment;
  }

  /** Lets it go on. */
  release(): void {
    this.moment = undefined;
  }
}
