import type { UserRow } from './user-kind.ts'

/** An id that the person has not given away yet: the channel’s name, with a number where that is taken. */
export function freeContactId({ contacts }: Pick<UserRow, 'contacts'>, channel: string): string {
  const taken = new Set(contacts.map(({ id }) => id))
  const candidates = Array.from({ length: contacts.length + 1 }, (_, index) => `${channel}-${index + 2}`)
  return [channel, ...candidates].find((id) => !taken.has(id)) ?? channel
}
