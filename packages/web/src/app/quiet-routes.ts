import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { frame, textOf } from './frame-route.ts'

// What keeps alerts quiet beside silences.

export const maintenance = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/maintenance',
  component: lazyRouteComponent(() => import('../features/detect/quiet/maintenance-page.tsx'), 'MaintenancePage'),
})

export const inhibitions = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/inhibitions',
  component: lazyRouteComponent(() => import('../features/detect/quiet/inhibitions-page.tsx'), 'InhibitionsPage'),
})

export const noise = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/noise',
  validateSearch: (search: Record<string, unknown>): { days?: 14 | 30 | undefined; source?: string | undefined } => ({
    days: ([14, 30] as const).find((days) => days === search.days),
    source: textOf(search.source),
  }),
  component: lazyRouteComponent(() => import('../features/detect/quiet/noise-page.tsx'), 'NoisePage'),
})
