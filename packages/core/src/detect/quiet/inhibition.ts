/**
 * Inhibition: a cause that fires mutes its symptoms, as in Alertmanager (`inhibit/inhibit.go`). A rule and the values of its equal
 * labels make a key; a cause writes its keys down with its placement, and a symptom asks whether a key is there. So neither has
 * to know all that fires. What fires is what counts: a cause that is itself silenced or inhibited inhibits all the same.
 */
import type { SourceId } from '../../kernel/brand.ts'
import type { Inhibition } from '../../people/quiet.ts'
import { compileMatchers, type LabelTest } from '../matcher.ts'

type Labels = Readonly<Record<string, string>>

interface Compiled {
  rule: Inhibition
  isCause: LabelTest
  isSymptom: LabelTest
}

const compiledOf = new WeakMap<readonly Inhibition[], Compiled[]>()

/** Rules whose expressions nobody can read are left out: they were refused when they were written. */
function compile(rules: readonly Inhibition[]): Compiled[] {
  const known = compiledOf.get(rules)
  if (known) return known
  const compiled = rules.flatMap((rule): Compiled[] => {
    const [causes, symptoms] = [compileMatchers(rule.causes), compileMatchers(rule.symptoms)]
    if (!rule.isActive || 'error' in causes || 'error' in symptoms) return []
    return [{ rule, isCause: causes.matches, isSymptom: symptoms.matches }]
  })
  compiledOf.set(rules, compiled)
  return compiled
}

/**
 * Alertmanager's rule against mutual muting: what matches both sides is not inhibited by what does the same, itself included.
 * Causes that are no symptoms write a second key, the only one that such an alert asks for.
 */
const ANY = 'any'
const PURE = 'pure'

/** What an alert with these labels writes down while it fires; empty for nearly all. */
export function calcCauseKeys(labels: Labels, rules: readonly Inhibition[] = []): string[] {
  if (rules.length === 0) return []
  return compile(rules).flatMap(({ rule, isCause, isSymptom }) => {
    if (!isCause(labels)) return []
    return [keyOf(ANY, rule, labels), ...(isSymptom(labels) ? [] : [keyOf(PURE, rule, labels)])]
  })
}

export interface SymptomKey {
  key: string
  rule: Inhibition
}

/** The keys of which one is enough to mute an alert with these labels, in the order of the rules. */
export function calcSymptomKeys(labels: Labels, rules: readonly Inhibition[] = []): SymptomKey[] {
  if (rules.length === 0) return []
  return compile(rules).flatMap(({ rule, isCause, isSymptom }) =>
    isSymptom(labels) ? [{ key: keyOf(isCause(labels) ? PURE : ANY, rule, labels), rule }] : [],
  )
}

/** Length-prefixed, so that no value can imitate another key. */
function keyOf(kind: string, rule: Inhibition, labels: Labels): string {
  const values = rule.equal.map((name) => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''))
  return ['inhibition', kind, rule.id, ...values].map((part) => `${part.length}:${part}`).join('')
}

/**
 * Says whether the rules mean the same as before, with the sources whose causes count: alerts that fire already are looked at anew
 * when they do not. Empty without an active rule.
 */
export function fingerprintOf(rules: readonly Inhibition[] = [], heard: readonly SourceId[] = []): string {
  const active = rules.filter(({ isActive }) => isActive)
  const parts = active.map(({ id, causes, symptoms, equal }) => [id, causes.map(partsOf), symptoms.map(partsOf), equal])
  return parts.length === 0 ? '' : JSON.stringify([parts, [...heard].sort()])
}

function partsOf({ name, value, isRegex, isEqual }: Inhibition['causes'][number]): unknown[] {
  return [name, value, isRegex, isEqual]
}
