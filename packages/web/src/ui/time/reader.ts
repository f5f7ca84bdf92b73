import { createContext, useContext } from 'react'

/** Whose eyes: the language that texts are in, and the zone that clocks are read in. */
export interface Reader {
  locale: string
  zone: string
}

export const ReaderContext = createContext<Reader>({ locale: 'en', zone: 'UTC' })

export function useReader(): Reader {
  return useContext(ReaderContext)
}
