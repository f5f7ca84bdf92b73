import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, HOUR } from '@tocsin/core/kernel/instant.ts'
import { STATUSES } from '@tocsin/core/kernel/scales.ts'
import { beforeAll, expect, test } from 'vitest'
import { createLiveFeed } from '../app/live-feed.ts'
import { createMeters } from '../app/meters.ts'
import { type AuditReport, verifyFacts } from '../backup/verify-facts.ts'
import { readOptions } from '../config/options.ts'
import type { Database } from '../database/open-database.ts'
import { describeOnEngine } from '../database/testing/database-harness.ts'
import { createLogger } from '../http/logger.ts'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { createSecrets } from '../secrets/sealed-box.ts'
import { createChance } from './chance.ts'
import { DOMAIN, PHONES_URL } from './company.ts'
import type { DemoSettings } from './demo-folder.ts'
import { fillHistory, readPlayedUntil } from './fill.ts'
import { createMailbox } from './mailbox.ts'
import { Play } from './play.ts'
import { addStories } from './tell-story.ts'

/** A Friday. */
const MADE_AT = Date.UTC(2026, 2, 6, 10) as Instant

const SETTINGS: DemoSettings = {
  ...{ version: 1, seed: 7, madeAt: MADE_AT, begunAt: (MADE_AT - 2 * DAY) as Instant },
  ...{ password: 'kite-0123456789', keySeed: 'a key seed' },
}

async function fill(database: Database, until: Instant = MADE_AT): Promise<void> {
  const reading = readOptions({}, {})
  if ('problems' in reading) throw new Error(reading.problems.join())
  const ids = createIds(systemClock)
  const playedUntil = await readPlayedUntil(database)
  const play = new Play(SETTINGS, playedUntil ?? SETTINGS.begunAt)
  addStories(play)
  const net = createMailbox({ clock: systemClock, chance: createChance('test'), arePhonesDown: () => false })
  await fillHistory(play, {
    ...{ options: reading.options, isNew: playedUntil === undefined, until: () => until, print() {} },
    parts: {
      ...{ database, ports: { clock: systemClock, ids, net }, meters: createMeters() },
      secrets: createSecrets({ current: Buffer.alloc(32, 7), older: [] }, ids),
      logger: createLogger({ level: 'error' }),
      feed: createLiveFeed({ epoch: 'test', listenersMax: 1 }),
    },
  })
}

/** What happened, without what is random on purpose. */
async function tell({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select concat_ws(' ', i.id, i.title, i.status, i.priority, f.version, f.type, f.because, f.at, u.email) as line
     from incidents i join facts f on f.stream = i.id left join users u on u.id = f.actor->>'id'
     order by i.id, f.version`,
  )
  return rows.map(({ line }) => line)
}

async function audit({ pool }: Database): Promise<AuditReport> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const report = await verifyFacts(client)
    await client.query('commit')
    return report
  } finally {
    client.release()
  }
}

describeOnEngine('embedded', 'a filled demo', (open) => {
  let database: Database
  beforeAll(async () => {
    database = await open()
    await fill(database)
  }, 120_000)

  const count = async (sql: string) => Number((await database.pool.query<{ n: number }>(sql)).rows[0]?.n)

  test('its chains of facts are whole, and every incident follows from its facts', async () => {
    const { problems, incidents, facts } = await audit(database)
    expect(problems).toEqual([])
    expect(incidents).toBeGreaterThan(8)
    expect(facts).toBeGreaterThan(incidents * 8)
  })

  test('shows an incident in every status', async () => {
    const { rows } = await database.pool.query<{ status: string }>('select distinct status from incidents')
    expect(rows.map(({ status }) => status).sort()).toEqual([...STATUSES].sort())
  })

  test('nothing of it lies in the future or before its beginning', async () => {
    const { rows } = await database.pool.query<{ first: number; last: number }>(
      `select min(at) as first, max(at) as last from (
         select at from facts union all select received_at from deliveries union all select at from changes) as all_of_it`,
    )
    expect(rows[0]?.first).toBeGreaterThanOrEqual(SETTINGS.begunAt)
    expect(rows[0]?.last).toBeLessThanOrEqual(MADE_AT + 5_000)
    expect(
      await count(
        'select count(*) as n from facts f join facts g on g.stream = f.stream and g.version = f.version + 1 where g.at < f.at',
      ),
    ).toBe(0)
  })

  test('its pages went to its own people, and none waits', async () => {
    const { rows } = await database.pool.query<{ to: string; state: string }>(
      `select distinct message->'target'->>'to' as to, state from outbox`,
    )
    expect(rows.length).toBeGreaterThan(3)
    for (const { to, state } of rows) {
      expect(to.startsWith(PHONES_URL) || to.endsWith(`@${DOMAIN}`), to).toBe(true)
      expect(state).not.toBe('pending')
    }
  })

  test('people took, discussed and closed what monitors had said', async () => {
    const types = [
      'IncidentAcknowledged',
      'NoteAdded',
      'IncidentMitigated',
      'IncidentSnoozed',
      'IncidentClosed',
      'LevelReached',
    ]
    const { rows } = await database.pool.query<{ type: string }>(
      'select distinct type from facts where type = any($1)',
      [types],
    )
    expect(rows.map(({ type }) => type).sort()).toEqual([...types].sort())
    expect(await count(`select count(*) as n from placements where because = 'muted_by_silence'`)).toBeGreaterThan(0)
    expect(await count('select count(*) as n from changes')).toBeGreaterThan(0)
    expect(await count(`select count(*) as n from facts where actor->>'kind' = 'user'`)).toBeGreaterThan(20)
  })

  test('is the same when it is made again, and goes on where it was', async () => {
    const first = await tell(database)
    const again = await open()
    await fill(again)
    expect(await tell(again)).toEqual(first)
    const later = (MADE_AT + 2 * HOUR) as Instant
    await fill(again, later)
    const told = await tell(again)
    expect(told.length).toBeGreaterThan(first.length)
    expect(new Set(told).size).toBe(told.length)
    expect(await count(`select count(*) as n from incidents where title like 'Search answers in 3 s%'`)).toBe(1)
    expect((await audit(again)).problems).toEqual([])
  }, 120_000)
})
