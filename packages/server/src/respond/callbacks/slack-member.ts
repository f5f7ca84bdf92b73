/** Who a member of the Slack workspace is here: the owner of a verified contact, else whoever has the mail address that Slack knows. */
import { textAt } from '@tocsin/adapters/out/json-object.ts'
import { callSlack } from '@tocsin/adapters/out/slack/call.ts'
import type { SlackConfig } from '@tocsin/adapters/out/slack/config.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { User } from '@tocsin/core/people/directory.ts'
import { ownersOf } from '../answers/callers.ts'
import type { CallbackDeps } from './callback-deps.ts'

interface Profile {
  team_id?: unknown
  deleted?: unknown
  is_stranger?: unknown
  is_restricted?: unknown
  is_ultra_restricted?: unknown
  is_email_confirmed?: unknown
}

/**
 * A full member of this workspace. Guests, and members of other workspaces who share a channel, bring addresses for which nobody here
 * answers: they are known by a verified contact alone.
 */
function isOwnMember(profile: Profile, team: string | undefined): boolean {
  const { team_id, deleted, is_stranger, is_restricted, is_ultra_restricted, is_email_confirmed } = profile
  if ([deleted, is_stranger, is_restricted, is_ultra_restricted].includes(true) || is_email_confirmed === false)
    return false
  return team !== undefined && team_id === team
}

/** @param team the workspace of the app, as the signed request names it */
export async function findSlackUser(
  { engine, net }: Pick<CallbackDeps, 'engine' | 'net'>,
  config: SlackConfig,
  { member, team }: { member: string; team: string | undefined },
): Promise<User | undefined> {
  const directory = engine.directory.latest()
  const [linked] = ownersOf(directory, ['slack'], member)
  if (linked) return linked
  const outcome = await callSlack(net, config, 'users.info', { user: member }, formatInstant(engine.clock.now()))
  if ('failure' in outcome || !isOwnMember({ ...(outcome.answer.user as Profile) }, team)) return undefined
  const email = textAt(outcome.answer, 'user', 'profile', 'email')?.toLowerCase()
  if (email === undefined) return undefined
  return [...directory.users.values()].find((user) => user.isActive && user.email.toLowerCase() === email)
}
