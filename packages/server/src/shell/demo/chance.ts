/** Chance of the demo: everything that it draws follows from a text, so that the same demo can be made again. */

export interface Chance {
  /** From 0 up to, but not including, 1. */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  /** A number from `min` to `max`; small ones more often than large ones, as times of people and machines are. */
  skewed(min: number, max: number): number
  is(probability: number): boolean
  pick<T>(items: readonly T[]): T
  bytes(count: number): Buffer
}

/** mulberry32 (Tommy Ettinger), seeded by FNV-1a over the text. For stories, not for secrets. */
export function createChance(text: string): Chance {
  let state = hashOf(text)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    int,
    skewed: (min, max) => min + (max - min) * next() ** 2,
    is: (probability) => next() < probability,
    pick(items) {
      const item = items[int(0, items.length - 1)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => int(0, 255))),
  }
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
