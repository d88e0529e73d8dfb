/** A batch in the making: as many items in a row as one call takes. */
export class Batch<T> {
  private items: T[] = [];
  private bytes = 0;

  /** One that is larger than `mostBytes` is a batch of its own. */
  constructor(
    private readonly bytesOf: (item: T) => number,
    private readonly mostBytes: number,
    private readonly mostItems = Infinity,
  ) {}

  /** @returns the batch that is full without the item, which then begins the next one; undefined while there is room */
  add(item: T): readonly T[] | undefined {
    const size = this.bytesOf(item);
    const isFull =
      this.items.length === this.mostItems || (this.items.length > 0 && this.bytes + size > this.mostBytes);
    const full = isFull ? this.take() : undefined;
    this.items.push(item);
    this.bytes += size;
    return full;
  }

  /** What is in it, and then it is empty. */
  take(): readonly T[] {
    const taken = this.items;
    this.items = [];
    this.bytes = 0;
    return taken;
  }
}

/** Cuts items into batches, in order; each is made when it is asked for. */
export function* batchesOf<T>(
  items: Iterable<T>,
  ...limits: ConstructorParameters<typeof Batch<T>>
): Generator<readonly T[]> {
  const batch = new Batch<T>(...limits);
  for (const item of items) {
    const full = batch.add(item);
    if (full !== undefined) yield full;
  }
  const rest = batch.take();
  if (rest.length > 0) yield rest;
}
