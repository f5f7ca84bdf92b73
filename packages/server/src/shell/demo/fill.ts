/** Fills the demo: a whole server, but for its socket, lives through the weeks that are missing, as fast as the machine can. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type AssembledServer, assembleServer, type ServerParts } from '../app/assemble.ts'
import { createLiveFeed } from '../app/live-feed.ts'
import { createMeters } from '../app/meters.ts'
import { hashPassword } from '../auth/password-hash.ts'
import { applyFile } from '../config/file/apply-file.ts'
import { formatProblem } from '../config/file/file-problem.ts'
import type { Options } from '../config/options.ts'
import type { Database } from '../database/open-database.ts'
import { createLogger } from '../http/logger.ts'
import { createIds, type Ids } from '../ports/ids.ts'
import type { Ports } from '../ports/ports.ts'
import { addDays } from './calendar.ts'
import { createChance } from './chance.ts'
import { companyFile } from './company.ts'
import { addSweeps } from './live.ts'
import { createMailbox, MAIL_SERVER } from './mailbox.ts'
import type { Play } from './play.ts'
import { createStage } from './stage.ts'
import { arePhonesDown } from './tell-story.ts'
import { createTimekeeper, createTimeLapse, type TimeLapse } from './time-lapse.ts'

export interface FillOptions {
  options: Options
  parts: ServerParts
  /** Nothing is there yet: the company is founded first. */
  isNew: boolean
  /** Up to when; asked again and again, because time goes on while the demo is filled. */
  until(): Instant
  /** `share` of all, from 0 to 1. */
  print(share: number, text: string, isLast: boolean): void
}

/** Plays from where the play resumes. */
export async function fillHistory(play: Play, { options, parts, isNew, until, print }: FillOptions): Promise<void> {
  const lapse = createTimeLapse(play.resumesAt)
  const ports = lapsedPorts(play, lapse, parts.ports.ids)
  if (isNew) await foundCompany(play, parts, ports)
  addDays(play, (play.resumesAt - 3 * DAY) as Instant, until())
  addSweeps(play, play.resumesAt)
  await withoutDisk(parts.database, async () => {
    const server = await assembleServer(options, ownParts(parts, ports, play), () => options.url ?? 'http://localhost')
    try {
      await playThrough(play, { server, parts, lapse, until, print })
    } finally {
      lapse.release()
      await server.stop()
    }
  })
}

interface Playing extends Pick<FillOptions, 'parts' | 'until' | 'print'> {
  server: AssembledServer
  lapse: TimeLapse
}

const CUES_A_LINE = 40

async function playThrough(play: Play, { server, parts, lapse, until, print }: Playing): Promise<void> {
  const keeper = createTimekeeper(lapse, server.node.deps.nudge, parts.database)
  const stage = createStage({ server, secrets: parts.secrets, settings: play.settings, settle: keeper.settle })
  play.enter(stage)
  await keeper.settle()
  const span = Math.max(1, until() - play.resumesAt)
  // Who is paged meanwhile answers with a cue of their own, which may come before the one that was next.
  const nextAt = (): Instant => Math.min(play.cues.next?.at ?? Number.POSITIVE_INFINITY, until()) as Instant
  for (let played = 1; ; played++) {
    await keeper.advance(nextAt)
    if ((play.cues.next?.at ?? Number.POSITIVE_INFINITY) > lapse.clock.now()) break
    const cue = play.cues.take()
    await cue?.run(stage)
    await keeper.settle()
    if (cue && played % CUES_A_LINE === 0) print((cue.at - play.resumesAt) / span, dayOf(cue.at), false)
  }
  print(1, 'The history of the demo is there.', true)
}

function dayOf(at: Instant): string {
  return `Filling the demo: ${formatInstant(at).slice(0, 10)}`
}

function lapsedPorts({ settings, resumesAt }: Play, { clock }: TimeLapse, real: Ids): Ports {
  const chance = createChance(`${settings.seed} ids ${resumesAt}`)
  const ids = createIds(clock, chance.bytes)
  return {
    clock,
    // Ids follow from the seed; what has to be secret does not.
    ids: { next: ids.next, token: real.token },
    net: createMailbox({
      clock,
      chance: createChance(`${settings.seed} mailbox ${resumesAt}`),
      arePhonesDown: (at) => arePhonesDown(settings, at),
    }),
  }
}

/** A feed and meters of its own: what happened in lapsed time is no news. */
function ownParts(parts: ServerParts, ports: Ports, play: Play): ServerParts {
  return {
    ...parts,
    ports,
    logger: createLogger({ level: 'error' }),
    feed: createLiveFeed({ epoch: 'demo', listenersMax: 1 }),
    meters: createMeters(),
    onCommit: (incident, facts) => play.committed(incident, facts),
  }
}

async function foundCompany(
  { settings }: Play,
  { database, secrets }: ServerParts,
  { ids, clock }: Ports,
): Promise<void> {
  let hash: Promise<string> | undefined
  const outcome = await applyFile(
    {
      ...{ db: database.kysely, secrets, ids },
      // Everybody has the same, and hashing takes a third of a second.
      hashPassword(password) {
        hash ??= hashPassword(password, ids)
        return hash
      },
    },
    { name: 'demo', text: companyFile(settings, MAIL_SERVER), environment: {} },
    { actor: { kind: 'system', part: 'setup' }, at: clock.now(), prune: false, isPlanOnly: false, owner: 'app' },
  )
  if ('problems' in outcome) throw new Error(outcome.problems.map(formatProblem).join('\n'))
}

/** The last instant of which anything is known; undefined when nothing is there yet. */
export async function readPlayedUntil({ pool }: Pick<Database, 'pool'>): Promise<Instant | undefined> {
  const { rows } = await pool.query<{ at: number | null }>(
    `select greatest(
       (select max(at) from facts), (select max(received_at) from deliveries), (select max(at) from changes),
       (select max(at) from config_history)) as at`,
  )
  return (rows[0]?.at ?? undefined) as Instant | undefined
}

/** The demo can be made again: its filling need not wait for the disk at each commit, only in the end. */
async function withoutDisk(database: Database, work: () => Promise<void>): Promise<void> {
  await database.pool.query('set synchronous_commit to off')
  try {
    await work()
  } finally {
    await database.pool.query('set synchronous_commit to on')
    await database.maintain()
  }
}
