import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { parseMonitorFilters } from '../features/detect/monitors/monitor-filters.ts'
import { frame } from './frame-route.ts'

// Monitors, and the data sources of metrics.

export const monitors = createRoute({
  getParentRoute: () => frame,
  path: '/monitors',
  validateSearch: parseMonitorFilters,
  component: lazyRouteComponent(() => import('../features/detect/monitors/monitors-page.tsx'), 'MonitorsPage'),
})

export const newMonitor = createRoute({
  getParentRoute: () => frame,
  path: '/monitors/new',
  component: lazyRouteComponent(() => import('../features/detect/monitors/monitor-form-page.tsx'), 'NewMonitorPage'),
})

export const dataSources = createRoute({
  getParentRoute: () => frame,
  path: '/monitors/data-sources',
  component: lazyRouteComponent(() => import('../features/detect/monitors/data-sources-page.tsx'), 'DataSourcesPage'),
})

export const monitor = createRoute({
  getParentRoute: () => frame,
  path: '/monitors/$id',
  component: lazyRouteComponent(() => import('../features/detect/monitors/monitor-page.tsx'), 'MonitorPage'),
})

export const editMonitor = createRoute({
  getParentRoute: () => frame,
  path: '/monitors/$id/edit',
  component: lazyRouteComponent(() => import('../features/detect/monitors/monitor-form-page.tsx'), 'EditMonitorPage'),
})
