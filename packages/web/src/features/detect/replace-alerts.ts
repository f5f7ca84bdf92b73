import type { Alert } from '../../api/types.ts'

/** The pages with some alerts as they are now, each where it stands. Pages without any of them stay the same. */
export function replaceAlerts<Page extends { items: Alert[] }>(
  pages: readonly Page[],
  fresh: readonly Alert[],
): Page[] {
  const byId = new Map(fresh.map((alert) => [alert.id, alert]))
  return pages.map((page) =>
    page.items.some(({ id }) => byId.has(id))
      ? { ...page, items: page.items.map((alert) => byId.get(alert.id) ?? alert) }
      : page,
  )
}
