/** Who somebody is who comes by telephone or by chat: the owner of a contact that was shown to reach them. */
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { Directory, User } from '@tocsin/core/people/directory.ts'

/** Active people with a verified contact of one of these channels at this address. Several may share a telephone. */
export function ownersOf(directory: Directory, channels: readonly string[], address: string): User[] {
  return [...directory.users.values()].filter(
    ({ isActive, contacts }) =>
      isActive &&
      contacts.some(({ channel, to, isVerified }) => isVerified && channels.includes(channel) && to === address),
  )
}

export function localeOf(user: Pick<User, 'locale'> | undefined): Locale {
  return user?.locale?.startsWith('ja') ? 'ja' : 'en'
}
