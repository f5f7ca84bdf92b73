import { type CalendarLoopDeps, createCalendarRound } from '../../people/calendars/read-calendars.ts'
import { createTimeOffLoop } from '../../respond/on-call/time-off-calendar/time-off-calendar-loop.ts'
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

/** The loops that read calendars of others. Nobody waits for them, so everything else goes before them. */
export function createCalendarLoops({ parts, deps, configuration, openNet }: CalendarParts): Loop[] {
  const { database, secrets } = parts
  const db = database.kysely
  const round = createCalendarRound({
    ...{ engine: deps, db, secrets, openNet },
    configurationChanged: () => configuration.refresh(),
  })
  const directory = () => deps.directory.latest()
  const timeOff = createTimeOffLoop({ engine: deps, db, secrets, ids: deps.ids, directory, openNet })
  return [{ name: 'calendars', round }, timeOff].map((loop) => ({
    name: loop.name,
    round: () => withPriority('normal', loop.round),
  }))
}
