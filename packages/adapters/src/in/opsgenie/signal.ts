import type { Signal, SignalState } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { type DraftContext, signalOf } from '../signal-draft.ts'
import { tagLabels } from '../tags.ts'
import { nameOfResponder, type OpsgeniePriority, type OpsgenieResponder } from './fields.ts'

/** As Opsgenie names its priorities: critical, high, moderate, low, informational. */
const SEVERITIES: Readonly<Record<OpsgeniePriority, SourceSeverity>> = {
  P1: 'critical',
  P2: 'high',
  P3: 'medium',
  P4: 'low',
  P5: 'info',
}

/** What an alert of Opsgenie's says of itself. */
export interface OpsgenieWords {
  alias: string
  message: string
  description?: string | undefined
  priority: OpsgeniePriority
  tags: readonly string[]
  details: Readonly<Record<string, string>>
  entity?: string | undefined
  source?: string | undefined
  user?: string | undefined
  actions: readonly string[]
  responders: readonly OpsgenieResponder[]
  /** The service that its team stands for, where it names none itself. */
  service?: string | undefined
}

/** Tags and details are labels, so that alerts can be grouped, silenced and sent to a service by them. */
export function opsgenieSignal(words: OpsgenieWords, state: SignalState, at: Instant, context: DraftContext): Signal {
  const { alias, message, description, priority, tags, details, entity, source, user, actions, responders } = words
  return signalOf(
    {
      ...{ key: alias, state, title: message, description, severity: SEVERITIES[priority] },
      labels: {
        ...(words.service !== undefined && { service: words.service }),
        ...tagLabels(tags),
        ...details,
        ...(entity !== undefined && { entity }),
        priority,
      },
      annotations: {
        ...(source !== undefined && { source }),
        ...(user !== undefined && { user }),
        ...(actions.length > 0 && { actions: actions.join(', ') }),
        ...(responders.length > 0 && {
          responders: responders.map((each) => `${each.type} ${nameOfResponder(each)}`).join(', '),
        }),
      },
      ...(state === 'resolved' && { endedAt: at }),
      links: [source],
    },
    context,
  )
}
