import { createContext, useContext } from 'react'
import type { Session } from '../../api/types.ts'
import { type LiveLine, NO_LINE } from '../use-live-updates.ts'

export type FrameDialog = 'declare' | 'palette' | 'shortcuts'

export interface FrameState {
  session: Session | null
  line: LiveLine
  mayDeclare: boolean
  isNarrow: boolean
  toggleSideBar: () => void
  open: (dialog: FrameDialog) => void
}

export const FrameContext = createContext<FrameState>({
  session: null,
  line: NO_LINE,
  mayDeclare: false,
  isNarrow: false,
  toggleSideBar: () => {},
  open: () => {},
})

export function useFrame(): FrameState {
  return useContext(FrameContext)
}
