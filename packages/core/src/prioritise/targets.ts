/** How soon somebody should have it, and how soon the service should be back: what the clocks of an incident are held against. */
import type { DurationMs } from '../kernel/brand.ts'
import { DAY, HOUR, MINUTE } from '../kernel/instant.ts'
import type { Priority } from '../kernel/scales.ts'

export interface Targets {
  /** From detection to an acknowledgement. */
  respondMs: DurationMs
  /** From the record to the resolution. */
  resolveMs: DurationMs
}

const times = (count: number, unit: DurationMs): DurationMs => (count * unit) as DurationMs

/** P1 as the procedure says, 15 minutes and 4 hours; each milder priority has about twice to four times as long. */
export const DEFAULT_TARGETS: Record<Priority, Targets> = {
  P1: { respondMs: times(15, MINUTE), resolveMs: times(4, HOUR) },
  P2: { respondMs: times(30, MINUTE), resolveMs: times(8, HOUR) },
  P3: { respondMs: times(2, HOUR), resolveMs: times(1, DAY) },
  P4: { respondMs: times(8, HOUR), resolveMs: times(3, DAY) },
  P5: { respondMs: times(1, DAY), resolveMs: times(7, DAY) },
}
