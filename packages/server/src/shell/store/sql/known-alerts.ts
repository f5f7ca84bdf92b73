/**
 * What this process remembers of the alerts that it wrote last: enough to tell that a signal repeats what is committed, without
 * sending its words to the database again. A memory only: the row has the last word, see `repeats.queries.ts`.
 */
import { hash } from 'node:crypto'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { AcceptSignal } from '../store.ts'
import { type AcceptedRow, identityOf, recordOnlyOf } from './accept.queries.ts'

export interface KnownAlert {
  id: string
  /** Of the alert's row when it held these words. */
  seq: number
}

interface Remembered extends KnownAlert {
  digest: string
}

/** About 300 bytes each. */
const KNOWN_MAX = 100_000

export class KnownAlerts {
  /** The one that was used last stands last. */
  readonly #known = new Map<string, Remembered>()

  /** The alert whose committed words this signal repeats, as far as we remember. */
  find({ source, signal }: AcceptSignal): KnownAlert | undefined {
    if (signal.state !== 'firing') return undefined
    const identity = identityOf(source, signal.key)
    const known = this.#known.get(identity)
    if (known === undefined || known.digest !== digestOf(signal)) return undefined
    this.#known.delete(identity)
    this.#known.set(identity, known)
    return known
  }

  /** Takes note of what was committed. What fires no longer is forgotten. */
  learn(signals: readonly AcceptSignal[], rows: readonly AcceptedRow[]): void {
    const byIdentity = new Map(rows.map((row) => [identityOf(row.source_id, row.key), row]))
    for (const { source, signal } of signals) {
      const identity = identityOf(source, signal.key)
      this.#known.delete(identity)
      const row = byIdentity.get(identity)
      if (row && signal.state === 'firing')
        this.#known.set(identity, { id: row.id, seq: row.seq, digest: digestOf(signal) })
    }
    this.#forgetOldest()
  }

  #forgetOldest(): void {
    for (const identity of this.#known.keys()) {
      if (this.#known.size <= KNOWN_MAX) return
      this.#known.delete(identity)
    }
  }
}

/** Of all that makes a firing signal more than a repeat. How long it lasts is none of it, but whether it ends by itself is. */
function digestOf(signal: Signal): string {
  const { title, description, severity, labels, annotations, link } = signal
  const ends = signal.expiresAt !== undefined
  const words = [title, description, severity, labels, annotations, link, recordOnlyOf(signal), ends]
  return hash('sha256', JSON.stringify(words), 'base64')
}
