import { useState } from 'react'
import { readPreference, writePreference } from '../../ports/preferences.ts'

/** Whether the side bar shows its signs alone; this browser remembers it. */
export function useSideBar(): { isNarrow: boolean; toggleSideBar: () => void } {
  const [isNarrow, setIsNarrow] = useState(() => readPreference('side-bar') === 'narrow')
  const toggleSideBar = () => {
    writePreference('side-bar', isNarrow ? 'wide' : 'narrow')
    setIsNarrow(!isNarrow)
  }
  return { isNarrow, toggleSideBar }
}
