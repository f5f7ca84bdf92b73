/** Who a person is in the Slack workspace. */
import { textAt } from '@tocsin/adapters/out/json-object.ts'
import type { Net } from '@tocsin/adapters/out/net.ts'
import { callSlack, type SlackRefusal } from '@tocsin/adapters/out/slack/call.ts'
import type { SlackConfig } from '@tocsin/adapters/out/slack/config.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { User } from '@tocsin/core/people/directory.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'

export interface MemberDeps {
  net: Net
  engine: Pick<EngineDeps, 'clock'>
}

/** Their verified contact names them; without one the mail address of the account does. */
export async function findMember(
  { net, engine }: MemberDeps,
  config: SlackConfig,
  { email, contacts }: User,
): Promise<string | SlackRefusal> {
  const own = contacts.find(({ channel, to, isVerified }) => channel === 'slack' && isVerified && /^[UW]/.test(to))
  if (own) return own.to
  const outcome = await callSlack(net, config, 'users.lookupByEmail', { email }, formatInstant(engine.clock.now()))
  if ('failure' in outcome) return outcome
  const id = textAt(outcome.answer, 'user', 'id')
  return id ?? { failure: { code: 'bad_address', retry: 'never', cause: 'Slack does not know the mail address' } }
}
