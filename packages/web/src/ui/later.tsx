import { type ReactNode, useDeferredValue } from 'react'

/**
 * What nobody waits for is drawn after what somebody does: in a pass of its own, which a press may interrupt. For what stands below
 * everything else, so that nothing moves when it comes.
 */
export function Later({ children }: { children: ReactNode }) {
  const isItsTurn = useDeferredValue(true, false)
  return isItsTurn ? children : null
}
