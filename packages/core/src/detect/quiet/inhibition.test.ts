import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SourceId } from '../../kernel/brand.ts'
import type { Inhibition, InhibitionId, LabelMatcher } from '../../people/quiet.ts'
import { calcCauseKeys, calcSymptomKeys, fingerprintOf } from './inhibition.ts'

function is(name: string, value: string): LabelMatcher {
  return { name, value, isRegex: false, isEqual: true }
}

function aRule(changes: Partial<Inhibition> = {}): Inhibition {
  return {
    id: 'db' as InhibitionId,
    name: 'Database',
    isActive: true,
    causes: [is('severity', 'critical')],
    symptoms: [is('severity', 'warning')],
    equal: ['cluster'],
    ...changes,
  }
}

type Labels = Record<string, string>

/** Whether a cause with these labels mutes a symptom with those. */
function mutes(cause: Labels, symptom: Labels, rule: Inhibition): boolean {
  const keys = new Set(calcCauseKeys(cause, [rule]))
  return calcSymptomKeys(symptom, [rule]).some(({ key }) => keys.has(key))
}

test('a cause mutes the symptoms with equal labels, and no others', () => {
  const cause = { severity: 'critical', cluster: 'a' }
  expect(mutes(cause, { severity: 'warning', cluster: 'a' }, aRule())).toBe(true)
  expect(mutes(cause, { severity: 'warning', cluster: 'b' }, aRule())).toBe(false)
  expect(mutes(cause, { severity: 'info', cluster: 'a' }, aRule())).toBe(false)
  expect(mutes({ severity: 'warning', cluster: 'a' }, cause, aRule())).toBe(false)
})

test('a label that both lack is equal, as one that is empty', () => {
  expect(mutes({ severity: 'critical' }, { severity: 'warning', cluster: '' }, aRule())).toBe(true)
  expect(mutes({ severity: 'critical' }, { severity: 'warning', cluster: 'a' }, aRule())).toBe(false)
})

test('what matches both sides mutes neither itself nor its like, but what is a symptom only', () => {
  const rule = aRule({ causes: [is('team', 'db')], symptoms: [{ ...is('severity', '.+'), isRegex: true }], equal: [] })
  const both = { team: 'db', severity: 'critical' }
  expect(mutes(both, both, rule)).toBe(false)
  expect(mutes(both, { severity: 'warning' }, rule)).toBe(true)
  expect(mutes({ team: 'db' }, both, rule)).toBe(true)
})

test('a rule that is switched off mutes nothing', () => {
  const rule = aRule({ isActive: false })
  expect(calcCauseKeys({ severity: 'critical' }, [rule])).toEqual([])
  expect(fingerprintOf([rule])).toBe('')
})

test('the fingerprint says whether causes have to write their keys anew', () => {
  expect(fingerprintOf([aRule({ name: 'Other words' })])).toBe(fingerprintOf([aRule()]))
  expect(fingerprintOf([aRule({ equal: [] })])).not.toBe(fingerprintOf([aRule()]))
  expect(fingerprintOf(undefined)).toBe('')
  expect(fingerprintOf([aRule()], ['a' as SourceId])).not.toBe(fingerprintOf([aRule()]))
})

/** Alertmanager's own words, alert by alert: `inhibit.go`, `Mutes` and `hasEqual`. */
function mutesBySpecification(cause: Labels, symptom: Labels, { causes, symptoms, equal }: Inhibition): boolean {
  const accepts = (matchers: LabelMatcher[], labels: Labels): boolean =>
    matchers.every(({ name, value }) => (labels[name] ?? '') === value)
  if (!accepts(causes, cause) || !accepts(symptoms, symptom)) return false
  const isTwoSided = accepts(causes, symptom) && accepts(symptoms, cause)
  return !isTwoSided && equal.every((name) => (cause[name] ?? '') === (symptom[name] ?? ''))
}

test('whatever the labels and the rule, a cause mutes whom Alertmanager would mute', () => {
  const value = fc.constantFrom('', 'x', 'y')
  const labels = fc.record({ a: value, b: value, c: value }, { requiredKeys: [] })
  const matchers = fc.array(
    fc.record({ name: fc.constantFrom('a', 'b'), value }).map(({ name, value: of }) => is(name, of)),
    { maxLength: 2 },
  )
  const equal = fc.uniqueArray(fc.constantFrom('a', 'c'), { maxLength: 2 })
  fc.assert(
    fc.property(labels, labels, matchers, matchers, equal, (cause, symptom, causes, symptoms, names) => {
      const rule = aRule({ causes, symptoms, equal: names })
      expect(mutes(cause, symptom, rule)).toBe(mutesBySpecification(cause, symptom, rule))
    }),
  )
})
