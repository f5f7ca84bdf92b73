import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router'
import { sessionQuery } from '../features/people/session.query.ts'
import { Frame } from './frame/frame.tsx'
import { NotFoundPage } from './not-found-page.tsx'

export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
})

export const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  // Nothing of a page is asked for before it is clear who asks. A server that cannot be reached is the frame's to tell.
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery).catch(() => undefined)
    if (session !== null) return
    throw redirect({ to: '/login', search: { next: location.href === '/' ? undefined : location.href }, replace: true })
  },
  component: Frame,
  notFoundComponent: NotFoundPage,
})

/** A word of an address; undefined when it is empty or something else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
