/** Doing the same to many incidents: in portions, so that one sees how far it is and can stop, and with the way back. */
import { sendJson } from '../../../api/request.ts'
import type { components } from '../../../api/schema.ts'

export type BulkResult = components['schemas']['BulkResult']['results'][number]
export type BulkActionName = 'acknowledge' | 'resolve' | 'close' | 'reassign' | 'snooze' | 'page_responder' | 'escalate'

export interface BulkAct {
  action: BulkActionName | 'reopen'
  ids: readonly string[]
  body?: Record<string, unknown>
}

const portion = 40

/**
 * Sends portion after portion. `progress` is told after each how many are decided; it answers whether to go on. Rejects when a
 * portion cannot be sent, with what the ones before it did in `done`.
 */
export async function runBulk(
  { action, ids, body }: BulkAct,
  progress: (done: BulkResult[]) => boolean,
): Promise<BulkResult[]> {
  const done: BulkResult[] = []
  for (let start = 0; start < ids.length; start += portion) {
    const some = ids.slice(start, start + portion)
    const { results } = await sendJson('POST', '/incidents/bulk', { action, ids: some, ...(body && { body }) })
    done.push(...results)
    if (!progress(done)) break
  }
  return done
}

/** What takes an act back, as further acts; none where it cannot be taken back. */
export function undoActs({ action }: Pick<BulkAct, 'action'>, results: readonly BulkResult[]): BulkAct[] {
  const done = results.filter(({ outcome }) => outcome === 'done')
  const ids = done.map(({ id }) => id)
  if (ids.length === 0) return []
  switch (action) {
    case 'resolve':
      return [{ action: 'reopen', ids }]
    case 'snooze':
      // A snooze that ends at once.
      return [{ action: 'snooze', ids, body: { for_ms: 1 } }]
    case 'reassign': {
      const owners = Map.groupBy(
        done.filter(({ former_owner: owner }) => owner !== null),
        ({ former_owner: owner }) => owner ?? '',
      )
      return [...owners].map(([user, of]) => ({ action: 'reassign', ids: of.map(({ id }) => id), body: { user } }))
    }
    default:
      return []
  }
}

/** Those that were not done though they should have been. */
export function failuresOf(results: readonly BulkResult[]): BulkResult[] {
  return results.filter(({ outcome }) => outcome === 'refused' || outcome === 'failed')
}
