/** Seeded quiet: what services need, what inhibits what, planned work, and what makes alerts count. Short enough to begin and end in a run. */
import type { DurationMs, ServiceId } from '@tocsin/core/kernel/brand.ts'
import type { Directory, Source } from '@tocsin/core/people/directory.ts'
import type {
  Inhibition,
  InhibitionId,
  LabelMatcher,
  MaintenanceId,
  MaintenanceWindow,
  SourceQuiet,
} from '@tocsin/core/people/quiet.ts'
import { type Calendar, USUAL_CALENDAR } from '../scenario.ts'
import type { Random } from '../world/random.ts'

const SECOND = 1_000
const MINUTE = 60_000

const is = (name: string, value: string): LabelMatcher => ({ name, value, isRegex: false, isEqual: true })
const seconds = (count: number): DurationMs => (count * SECOND) as DurationMs

export function withQuiet(directory: Directory, random: Random, calendar = USUAL_CALENDAR): Directory {
  if (random.chance(0.3)) return directory
  const services = [...directory.services.values()].map((service) =>
    service.id === 'web' && random.chance(0.6) ? { ...service, dependsOn: ['api' as ServiceId] } : service,
  )
  const sources = [...directory.sources.values()].map((source) => withSourceQuiet(source, random))
  return {
    ...directory,
    services: new Map(services.map((each) => [each.id, each])),
    sources: new Map(sources.map((each) => [each.id, each])),
    inhibitions: random.chance(0.6) ? [createInhibition(random)] : [],
    maintenance: random.chance(0.6) ? [createWindow(random, calendar)] : [],
  }
}

/** What the monitors send; heartbeats and forms count at once. */
function withSourceQuiet(source: Source, random: Random): Source {
  if (source.system !== 'alertmanager') return source
  const quiet: SourceQuiet = {
    ...(random.chance(0.3) && { waitMs: seconds(random.int(3, 15)) }),
    ...(random.chance(0.4) && {
      flapping: { changes: 4, withinMs: seconds(90), stableMs: seconds(random.int(5, 20)) },
    }),
    ...(random.chance(0.25) && {
      threshold: { alerts: 2, withinMs: seconds(60), orAfterMs: seconds(random.int(10, 30)) },
    }),
    ...(random.chance(0.4) && { storm: { incidents: random.int(1, 4), withinMs: seconds(60) } }),
  }
  return { ...source, quiet }
}

function createInhibition(random: Random): Inhibition {
  return {
    ...{ id: 'api-down' as InhibitionId, name: 'API down', isActive: true },
    ...{ causes: [is('alertname', 'ApiDown')], symptoms: [is('alertname', 'Slow')] },
    equal: random.chance(0.5) ? ['host'] : [],
  }
}

/** Once, within the part of the run in which things go wrong. */
function createWindow(random: Random, { begin }: Calendar): MaintenanceWindow {
  const startsAt = new Date(begin + random.int(0, 1) * MINUTE).toISOString().slice(0, 16)
  return {
    ...{
      id: 'work' as MaintenanceId,
      name: 'Work',
      isActive: true,
      mode: random.pick(['mute', 'mute', 'low'] as const),
    },
    ...{ pausesMonitors: false, zone: 'UTC', startsAt, lastsMs: seconds(random.int(40, 100)), changes: [] },
    ...{ services: random.chance(0.5) ? ['web' as ServiceId] : [], sources: [] },
    matchers: [is('host', 'h1')],
  }
}
