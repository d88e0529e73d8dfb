import { type Arrival, isUnhealthy, MOST_ARRIVALS } from "./protocol";

/**
 * The last arrivals, at most MOST_ARRIVALS. Good ones make way first until unhealthy ones have half of the room, so that a flood of good
 * ones doesn't wash away the one that failed.
 */
export class Recent {
  private readonly arrivals = new Map<string, Arrival>();
  private unhealthy = 0;

  get size(): number {
    return this.arrivals.size;
  }

  get(id: string): Arrival | undefined {
    return this.arrivals.get(id);
  }

  /** Oldest first. */
  list(): readonly Arrival[] {
    return [...this.arrivals.values()];
  }

  /** Adds an arrival, or replaces it at its place. @returns the id of the one that made way */
  set(arrival: Arrival): string | undefined {
    this.count(this.arrivals.get(arrival.id), -1);
    this.arrivals.set(arrival.id, arrival);
    this.count(arrival, 1);
    return this.arrivals.size > MOST_ARRIVALS ? this.evict() : undefined;
  }

  clear(): void {
    this.arrivals.clear();
    this.unhealthy = 0;
  }

  private evict(): string | undefined {
    const unhealthy = this.unhealthy > MOST_ARRIVALS / 2;
    for (const arrival of this.arrivals.values()) {
      if (isUnhealthy(arrival) !== unhealthy) continue;
      this.arrivals.delete(arrival.id);
      this.count(arrival, -1);
      return arrival.id;
    }
    return undefined;
  }

  private count(arrival: Arrival | undefined, by: number): void {
    if (arrival !== undefined && isUnhealthy(arrival)) this.unhealthy += by;
  }
}
