import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { parseAlertFilters } from '../features/detect/alert-filters.ts'
import { frame, textOf } from './frame-route.ts'

// Alerts, and what keeps them quiet.

export const alerts = createRoute({
  getParentRoute: () => frame,
  path: '/alerts',
  validateSearch: parseAlertFilters,
  component: lazyRouteComponent(() => import('../features/detect/alerts-page.tsx'), 'AlertsPage'),
})

export const alert = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('../features/detect/alert-page.tsx'), 'AlertPage'),
})

export const silences = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/silences',
  validateSearch: (search: Record<string, unknown>) => ({
    state: (['pending', 'expired'] as const).find((state) => state === search.state),
    q: textOf(search.q),
  }),
  component: lazyRouteComponent(() => import('../features/detect/silences/silences-page.tsx'), 'SilencesPage'),
})

export const newSilence = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/silences/new',
  validateSearch: (search: Record<string, unknown>): { alert?: string | undefined } => ({
    alert: textOf(search.alert),
  }),
  component: lazyRouteComponent(() => import('../features/detect/silences/silence-form-page.tsx'), 'NewSilencePage'),
})

export const silence = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/silences/$id',
  component: lazyRouteComponent(() => import('../features/detect/silences/silence-page.tsx'), 'SilencePage'),
})

export const changeSilence = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/silences/$id/change',
  component: lazyRouteComponent(() => import('../features/detect/silences/silence-form-page.tsx'), 'ChangeSilencePage'),
})
