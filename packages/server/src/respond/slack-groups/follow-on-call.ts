/**
 * User groups of Slack that follow a schedule: whoever is on call is in the group, so that `@payments-oncall` reaches them. Looked at
 * every minute; Slack is asked only when somebody else is on call than it was told last. Every node does it, which does no harm.
 */
import type { Net } from '@tocsin/adapters/out/net.ts'
import { callSlack } from '@tocsin/adapters/out/slack/call.ts'
import { readUserGroups, type SlackConfig, slackConfigSchema } from '@tocsin/adapters/out/slack/config.ts'
import type { ScheduleId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory, User } from '@tocsin/core/people/directory.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { findMember } from './find-member.ts'

export interface SlackGroupDeps {
  net: Net
  engine: Pick<EngineDeps, 'clock' | 'log'>
  directory(): Directory
  channelConfig(channel: string): unknown
}

/** Returns what looks once. */
export function createSlackGroups(deps: SlackGroupDeps): () => Promise<void> {
  const told = new Map<string, string>()
  return async () => {
    const config = slackConfigSchema.safeParse(deps.channelConfig('slack'))
    if (!config.success) return
    for (const { group, schedule } of readUserGroups(config.data.user_groups ?? '') ?? [])
      await follow(deps, config.data, { group, schedule, told })
  }
}

interface Following {
  group: string
  schedule: string
  /** The members that Slack was told last, by group. */
  told: Map<string, string>
}

async function follow(deps: SlackGroupDeps, config: SlackConfig, { group, schedule, told }: Following): Promise<void> {
  const { engine } = deps
  const warn = (problem: string) =>
    engine.log.warn({ group, schedule, problem }, 'a user group of Slack could not follow its schedule')
  const people = onCall(deps, schedule)
  if (!people) return warn('there is no such schedule')
  const members: string[] = []
  for (const person of people) {
    const member = await findMember(deps, config, person)
    if (typeof member === 'string') members.push(member)
    else warn(`${person.name}: ${member.failure.cause}`)
  }
  const wanted = [...new Set(members)].sort().join(',')
  // Slack keeps no empty group: when nobody is on call, whoever was last stays in it.
  if (wanted === '' || told.get(group) === wanted) return
  const at = formatInstant(engine.clock.now())
  const outcome = await callSlack(deps.net, config, 'usergroups.users.update', { usergroup: group, users: wanted }, at)
  if ('failure' in outcome) return warn(outcome.failure.cause)
  told.set(group, wanted)
}

/** Undefined when there is no such schedule. */
function onCall({ engine, directory }: SlackGroupDeps, id: string): User[] | undefined {
  const known = directory()
  const schedule = known.schedules.get(id as ScheduleId)
  return (
    schedule &&
    calcOnCall(known, schedule, engine.clock.now()).people.flatMap(({ user }) => {
      const person = known.users.get(user)
      return person?.isActive ? [person] : []
    })
  )
}
