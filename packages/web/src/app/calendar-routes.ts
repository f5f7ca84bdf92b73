import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { frame } from './frame-route.ts'

// Calendars of holidays and of shifts.

export const calendars = createRoute({
  getParentRoute: () => frame,
  path: '/settings/calendars',
  component: lazyRouteComponent(() => import('./settings/calendars-page.tsx'), 'CalendarsPage'),
})
