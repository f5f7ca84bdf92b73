import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { after } from '../../../ports/clock.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { instantOfLocalTime } from '../../../ui/time/zone-time.ts'
import { newestAlertsQuery, type RuleBody, type RuleTestBody, ruleTestQuery } from './rules.query.ts'

const pauseMs = 300

/** What the rule is tried on. */
export interface Trial {
  from: 'alert' | 'body'
  /** Null: the newest one. */
  alert: string | null
  source: string | null
  payload: string
  signal: number
  /** A wall clock in the reader's zone; empty: when it came. */
  received: string
}

const NOTHING: Trial = { from: 'alert', alert: null, source: null, payload: '', signal: 0, received: '' }

/**
 * What the server makes of the rule as it stands, asked when the typing pauses; what was shown stays until the answer is there.
 * Before anything came in it is tried on a body without words, so that what is wrong with an expression shows all the same.
 */
export function useRuleTest(rule: RuleBody & { id: string }) {
  const { zone } = useReader()
  const [trial, setTrial] = useState(NOTHING)
  const { data: alerts } = useQuery(newestAlertsQuery)
  const body = bodyOf(trial, rule, alerts?.[0]?.id, zone)
  const text = JSON.stringify(body ?? null)
  const [settled, setSettled] = useState(text)
  useEffect(() => after(pauseMs, () => setSettled(text)), [text])
  const asked = JSON.parse(settled) as RuleTestBody | null
  const query = useQuery({ ...ruleTestQuery(asked ?? ({} as RuleTestBody)), enabled: asked !== null })
  return {
    ...{ trial, alerts, data: query.data, error: query.error },
    change: (changed: Partial<Trial>) => setTrial((before) => ({ ...before, ...changed })),
    isBehind: text !== settled || query.isFetching,
  }
}

export type RuleTrying = ReturnType<typeof useRuleTest>

function bodyOf(
  trial: Trial,
  rule: RuleBody & { id: string },
  newest: string | undefined,
  zone: string,
): RuleTestBody | undefined {
  const receivedMs = trial.received === '' ? undefined : instantOfLocalTime(trial.received, zone)
  const common = {
    changes: { put: [rule] },
    ...(receivedMs !== undefined && { received_at: new Date(receivedMs).toISOString() }),
  }
  if (trial.from === 'alert') {
    const alert = trial.alert ?? newest
    return alert === undefined ? undefined : ({ ...common, alert } as RuleTestBody)
  }
  if (trial.source === null || trial.payload.trim() === '') return undefined
  return { ...common, source: trial.source, payload: trial.payload, signal: trial.signal } as RuleTestBody
}
