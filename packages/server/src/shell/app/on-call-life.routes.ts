import { emergencyContactRoutes } from '../../people/emergency/emergency-contact.routes.ts'
import { onCallPeopleRoutes } from '../../respond/on-call/on-call-people.routes.ts'
import { readinessRoutes } from '../../respond/on-call/readiness.routes.ts'
import { shiftRequestRoutes } from '../../respond/on-call/shift-request.routes.ts'
import { timeOffRoutes } from '../../respond/on-call/time-off.routes.ts'
import {
  type TimeOffCalendarRouteDeps,
  timeOffCalendarRoutes,
} from '../../respond/on-call/time-off-calendar/time-off-calendar.routes.ts'
import type { ApiRoute } from '../http/api.ts'

/** What people arrange about their shifts: requests, time off, letters, notes, who is ready, and whom to call in an emergency. */
export function onCallLifeRoutes(deps: TimeOffCalendarRouteDeps): ApiRoute[] {
  return [
    ...[onCallPeopleRoutes, timeOffRoutes, shiftRequestRoutes, readinessRoutes],
    timeOffCalendarRoutes,
    emergencyContactRoutes,
  ].flatMap((routes) => routes(deps))
}
