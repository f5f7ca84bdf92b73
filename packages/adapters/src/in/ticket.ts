/** What ticket systems have in common: most of their tickets are nobody's emergency. */
import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import { optionText } from './options.ts'
import type { SignalDraft } from './signal-draft.ts'
import type { Notification } from './webhook.ts'

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const satisfies readonly SourceSeverity[]
type Threshold = (typeof SEVERITIES)[number]
const RANKS: readonly (SourceSeverity | undefined)[] = SEVERITIES
const DEFAULT: Threshold = 'high'

/** From which severity on a ticket is an alert. */
export const ticketOptions = {
  urgent_from: z
    .enum(SEVERITIES, { error: `expected one of ${SEVERITIES.join(', ')}` })
    .meta({ examples: [DEFAULT] })
    .optional(),
}

/**
 * The state that a ticket has here. One below the threshold is over, if it ever was an alert: its priority was lowered. Of a
 * ticket that was none, "over" says nothing. In doubt, without a priority that is known, it is an alert.
 */
export function ticketState(
  state: SignalState,
  severity: SourceSeverity | undefined,
  { context }: Pick<Notification, 'context'>,
): SignalState {
  const option = optionText(context.options, 'urgent_from')
  const threshold = SEVERITIES.find((each) => each === option) ?? DEFAULT
  const rank = RANKS.indexOf(severity)
  return rank > RANKS.indexOf(threshold) ? 'resolved' : state
}

/**
 * The signals of a ticket. One that becomes urgent while somebody works on it was no alert before: it fires, and is acknowledged then.
 * To an alert that is known the first of them says nothing new.
 */
export function ticketSignals(draft: SignalDraft): SignalDraft[] {
  return draft.state === 'acknowledged' ? [{ ...draft, state: 'firing' }, draft] : [draft]
}
