import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '../../api/keys.ts'
import { elapsed } from '../../ports/clock.ts'
import { onWorkerMessage } from './worker-messages.ts'

/** A server that answers slowly is not asked again and again. */
const paceMs = 30_000

/** Shows what came after all, and a contact that was confirmed. */
export function useRenewedViews(): void {
  const client = useQueryClient()
  useEffect(() => {
    let lastMs = Number.NEGATIVE_INFINITY
    return onWorkerMessage('view_renewed', () => {
      if (elapsed() - lastMs < paceMs) return
      lastMs = elapsed()
      void client.invalidateQueries()
    })
  }, [client])
  useEffect(
    () => onWorkerMessage('contact_verified', () => void client.invalidateQueries({ queryKey: keys.ownContacts })),
    [client],
  )
}
