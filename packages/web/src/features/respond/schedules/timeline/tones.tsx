import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { PanelSkeleton } from '../../../../ui/page-skeleton.tsx'
import { peopleQuery } from '../../../people/people.query.ts'
import styles from './person-tone.module.css'
import { type ToneOf, tonesOf } from './person-tone.ts'

const ToneContext = createContext<ToneOf>(tonesOf([]))

export function useTone(): ToneOf {
  return useContext(ToneContext)
}

/** Gives everything below it the tones of people; it waits for them, so that nobody changes colour while one looks. */
export function Tones({ className = '', children }: { className?: string | undefined; children: ReactNode }) {
  const { data: people, isPending } = useQuery(peopleQuery)
  const toneOf = useMemo(() => tonesOf((people ?? []).map(({ id }) => id)), [people])
  if (isPending) return <PanelSkeleton />
  return (
    <ToneContext value={toneOf}>
      <div className={`${styles.tones} ${className}`}>{children}</div>
    </ToneContext>
  )
}
