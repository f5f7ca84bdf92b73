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

interface NoiseSearch {
  days?: 14 | 30 | undefined
  source?: string | undefined
  team?: string | undefined
}

export const noise = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/noise',
  validateSearch: (search: Record<string, unknown>): NoiseSearch => ({
    days: ([14, 30] as const).find((days) => days === search.days),
    source: textOf(search.source),
    team: textOf(search.team),
  }),
  component: lazyRouteComponent(() => import('../features/detect/quiet/noise-page.tsx'), 'NoisePage'),
})
