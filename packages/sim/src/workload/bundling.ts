/** How bursts of pages are bundled: in some organisations not at all, in the others within windows that pass in a run. */
import type { Priority } from '@tocsin/core/kernel/scales.ts'
import type { Directory, User } from '@tocsin/core/people/directory.ts'
import { hashText, Random } from '../world/random.ts'

const NEVER: readonly Priority[][] = [['P1'], ['P1'], [], [], ['P1', 'P2']]

/** Drawn by itself, so that nothing else of the run is drawn otherwise for it. */
export function withBundling(directory: Directory): Directory {
  const { settings, users } = directory
  const random = new Random(
    hashText(`page bundling ${JSON.stringify([...users.values(), ...directory.policies.values()])}`),
  )
  if (random.chance(0.3))
    return { ...directory, settings: { ...settings, pageBundling: { seconds: 0, never: ['P1'] } } }
  const pageBundling = { seconds: random.pick([0, 10, 15, 20, 30, 60]), never: [...random.pick(NEVER)] }
  return {
    ...directory,
    settings: { ...settings, pageBundling },
    users: new Map([...users].map(([id, user]) => [id, withOwnWindow(user, random)])),
  }
}

/** Some want a window of their own, or each page by itself. */
function withOwnWindow(user: User, random: Random): User {
  return random.chance(0.25) ? { ...user, bundleSeconds: random.pick([0, 5, 15, 40, 90]) } : user
}
