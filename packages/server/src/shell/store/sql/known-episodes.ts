/**
 * What this process remembers of which alerts the incidents have that it loaded or saved last, so that a storm does not read the
 * long lists again with every round. A memory only: it is told apart by the hash of the incident's last fact, which says all that
 * happened before it. So what was remembered of a transaction that came to nothing is never taken for what is.
 */
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { AlertEpisodes } from '@tocsin/core/record/episodes.ts'

interface Remembered extends AlertEpisodes {
  lastHash: string
  alertsCount: number
}

/** Of all incidents together; about 100 bytes each. */
const ALERTS_MAX = 200_000

export class KnownEpisodes {
  /** The one that was used last stands last. */
  readonly #known = new Map<IncidentId, Remembered>()
  #alertsCount = 0

  find(id: IncidentId, lastHash: string): AlertEpisodes | undefined {
    const known = this.#known.get(id)
    if (known?.lastHash !== lastHash) return undefined
    this.#known.delete(id)
    this.#known.set(id, known)
    return known
  }

  learn(id: IncidentId, lastHash: string, { firing, cleared }: AlertEpisodes, alertsCount: number): void {
    this.#forget(id)
    this.#known.set(id, { lastHash, firing, cleared, alertsCount })
    this.#alertsCount += alertsCount
    for (const oldest of this.#known.keys()) {
      if (this.#alertsCount <= ALERTS_MAX) return
      this.#forget(oldest)
    }
  }

  #forget(id: IncidentId): void {
    this.#alertsCount -= this.#known.get(id)?.alertsCount ?? 0
    this.#known.delete(id)
  }
}
