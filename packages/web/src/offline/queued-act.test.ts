import { expect, test } from 'vitest'
import { ACT_AGE_MS_MAX, type ActKind, actId, type IncidentNow, isTooOld, judgeAct } from './queued-act.ts'

const ana = { id: 'u-ana', name: 'Ana' }
const ben = { id: 'u-ben', name: 'Ben' }
const incident = (changes: Partial<IncidentNow> = {}): IncidentNow => ({
  status: 'open',
  owner: null,
  actions: { acknowledge: { allowed: true } },
  ...changes,
})
const pressed = (kind: ActKind, body?: object) => ({ kind, queuedAt: 1_000_000, ...(body && { body }) })
const no = { acknowledge: { allowed: false } }

test('an incident that nobody took is still taken', () => {
  expect(judgeAct(pressed('acknowledge'), ana.id, incident())).toBe('send')
  expect(judgeAct(pressed('escalate'), ana.id, incident())).toBe('send')
})

test('what somebody else took meanwhile is neither taken from them nor escalated over their head', () => {
  const taken = incident({ status: 'acknowledged', owner: ben, actions: no })
  expect(judgeAct(pressed('acknowledge'), ana.id, taken)).toEqual({ outcome: 'taken', by: 'Ben' })
  expect(judgeAct(pressed('escalate'), ana.id, taken)).toEqual({ outcome: 'taken', by: 'Ben' })
})

test('one’s own acknowledge that arrived after all is told as sent, and one’s own incident may be escalated', () => {
  const mine = incident({ status: 'acknowledged', owner: ana, actions: no })
  expect(judgeAct(pressed('acknowledge'), ana.id, mine)).toEqual({ outcome: 'sent' })
  expect(judgeAct(pressed('escalate'), ana.id, mine)).toBe('send')
})

test('an escalation whose answer alone was lost does not page its step again', () => {
  const firedAt = (atMs: number) =>
    incident({ escalation: { ladder: [{ step: 1, fired_at: new Date(atMs).toISOString() }] } })
  const escalate = pressed('escalate', { step: 1 })
  expect(judgeAct(escalate, ana.id, firedAt(995_000))).toEqual({ outcome: 'sent' })
  expect(judgeAct(escalate, ana.id, firedAt(500_000))).toBe('send')
  expect(judgeAct(pressed('escalate', { step: 2 }), ana.id, firedAt(995_000))).toBe('send')
})

test('who was asked for by name joins although somebody has it', () => {
  const joined = incident({ status: 'acknowledged', owner: ben })
  expect(judgeAct(pressed('acknowledge'), ana.id, joined)).toBe('send')
})

test.each(['resolved', 'closed', 'declined', 'merged'])('an incident that is %s needs nobody', (status) => {
  expect(judgeAct(pressed('acknowledge'), ana.id, incident({ status }))).toEqual({ outcome: 'over' })
})

test('after ten minutes it asks again', () => {
  expect(isTooOld({ queuedAt: 0 }, ACT_AGE_MS_MAX)).toBe(false)
  expect(isTooOld({ queuedAt: 0 }, ACT_AGE_MS_MAX + 1)).toBe(true)
  expect(ACT_AGE_MS_MAX).toBe(600_000)
})

test('two presses of one person on one incident are one act, those of two people two', () => {
  const act = { kind: 'acknowledge', person: ana.id, incident: 'INC-2026-000001' } as const
  expect(actId(act)).toBe(actId({ ...act }))
  expect(actId(act)).not.toBe(actId({ ...act, person: ben.id }))
  expect(actId(act)).not.toBe(actId({ ...act, kind: 'escalate' }))
})
