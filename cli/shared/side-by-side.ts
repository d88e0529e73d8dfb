/** How much is done side by side. */
export interface Bounds {
  /** Pieces of work at once. */
  readonly atOnce: number;
  /** Sum of their weights at once; a heavier one has it alone. */
  readonly weight: number;
}

/**
 * Works on what comes, side by side within bounds, and tells the results in the order in which the items came.
 * @param settled is told of each item once all before it were told
 * @throws what the first work threw, once what was begun has ended; what came before it was told
 */
export async function sideBySide<T, R>(
  items: AsyncIterable<T>,
  { atOnce, weight }: Bounds,
  weigh: (item: T) => number,
  work: (item: T) => Promise<R>,
  settled: (item: T, result: R) => void,
): Promise<void> {
  const waiting: { readonly item: T; result?: { readonly value: R } }[] = [];
  const running = new Set<Promise<void>>();
  let carried = 0;
  let failure: { readonly error: unknown } | undefined;
  const tell = (): void => {
    for (let [first] = waiting; first?.result !== undefined; [first] = waiting) {
      waiting.shift();
      settled(first.item, first.result.value);
    }
  };
  const room = async (heavy: number): Promise<void> => {
    while (running.size >= atOnce || (running.size > 0 && carried + heavy > weight)) await Promise.race(running);
  };
  await room(0); // the next item is asked for when it can be worked on
  for await (const item of items) {
    const heavy = Math.min(weight, weigh(item));
    await room(heavy);
    if (failure !== undefined) break;
    const entry: (typeof waiting)[number] = { item };
    waiting.push(entry);
    carried += heavy;
    const task = work(item)
      .then(
        (value) => {
          entry.result = { value };
          tell();
        },
        (error: unknown) => void (failure ??= { error }),
      )
      .finally(() => {
        carried -= heavy;
        running.delete(task);
      });
    running.add(task);
    await room(0);
  }
  await Promise.all(running);
  if (failure !== undefined) throw failure.error;
}
