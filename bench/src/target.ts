import type { PageSink } from './page-sink.ts'

export type Engine = 'postgres' | 'embedded'

/** With rules that keep quiet in force, beside the same without. */
export type TocsinName = Engine | `${Engine}, quiet`

/** A running server under measurement. */
export interface Target {
  name: 'Alertmanager' | TocsinName
  /** Takes POST of alerts, and GET with `filter`. */
  alertsUrl: string
  sink: PageSink
  /** The server's own process. */
  pid: number
  /** It and what works for it: the processes of the database. */
  pids(): number[]
  /** What it printed last, when it ended by itself; null while all is well. */
  diedWith(): string | null
  /** Ends it and removes what it kept. */
  stop(): Promise<void>
}

export const TARGET_LABELS: Record<Target['name'], string> = {
  Alertmanager: 'Alertmanager',
  postgres: 'Tocsin on PostgreSQL',
  embedded: 'Tocsin embedded',
  'postgres, quiet': 'Tocsin on PostgreSQL, quiet rules',
  'embedded, quiet': 'Tocsin embedded, quiet rules',
}
