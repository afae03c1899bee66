/** Items that come one by one, of which a bounded number is kept. */
export interface Thinning<Item> {
  /** The items kept, in order: all of them as long as they are few. */
  kept(): Item[];
  /** Takes the next item. */
  add(item: Item): void;
}

/**
 * Keeps items that come one by one: all up to `most`, an even number. Of more, the whole is cut into
 * at most so many stretches of one length, and each keeps its first item and, by each of some values,
 * its lowest and its highest; the last item of all is kept, too.
 *
 * What is kept depends on the items alone.
 */
export function thinning<Item>(
  most: () => number,
  values: readonly ((item: Item) => number | undefined)[] = [],
): Thinning<Item> {
  let stretches: Item[][] = [];
  let length = 1;
  let inLast = 0;
  let last: Item[] = [];

  /** The items of a stretch that tell most of it. */
  function telling(items: Item[]): Item[] {
    const told = new Set(items.slice(0, 1));
    for (const value of values) {
      let [lowest, highest]: (Item | undefined)[] = [];
      for (const item of items) {
        const of = value(item);
        if (of === undefined) continue;
        if (lowest === undefined || of < value(lowest)!) lowest = item;
        if (highest === undefined || of > value(highest)!) highest = item;
      }
      for (const item of [lowest, highest]) if (item !== undefined) told.add(item);
    }
    return items.filter((item) => told.has(item));
  }

  return {
    kept() {
      const kept = stretches.flat();
      return kept.at(-1) === last[0] ? kept : [...kept, ...last];
    },
    add(item) {
      last = [item];
      if (stretches.length > 0 && inLast < length) {
        inLast++;
        stretches.push(telling([...stretches.pop()!, item]));
        return;
      }
      if (stretches.length === most()) {
        stretches = stretches.flatMap((stretch, i) =>
          i % 2 === 0 ? [telling([...stretch, ...stretches[i + 1]])] : []
        );
        length *= 2;
      }
      stretches.push([item]);
      inLast = 1;
    },
  };
}
