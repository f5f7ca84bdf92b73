/**
 * What a silence would match, judged by the very test that the matcher uses. Labels that are asked for exactly are found by their
 * index; what is left is looked at here, up to a bound.
 */
import { compileMatchers, type Matcher } from '@tocsin/core/detect/matcher.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { z } from 'zod'
import type { DirectoryNames } from '../people/directory-names.ts'
import type { Schema } from '../shell/database/schema.ts'
import { invalidField } from '../shell/http/refusal.ts'
import { findAlerts } from './alert.queries.ts'
import { presentAlert } from './present-alert.ts'
import type { silencePreviewSchema } from './silence.schema.ts'

const WEEK_MS = 7 * DAY
const LOOKED_AT_MAX = 20_000
const SHOWN_MAX = 20

export async function previewSilence(
  db: Kysely<Schema>,
  { matchers, at }: { matchers: readonly Matcher[]; at: Instant },
  names: DirectoryNames,
): Promise<z.output<typeof silencePreviewSchema>> {
  const compiled = compileMatchers(matchers)
  if ('error' in compiled) throw invalidField(`matcher.${compiled.index}`, compiled.error)
  const since = (at - WEEK_MS) as Instant
  const { rows, isPartial } = await listRecent(db, matchers, since)
  const matching = rows.filter(({ labels }) => compiled.matches(labels))
  const firing = matching.filter(({ state }) => state === 'firing')
  const recent = matching.filter(({ received_at }) => received_at >= since)
  const shown = await findAlerts(
    db,
    firing.slice(0, SHOWN_MAX).map(({ id }) => id),
  )
  return {
    firing: firing.length,
    in_incidents: firing.filter(({ incident_id }) => incident_id !== null).length,
    silenced: firing.filter(({ silence_id }) => silence_id !== null).length,
    alerts: shown.map((row) => presentAlert(row, names)),
    week: { alerts: recent.length, times: await countBeginnings(db, recent, since) },
    is_partial: isPartial,
  }
}

/** Alerts that fire or that began in this time, the newest first. */
async function listRecent(db: Kysely<Schema>, matchers: readonly Matcher[], since: Instant) {
  const exact = Object.fromEntries(matchers.filter(isExact).map(({ name, value }) => [name, value]))
  const rows = await db
    .selectFrom('alerts')
    .leftJoin('placements', 'placements.alert_id', 'alerts.id')
    .select(['alerts.id', 'alerts.state', 'alerts.labels', 'alerts.received_at'])
    .select(['placements.incident_id', 'placements.silence_id'])
    .where(sql<SqlBool>`(alerts.state = 'firing' or alerts.received_at >= ${formatInstant(since)}::timestamptz)`)
    .$if(Object.keys(exact).length > 0, (query) =>
      query.where(sql<SqlBool>`alerts.labels @> ${JSON.stringify(exact)}::jsonb`),
    )
    .orderBy('alerts.received_at', 'desc')
    .orderBy('alerts.id', 'desc')
    .limit(LOOKED_AT_MAX + 1)
    .execute()
  return { rows: rows.slice(0, LOOKED_AT_MAX), isPartial: rows.length > LOOKED_AT_MAX }
}

/** A label that must be there with this very value. */
function isExact({ isEqual, isRegex, value }: Matcher): boolean {
  return isEqual && !isRegex && value !== ''
}

async function countBeginnings(db: Kysely<Schema>, alerts: readonly { id: string }[], since: Instant): Promise<number> {
  if (alerts.length === 0) return 0
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from signals
    where alert_id = any(${alerts.map(({ id }) => id)}::uuid[]) and kind = 'fired'
      and at >= ${formatInstant(since)}::timestamptz`.execute(db)
  return rows[0]?.count ?? 0
}
