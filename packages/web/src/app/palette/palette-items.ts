import type { Command, CommandGroup } from '../../ui/keyboard/shortcuts.ts'

/** One line of the palette. */
export interface PaletteItem {
  id: string
  label: string
  /** Smaller, beside the label: what kind of thing, or where it belongs. */
  note?: string | undefined
  icon?: Command['icon']
  binding?: string | undefined
  run: () => void
}

export interface PaletteGroup {
  id: string
  title: string
  items: PaletteItem[]
}

/** What the palette offers, in this order. Keys that move within a list make no sense there. */
export const PALETTE_GROUPS = ['here', 'go', 'everywhere'] as const satisfies readonly CommandGroup[]

type PaletteGroupName = (typeof PALETTE_GROUPS)[number]

/** Whether each word of a query begins a word of the text, or stands in it where words are not set apart (Japanese). */
export function matchesQuery(text: string, query: string): boolean {
  const found = normalise(text)
  return normalise(query)
    .split(/\s+/)
    .every((word) => word === '' || ` ${found}`.includes(` ${word}`) || (!isLatin(word) && found.includes(word)))
}

function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[“”"(),.:/]/g, ' ')
}

function isLatin(word: string): boolean {
  return /^[\p{Script=Latin}\p{N}-]+$/u.test(word)
}

/** The commands that a query finds, by group; groups without any are left out. */
export function findCommands(
  commands: readonly Command[],
  query: string,
): { group: PaletteGroupName; found: Command[] }[] {
  return PALETTE_GROUPS.map((group) => ({
    group,
    found: commands.filter((each) => each.group === group && matchesQuery(`${each.label} ${each.words ?? ''}`, query)),
  })).filter(({ found }) => found.length > 0)
}

/** The next chosen line; the first follows the last. */
export function nextChoice(count: number, at: number, by: 1 | -1): number {
  return count === 0 ? 0 : (at + by + count) % count
}
