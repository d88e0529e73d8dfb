/** A set of whole numbers that mostly follow one another, kept as ranges. */
export class Sequences {
  /** In order, with gaps between them; both ends included. */
  private readonly ranges: [first: number, last: number][] = [];

  /** @param first and `last` of the numbers that it has from the start; none when `last` is less */
  constructor(first = 1, last = 0) {
    if (first <= last) this.ranges.push([first, last]);
  }

  /** The highest number, 0 when there is none. */
  get last(): number {
    return this.ranges.at(-1)?.[1] ?? 0;
  }
  /** The lowest number, 0 when there is none. */
  get first(): number {
    return this.ranges[0]?.[0] ?? 0;
  }
  get size(): number {
    return this.ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  has(number: number): boolean {
    return this.ranges.some(([first, last]) => first <= number && number <= last);
  }

  /** @returns false when it was there before */
  add(number: number): boolean {
    let at = this.ranges.length;
    while (at > 0 && (this.ranges[at - 1]?.[0] ?? 0) > number) at--;
    const before = this.ranges[at - 1];
    const after = this.ranges[at];
    if (before !== undefined && number <= before[1]) return false;
    if (before?.[1] === number - 1) {
      before[1] = number;
      if (after?.[0] === number + 1) {
        before[1] = after[1];
        this.ranges.splice(at, 1);
      }
    } else if (after?.[0] === number + 1) after[0] = number;
    else this.ranges.splice(at, 0, [number, number]);
    return true;
  }

  addAll(others: Sequences): void {
    for (const [first, last] of others.ranges) for (let number = first; number <= last; number++) this.add(number);
  }

  /** What it lacks between two numbers, both included, as ranges in words: "record 7", "records 9 to 12". */
  gaps(from: number, to: number): readonly string[] {
    const gaps: string[] = [];
    let next = from;
    for (const [first, last] of [...this.ranges, [to + 1, to + 1] as const]) {
      const end = Math.min(first - 1, to);
      if (end >= next) gaps.push(end === next ? `record ${next}` : `records ${next} to ${end}`);
      next = Math.max(next, last + 1);
    }
    return gaps;
  }
}
