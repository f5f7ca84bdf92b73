import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { frame, textOf } from './frame-route.ts'
import { parseAuditFilters } from './settings/audit-words.ts'

// What is set up once for the whole installation.

export const general = createRoute({
  getParentRoute: () => frame,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/general-page.tsx'), 'GeneralPage'),
})

export const apiKeys = createRoute({
  getParentRoute: () => frame,
  path: '/settings/api-keys',
  component: lazyRouteComponent(() => import('./settings/api-keys-page.tsx'), 'ApiKeysPage'),
})

export const webhooks = createRoute({
  getParentRoute: () => frame,
  path: '/settings/webhooks',
  validateSearch: (search: Record<string, unknown>): { follow?: string | undefined } => ({
    follow: textOf(search.follow),
  }),
  component: lazyRouteComponent(() => import('./settings/webhooks-page.tsx'), 'WebhooksPage'),
})

export const audit = createRoute({
  getParentRoute: () => frame,
  path: '/settings/audit',
  validateSearch: parseAuditFilters,
  component: lazyRouteComponent(() => import('./settings/audit-page.tsx'), 'AuditPage'),
})

export const channels = createRoute({
  getParentRoute: () => frame,
  path: '/settings/channels',
  component: lazyRouteComponent(() => import('./settings/channels-page.tsx'), 'ChannelsPage'),
})

export const pagingHealth = createRoute({
  getParentRoute: () => frame,
  path: '/settings/paging-health',
  component: lazyRouteComponent(() => import('./settings/paging-health-page.tsx'), 'PagingHealthPage'),
})

export const messageTemplates = createRoute({
  getParentRoute: () => frame,
  path: '/settings/templates',
  component: lazyRouteComponent(() => import('./settings/templates-page.tsx'), 'TemplatesPage'),
})
