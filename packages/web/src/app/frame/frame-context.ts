import { createContext, useContext } from 'react'
import type { LinePhase } from '../../api/live/live-line.ts'

export interface FrameState {
  line: LinePhase
  /** Opens the dialog; absent when the reader may not declare. */
  declare: (() => void) | undefined
  showShortcuts: () => void
}

export const FrameContext = createContext<FrameState>({
  line: 'connecting',
  declare: undefined,
  showShortcuts: () => {},
})

export function useFrame(): FrameState {
  return useContext(FrameContext)
}
