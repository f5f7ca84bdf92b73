/** What a change of a calendar does to versions of schedules that are yet to begin. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { CalendarDay, ImportedShift } from '@tocsin/core/people/calendar.ts'
import type { LayerVersion, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import { type CalendarReader, continuePlanned } from '@tocsin/core/respond/schedule-version.ts'
import { sql } from 'kysely'
import type { ConfigDb } from '../../shell/config/config-kind.ts'
import { canonicalJson } from '../../shell/engine/fact-chain.ts'

/**
 * Versions that keep whoever is on call go on with whom the calendars have on then, as they say by now. Nobody edits these schedules: whose
 * turn it is stands in no form and in no history.
 */
export async function continuePlannedVersions(db: ConfigDb, at: Instant): Promise<void> {
  const { rows } = await sql<{ id: string; layers: ScheduleLayer[]; earlier: LayerVersion[] }>`
    select id, layers, earlier from schedules
    where jsonb_path_exists(earlier, '$[*] ? (@.keepsCurrent == true)') order by id`.execute(db)
  if (rows.length === 0) return
  const calendars = await readerOf(db)
  for (const { id, layers, earlier } of rows) {
    const known = { layers, before: earlier }
    const next = continuePlanned(known, at, calendars)
    if (canonicalJson(next) === canonicalJson(known)) continue
    await db
      .updateTable('schedules')
      .set({ layers: JSON.stringify(next.layers), earlier: JSON.stringify(next.before ?? []) })
      .where('id', '=', id)
      .execute()
  }
}

async function readerOf(db: ConfigDb): Promise<CalendarReader> {
  const rows = await db.selectFrom('calendars').select(['id', 'days', 'shifts']).execute()
  const known = new Map<string, (typeof rows)[number]>(rows.map((row) => [row.id, row]))
  return {
    daysOf: (id) => ((known.get(id)?.days ?? []) as CalendarDay[]).map(({ date }) => date),
    shiftsOf: (id) => (known.get(id)?.shifts ?? []) as ImportedShift[],
  }
}
