import { alertmanager } from './alertmanager/read.ts'
import { alertmanagerApi } from './alertmanager-api/read.ts'
import type { InAdapter } from './door.ts'
import { heartbeat } from './heartbeat/read.ts'
import { json } from './json/read.ts'
import { pagerdutyEvents } from './pagerduty-events/read.ts'

/** Every door, by its name. An adapter's `system` is what a source is configured as: one `alertmanager` source has two doors. */
export const IN_ADAPTERS = {
  alertmanager,
  'alertmanager-api': alertmanagerApi,
  'pagerduty-events': pagerdutyEvents,
  json,
  heartbeat,
} as const satisfies Record<string, InAdapter>

export type DoorName = keyof typeof IN_ADAPTERS

/** The systems that a source may be configured as, each once. */
export const SOURCE_SYSTEMS: readonly string[] = [
  ...new Set(Object.values(IN_ADAPTERS).map((adapter: InAdapter) => adapter.system)),
]

/** The adapter behind `/in/<name>/<key>`; undefined for a name that is no door. */
export function findInAdapter(name: string): InAdapter | undefined {
  return Object.hasOwn(IN_ADAPTERS, name) ? IN_ADAPTERS[name as DoorName] : undefined
}
