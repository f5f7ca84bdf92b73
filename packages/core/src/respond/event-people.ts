/** Who is meant by an event of somebody else's calendar. */
import type { UserId } from '../kernel/brand.ts'
import type { User } from '../people/directory.ts'

export interface EventNames {
  summary: string
  /** In lower case. */
  addresses: readonly string[]
}

/**
 * Whom an event names: what the calendar's own list says of its mail addresses and its words goes first, then people who take part by
 * their address, then people whose whole name stands in it. The longest name that fits counts, so that Ana Silva Ramos is not Ana Silva.
 */
export function findEventPeople(
  { summary, addresses }: EventNames,
  users: readonly Pick<User, 'id' | 'email' | 'name'>[],
  people: Readonly<Record<string, string>>,
): UserId[] {
  const listed = Object.entries(people).map(([name, user]) => ({ name, user: user as UserId }))
  const byAddress = addresses.flatMap(
    (address) =>
      listed.find(({ name }) => name.toLowerCase() === address)?.user ??
      users.find(({ email }) => email.toLowerCase() === address)?.id ??
      [],
  )
  if (byAddress.length > 0) return [...new Set(byAddress)]
  const named = findNamed(summary, listed)
  return named.length > 0
    ? named
    : findNamed(
        summary,
        users.map(({ id, name }) => ({ name, user: id })),
      )
}

function findNamed(summary: string, names: readonly { name: string; user: UserId }[]): UserId[] {
  const longestFirst = names.filter(({ name }) => name.trim() !== '').sort((a, b) => b.name.length - a.name.length)
  let left = ` ${wordsOf(summary)} `
  const found: UserId[] = []
  for (const { name, user } of longestFirst) {
    const words = ` ${wordsOf(name)} `
    if (!left.includes(words)) continue
    left = left.replaceAll(words, ' | ')
    found.push(user)
  }
  return [...new Set(found)].sort()
}

/** Letters and digits, apart by single spaces, whatever their case. */
function wordsOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')
    .trim()
}
