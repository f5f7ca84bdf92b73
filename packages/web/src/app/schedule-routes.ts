import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { parseScheduleView } from '../features/respond/schedules/schedule-view.ts'
import { frame, textOf } from './frame-route.ts'

// Schedules, their editor, and who is on call how much.

export const schedules = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/schedules',
  validateSearch: (search: Record<string, unknown>): { q?: string | undefined; team?: string | undefined } => ({
    q: textOf(search.q),
    team: textOf(search.team),
  }),
  component: lazyRouteComponent(() => import('../features/respond/schedules/schedules-page.tsx'), 'SchedulesPage'),
})

export const newSchedule = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/schedules/new',
  validateSearch: parseScheduleView,
  component: lazyRouteComponent(
    () => import('../features/respond/schedules/editor/schedule-editor-page.tsx'),
    'NewSchedulePage',
  ),
})

export const schedule = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/schedules/$id',
  validateSearch: parseScheduleView,
  component: lazyRouteComponent(() => import('../features/respond/schedules/schedule-page.tsx'), 'SchedulePage'),
})

export const editSchedule = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/schedules/$id/edit',
  validateSearch: parseScheduleView,
  component: lazyRouteComponent(
    () => import('../features/respond/schedules/editor/schedule-editor-page.tsx'),
    'EditSchedulePage',
  ),
})

export const planSchedule = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/schedules/$id/plan',
  component: lazyRouteComponent(() => import('../features/respond/planner/plan-page.tsx'), 'PlanPage'),
})

export const mendSchedule = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/schedules/$id/mend',
  component: lazyRouteComponent(() => import('../features/respond/planner/mend-page.tsx'), 'MendPage'),
})

export const myOnCall = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/mine',
  component: lazyRouteComponent(() => import('../features/respond/mine/my-on-call-page.tsx'), 'MyOnCallPage'),
})

export const onCallLoad = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/load',
  validateSearch: (
    search: Record<string, unknown>,
  ): { quarter?: string | undefined; schedule?: string | undefined; team?: string | undefined } => ({
    quarter: /^\d{4}-Q[1-4]$/.test(String(search.quarter)) ? String(search.quarter) : undefined,
    schedule: textOf(search.schedule),
    team: textOf(search.team),
  }),
  component: lazyRouteComponent(() => import('../features/respond/schedules/on-call-load-page.tsx'), 'OnCallLoadPage'),
})

const DATE = /^\d{4}-\d\d-\d\d$/
const dateOf = (value: unknown) => (DATE.test(String(value)) ? String(value) : undefined)

interface FairnessSearch {
  quarter?: string | undefined
  schedule?: string | undefined
  /** Of the pay report: its first and its last day. */
  from?: string | undefined
  to?: string | undefined
}

export const fairness = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/fairness',
  validateSearch: (search: Record<string, unknown>): FairnessSearch => ({
    quarter: /^\d{4}-Q[1-4]$/.test(String(search.quarter)) ? String(search.quarter) : undefined,
    schedule: textOf(search.schedule),
    from: dateOf(search.from),
    to: dateOf(search.to),
  }),
  component: lazyRouteComponent(() => import('../features/respond/fairness/fairness-page.tsx'), 'FairnessPage'),
})

export const readiness = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/readiness',
  validateSearch: (search: Record<string, unknown>): { who?: 'all' | undefined; not_ready?: boolean | undefined } => ({
    who: search.who === 'all' ? 'all' : undefined,
    not_ready: search.not_ready === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/respond/readiness/readiness-page.tsx'), 'ReadinessPage'),
})

export const emergencyContacts = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/contacts',
  validateSearch: (search: Record<string, unknown>): { q?: string | undefined } => ({ q: textOf(search.q) }),
  component: lazyRouteComponent(
    () => import('../features/respond/readiness/emergency-contacts-page.tsx'),
    'EmergencyContactsPage',
  ),
})
