/** Who a member of the Slack workspace is here: the owner of a verified contact, else whoever has the mail address that Slack knows. */
import { textAt } from '@tocsin/adapters/out/json-object.ts'
import { callSlack } from '@tocsin/adapters/out/slack/call.ts'
import type { SlackConfig } from '@tocsin/adapters/out/slack/config.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { User } from '@tocsin/core/people/directory.ts'
import { ownersOf } from '../answers/callers.ts'
import type { CallbackDeps } from './callback-deps.ts'

/** Administrators of a workspace decide about the addresses in it, as those of the mail do: it is believed as far as they are. */
export async function findSlackUser(
  { engine, net }: CallbackDeps,
  config: SlackConfig,
  member: string,
): Promise<User | undefined> {
  const directory = engine.directory.latest()
  const [linked] = ownersOf(directory, ['slack'], member)
  if (linked) return linked
  const outcome = await callSlack(net, config, 'users.info', { user: member }, formatInstant(engine.clock.now()))
  const email = 'answer' in outcome ? textAt(outcome.answer, 'user', 'profile', 'email')?.toLowerCase() : undefined
  if (email === undefined) return undefined
  return [...directory.users.values()].find((user) => user.isActive && user.email.toLowerCase() === email)
}
