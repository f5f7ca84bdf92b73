import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import type { FirstStep } from '../api/types.ts'
import { incidentFactsQuery, incidentQuery } from '../features/record/incident.query.ts'
import { parseIncidentFilters } from '../features/record/incident-filters.ts'
import { parseAt, parseWhyPaged } from '../features/respond/why-paged-search.ts'
import { LoadingState } from '../ui/page-states.tsx'
import { alert, alerts, changeSilence, newSilence, silence, silences } from './alert-routes.ts'
import { calendars } from './calendar-routes.ts'
import { CrashPage } from './crash-page.tsx'
import { frame, root, textOf } from './frame-route.ts'
import { homeQuery } from './home/home.query.ts'
import { parseIncidentSearch } from './incident/incident-search.ts'
import { dataSources, editMonitor, monitor, monitors, newMonitor } from './monitor-routes.ts'
import { NotFoundPage } from './not-found-page.tsx'
import { inhibitions, maintenance, noise } from './quiet-routes.ts'
import { backtest, newRule, rule, rules } from './rule-routes.ts'
import {
  editSchedule,
  emergencyContacts,
  fairness,
  mendSchedule,
  myOnCall,
  newSchedule,
  onCallLoad,
  planSchedule,
  readiness,
  schedule,
  schedules,
} from './schedule-routes.ts'
import { parseServiceFilters } from './services/service-filters.ts'
import { apiKeys, audit, channels, general, messageTemplates, pagingHealth, webhooks } from './settings-routes.ts'

// The table of pages. Each page is loaded when it is first wanted; what it shows first is asked for at the same time.

const FIRST_STEPS: readonly FirstStep[] = ['contact', 'service', 'source', 'signal']

interface LoginSearch {
  next?: string | undefined
  email?: string | undefined
  /** Of the demo: who is signed in at once. */
  as?: string | undefined
}

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): LoginSearch => ({
    next: textOf(search.next),
    email: textOf(search.email),
    as: textOf(search.as),
  }),
  component: lazyRouteComponent(() => import('../features/people/login-page.tsx'), 'LoginPage'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  validateSearch: (search: Record<string, unknown>): { email?: string | undefined } => ({
    email: textOf(search.email),
  }),
  component: lazyRouteComponent(() => import('../features/people/forgot-password-page.tsx'), 'ForgotPasswordPage'),
})

/** Where the links of invitations and of forgotten passwords lead. */
const setPassword = createRoute({
  getParentRoute: () => root,
  path: '/set-password',
  validateSearch: (search: Record<string, unknown>): { token?: string | undefined } => ({
    token: textOf(search.token),
  }),
  component: lazyRouteComponent(() => import('../features/people/set-password-page.tsx'), 'SetPasswordPage'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search: Record<string, unknown>): { token?: string | undefined } => ({
    token: textOf(search.token),
  }),
  component: lazyRouteComponent(() => import('../features/people/setup-page.tsx'), 'SetupPage'),
})

const home = createRoute({
  getParentRoute: () => frame,
  path: '/',
  loader: ({ context }) => void context.queryClient.prefetchQuery(homeQuery),
  component: lazyRouteComponent(() => import('./home/home-page.tsx'), 'HomePage'),
})

const firstRun = createRoute({
  getParentRoute: () => frame,
  path: '/first-run',
  validateSearch: (search: Record<string, unknown>): { step?: FirstStep | undefined } => ({
    step: FIRST_STEPS.find((step) => step === search.step),
  }),
  component: lazyRouteComponent(() => import('./first-run/first-run-page.tsx'), 'FirstRunPage'),
})

const incidents = createRoute({
  getParentRoute: () => frame,
  path: '/incidents',
  validateSearch: parseIncidentFilters,
  component: lazyRouteComponent(() => import('../features/record/incidents-page.tsx'), 'IncidentsPage'),
})

const incident = createRoute({
  getParentRoute: () => frame,
  path: '/incidents/$id',
  validateSearch: parseIncidentSearch,
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(incidentQuery(params.id))
    void context.queryClient.prefetchQuery(incidentFactsQuery(params.id))
  },
  component: lazyRouteComponent(() => import('./incident/incident-page.tsx'), 'IncidentPage'),
})

const onCall = createRoute({
  getParentRoute: () => frame,
  path: '/on-call',
  component: lazyRouteComponent(() => import('../features/respond/on-call-page.tsx'), 'OnCallPage'),
})

const policies = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/policies',
  component: lazyRouteComponent(() => import('./policies/policies-page.tsx'), 'PoliciesPage'),
})

const policy = createRoute({
  getParentRoute: () => frame,
  path: '/on-call/policies/$id',
  validateSearch: (search: Record<string, unknown>): { at?: string | undefined } => ({ at: parseAt(search.at) }),
  component: lazyRouteComponent(() => import('./policies/policy-page.tsx'), 'PolicyPage'),
})

const services = createRoute({
  getParentRoute: () => frame,
  path: '/services',
  validateSearch: parseServiceFilters,
  component: lazyRouteComponent(() => import('./services/services-page.tsx'), 'ServicesPage'),
})

const service = createRoute({
  getParentRoute: () => frame,
  path: '/services/$id',
  component: lazyRouteComponent(() => import('./services/service-page.tsx'), 'ServicePage'),
})

const sources = createRoute({
  getParentRoute: () => frame,
  path: '/sources',
  component: lazyRouteComponent(() => import('../features/detect/sources-page.tsx'), 'SourcesPage'),
})

const source = createRoute({
  getParentRoute: () => frame,
  path: '/sources/$id',
  component: lazyRouteComponent(() => import('../features/detect/source-page.tsx'), 'SourcePage'),
})

const mapping = createRoute({
  getParentRoute: () => frame,
  path: '/sources/$id/mapping',
  component: lazyRouteComponent(() => import('../features/detect/mapping-page.tsx'), 'MappingPage'),
})

const teams = createRoute({
  getParentRoute: () => frame,
  path: '/people/teams',
  component: lazyRouteComponent(() => import('./teams/teams-page.tsx'), 'TeamsPage'),
})

const whyPaged = createRoute({
  getParentRoute: () => frame,
  path: '/people/why',
  validateSearch: parseWhyPaged,
  component: lazyRouteComponent(() => import('../features/respond/why-paged-page.tsx'), 'WhyPagedPage'),
})

const people = createRoute({
  getParentRoute: () => frame,
  path: '/people',
  component: lazyRouteComponent(() => import('../features/people/people-page.tsx'), 'PeoplePage'),
})

const account = createRoute({
  getParentRoute: () => frame,
  path: '/account',
  component: lazyRouteComponent(() => import('../features/people/account-page.tsx'), 'AccountPage'),
})

const designSystem = createRoute({
  getParentRoute: () => frame,
  path: '/design-system',
  component: lazyRouteComponent(() => import('./design-system/design-system-page.tsx'), 'DesignSystemPage'),
})

/** What does not exist is said within the frame, so that there is a way on. */
const anythingElse = createRoute({ getParentRoute: () => frame, path: '$', component: NotFoundPage })

const routeTree = root.addChildren([
  login,
  setup,
  forgotPassword,
  setPassword,
  frame.addChildren([
    home,
    firstRun,
    incidents,
    incident,
    alerts,
    alert,
    onCall,
    silences,
    newSilence,
    maintenance,
    inhibitions,
    noise,
    rules,
    newRule,
    rule,
    backtest,
    silence,
    changeSilence,
    schedules,
    newSchedule,
    schedule,
    editSchedule,
    myOnCall,
    onCallLoad,
    fairness,
    planSchedule,
    mendSchedule,
    readiness,
    emergencyContacts,
    policies,
    policy,
    services,
    service,
    monitors,
    newMonitor,
    dataSources,
    monitor,
    editMonitor,
    sources,
    source,
    mapping,
    people,
    teams,
    whyPaged,
    account,
    general,
    calendars,
    channels,
    pagingHealth,
    messageTemplates,
    apiKeys,
    webhooks,
    audit,
    designSystem,
    anythingElse,
  ]),
])

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadDelay: 60,
    defaultPendingComponent: LoadingState,
    defaultErrorComponent: CrashPage,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
