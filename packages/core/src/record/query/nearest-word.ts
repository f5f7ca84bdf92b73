/** The known word that was most likely meant, if any is near enough to be worth naming. Case does not count. */
export function nearestWord(written: string, known: readonly string[]): string | undefined {
  const word = written.toLowerCase()
  if (word === '' || word.length > WORD_CHARS_MAX) return undefined
  const begun = known.filter((each) => word.length >= 2 && each.toLowerCase().startsWith(word))
  if (begun.length === 1) return begun[0]
  // One slip in a short word, two in a longer one: anything further is a guess.
  const reach = word.length <= 4 ? 1 : 2
  let best: { word: string; slips: number } | undefined
  for (const each of known) {
    const slips = countSlips(word, each.toLowerCase(), reach)
    if (slips <= reach && (best === undefined || slips < best.slips)) best = { word: each, slips }
  }
  if (best) return best.word
  const alike = known.filter((each) => word.length >= 4 && each.toLowerCase().startsWith(word.slice(0, 3)))
  return alike.length === 1 ? alike[0] : undefined
}

const WORD_CHARS_MAX = 100

/**
 * How many letters were left out, added, replaced or swapped with their neighbour (optimal string alignment); more than `max`
 * counts as `max + 1`.
 */
function countSlips(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) > max) return max + 1
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const replaced = at(row, j - 1) + (isSame ? 0 : 1)
      let least = Math.min(replaced, at(row, j) + 1, at(next, j - 1) + 1)
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwapped) least = Math.min(least, at(before, j - 2) + 1)
      next.push(least)
    }
    before = row
    row = next
  }
  return Math.min(at(row, b.length), max + 1)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
