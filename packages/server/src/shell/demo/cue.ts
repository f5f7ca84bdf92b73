import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Stage } from './stage.ts'

/** Something that happens at an instant. */
export interface Cue {
  at: Instant
  run(stage: Stage): Promise<void>
}

/** What is to happen, earliest first; of one instant in the order in which it was added. */
export class Cues {
  readonly #waiting: Cue[] = []

  get next(): Cue | undefined {
    return this.#waiting[0]
  }

  add(at: number, run: Cue['run']): void {
    let place = this.#waiting.length
    while (place > 0 && (this.#waiting[place - 1]?.at ?? 0) > at) place -= 1
    this.#waiting.splice(place, 0, { at: Math.round(at) as Instant, run })
  }

  take(): Cue | undefined {
    return this.#waiting.shift()
  }
}
