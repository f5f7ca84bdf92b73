import { type CalendarLoopDeps, createCalendarRound } from '../../people/calendars/read-calendars.ts'
import { withPriority } from '../database/acquire-priority.ts'
import type { EngineDeps } from '../engine/deps.ts'
import type { Loop } from '../engine/loop.ts'
import type { LiveConfiguration } from './live-configuration.ts'
import type { NodeParts } from './node.ts'

export interface CalendarParts {
  parts: NodeParts
  deps: EngineDeps
  configuration: LiveConfiguration
  openNet: CalendarLoopDeps['openNet']
}

/** The loop that reads calendars of others. Nobody waits for it, so everything else goes before it. */
export function createCalendarLoop({ parts, deps, configuration, openNet }: CalendarParts): Loop {
  const { database, secrets } = parts
  const round = createCalendarRound({
    ...{ engine: deps, db: database.kysely, secrets, openNet },
    configurationChanged: () => configuration.refresh(),
  })
  return { name: 'calendars', round: () => withPriority('normal', round) }
}
