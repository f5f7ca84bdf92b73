import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ServiceId, TeamId } from '../../kernel/brand.ts'
import { LIMITS } from '../../kernel/limits.ts'
import { SOURCE_SEVERITIES, URGENCIES } from '../../kernel/scales.ts'
import type { EventRule } from '../../people/directory.ts'
import { API, aDirectory, anEventRule, aService, aSource, aTeam } from '../../testing/directory.ts'
import { at } from '../../testing/time.ts'
import { type RoutedAlert, routeAlert } from './route-alert.ts'
import type { CompiledRule, RuledSignal, RuleSubject } from './rule-subject.ts'

const PAYMENTS = 'payments' as TeamId
const WEB = 'web' as ServiceId
const directory = aDirectory({
  services: [aService('api'), aService('web', { name: 'Web shop' })],
  teams: [aTeam('payments', 'ana')],
})
const unbound = aSource('monitor', { service: undefined })

function aSignal(changes: Partial<RuledSignal> = {}): RuledSignal {
  return {
    key: 'k',
    title: 'Disk full',
    labels: { host: 'db-1' },
    severity: 'medium',
    receivedAt: at('0m'),
    ...changes,
  }
}

/** A rule that can be asked without an expression language: texts stand for themselves. */
function compiled(id: string, changes: Partial<EventRule> = {}, test: CompiledRule['test'] = () => true): CompiledRule {
  const rule = anEventRule(id, changes)
  const { title, labels = {} } = rule.actions
  return {
    rule,
    test,
    ...(title !== undefined && { title: () => title }),
    labels: Object.entries(labels).map(([name, value]) => ({ name, text: () => value })),
  }
}

function route(rules: CompiledRule[], signal = aSignal(), source = unbound): RoutedAlert {
  return routeAlert({ signal, source, directory, rules })
}

test('without rules an alert is what it says', () => {
  expect(route([])).toEqual({ severity: 'medium', labels: { host: 'db-1' }, steps: [] })
  expect(route([], aSignal({ severity: 'unknown' }), aSource('monitor', { defaultSeverity: 'low' }))).toMatchObject({
    severity: 'low',
    service: API,
  })
})

test('a rule sets what it names, and the answer says what was before', () => {
  const actions = {
    service: WEB,
    team: PAYMENTS,
    category: ['Hardware', 'Disk'],
    severity: 'critical' as const,
    scope: 'company_wide' as const,
    urgency: 'high' as const,
    title: 'Database disk',
    labels: { tier: '1', host: '' },
  }
  expect(route([compiled('all', { actions })])).toEqual({
    ...{ service: 'web', team: 'payments', category: ['Hardware', 'Disk'], severity: 'critical', urgency: 'high' },
    scope: 'company_wide',
    title: 'Database disk',
    labels: { tier: '1' },
    steps: [
      {
        rule: 'all',
        name: 'The all',
        changed: [
          { field: 'title', from: 'Disk full', to: 'Database disk' },
          { field: 'service', from: null, to: 'web' },
          { field: 'team', from: null, to: 'payments' },
          { field: 'severity', from: 'medium', to: 'critical' },
          { field: 'scope', from: null, to: 'company_wide' },
          { field: 'urgency', from: null, to: 'high' },
          { field: 'category', from: null, to: 'Hardware / Disk' },
          { field: 'labels.host', from: 'db-1', to: null },
          { field: 'labels.tier', from: null, to: '1' },
        ],
      },
    ],
  })
})

test('rules see what those before them made of the alert, and the last word counts', () => {
  const raise = compiled('raise', { actions: { severity: 'critical' } })
  const lower = compiled('lower', { actions: { severity: 'low' } }, ({ severity }) => severity === 'critical')
  expect(route([raise, lower]).severity).toBe('low')
  expect(route([lower, raise]).severity).toBe('critical')
})

test('a rule that stops is the last one that is asked', () => {
  const stop = compiled('stop', { actions: { severity: 'low' }, stops: true })
  const later = compiled('later', { actions: { severity: 'critical' } })
  const { severity, steps } = route([stop, later])
  expect(severity).toBe('low')
  expect(steps.map(({ rule, effect }) => [rule, effect])).toEqual([['stop', 'stopped']])
})

test('an alert that is suppressed or only recorded has the rule and its reason, and no rule after it is asked', () => {
  const suppress = compiled('noise', { actions: { suppress: 'known noise' } })
  const record = compiled('night', { actions: { recordOnly: 'nothing to do at night' } })
  expect(route([suppress, record])).toMatchObject({
    muted: { because: 'muted_by_rule', rule: 'noise', reason: 'known noise' },
    steps: [{ rule: 'noise', effect: 'suppressed', reason: 'known noise' }],
  })
  expect(route([record, suppress])).toMatchObject({
    muted: { because: 'record_only_rule', rule: 'night' },
    steps: [{ rule: 'night', effect: 'record_only' }],
  })
})

test('a rule that fails does nothing at all, says so, and those after it are asked', () => {
  const broken = compiled('broken', { actions: { severity: 'low', suppress: 'no' } }, () => ({
    problem: 'no such key',
  }))
  const halfBroken: CompiledRule = {
    ...compiled('half', { actions: { severity: 'low', title: 'x' } }),
    labels: [{ name: 'a', text: () => ({ problem: 'labels.a: boom' }) }],
  }
  const empty = compiled('empty', { actions: { title: ' ', severity: 'low' } })
  const fine = compiled('fine', { actions: { urgency: 'high' } })
  const routed = route([broken, halfBroken, empty, fine])
  expect(routed).toMatchObject({ severity: 'medium', urgency: 'high' })
  expect(routed).not.toHaveProperty('title')
  expect(routed.steps.map(({ rule, problem }) => [rule, problem])).toEqual([
    ['broken', 'no such key'],
    ['half', 'labels.a: boom'],
    ['empty', 'the title came out empty'],
    ['fine', undefined],
  ])
})

test('a label that names the service routes there, unless the source or a rule has named it already', () => {
  const label = compiled('label', { actions: { labels: { service: 'Web shop' } } })
  const named = compiled('named', { actions: { service: API } })
  expect(route([label]).service).toBe('web')
  expect(route([label], aSignal(), aSource('monitor')).service).toBe('api')
  expect(route([named, label]).service).toBe('api')
  expect(route([label, compiled('away', { actions: { labels: { service: '' } } })])).not.toHaveProperty('service')
})

test('a service or team that is gone changes nothing', () => {
  const gone = compiled('gone', { actions: { service: 'x' as ServiceId, team: 'y' as TeamId } })
  expect(route([gone])).toEqual({
    ...{ severity: 'medium', labels: { host: 'db-1' } },
    steps: [{ rule: 'gone', name: 'The gone' }],
  })
})

test('a rule sees the source, the service and whether it is a test', () => {
  const seen: RuleSubject[] = []
  const look = compiled('look', {}, (subject) => {
    seen.push(subject)
    return false
  })
  const signal = aSignal({ recordOnly: 'test_notification', description: 'long', annotations: { runbook: 'x' } })
  expect(route([look], signal, aSource('monitor')).steps).toEqual([])
  expect(seen).toMatchObject([
    { isTest: true, description: 'long', link: '', annotations: { runbook: 'x' }, source: { id: 'monitor' } },
  ])
  expect(seen[0]?.service).toMatchObject({ id: 'api' })
})

test('what is kept of rules, titles and labels is bounded', () => {
  const many = Array.from({ length: 80 }, (_, index) => compiled(`r${index}`, { actions: { title: `t${index}` } }))
  expect(route(many).steps).toHaveLength(LIMITS.ruleStepsKeptMax)
  expect(route(many).title).toBe('t79')
  const long = route([compiled('long', { actions: { title: `\u{1f600}`.repeat(2000), labels: { a: '\0x' } } })])
  expect(long.title?.length).toBeLessThanOrEqual(LIMITS.titleCharsMax)
  expect(long.title?.isWellFormed()).toBe(true)
  expect(long.labels.a).toBe('\ufffdx')
  const full = Object.fromEntries(Array.from({ length: LIMITS.labelsMax }, (_, index) => [`l${index}`, 'x']))
  const { labels } = route(
    [compiled('add', { actions: { labels: { l0: 'y', extra: 'z' } } })],
    aSignal({ labels: full }),
  )
  expect(Object.keys(labels)).toHaveLength(LIMITS.labelsMax)
  expect(labels.l0).toBe('y')
})

const verdicts = fc.constantFrom<CompiledRule['test']>(
  () => true,
  () => false,
  () => ({ problem: 'broken' }),
  ({ severity }) => severity === 'critical',
  ({ labels }) => labels.a === '1',
)
const actions = fc.record(
  {
    service: fc.constantFrom(API, WEB, 'gone' as ServiceId),
    team: fc.constantFrom(PAYMENTS, 'gone' as TeamId),
    severity: fc.constantFrom(...SOURCE_SEVERITIES),
    urgency: fc.constantFrom(...URGENCIES),
    title: fc.string({ unit: 'binary', maxLength: 5 }),
    labels: fc.dictionary(fc.constantFrom('a', 'service', '__proto__', 'constructor'), fc.constantFrom('', '1', 'web')),
    suppress: fc.constant('noise'),
  },
  { requiredKeys: [] },
)
const someRules = fc
  .array(fc.tuple(actions, fc.boolean(), verdicts), { maxLength: 6 })
  .map((list) => list.map(([each, stops, test], index) => compiled(`r${index}`, { actions: each, stops }, test)))
const signals = fc.record({
  title: fc.string({ unit: 'binary', maxLength: 5 }),
  severity: fc.constantFrom(...SOURCE_SEVERITIES),
  labels: fc.dictionary(fc.constantFrom('a', 'service', '__proto__'), fc.string({ unit: 'binary', maxLength: 3 })),
})

test('whatever rules and alerts there are, an answer comes, the same each time, in which only what is told happened', () => {
  fc.assert(
    fc.property(someRules, signals, fc.constantFrom(unbound, aSource('monitor')), (rules, changes, source) => {
      const signal = aSignal(changes)
      const { steps, ...routed } = route(rules, signal, source)
      expect(route(rules, signal, source)).toEqual({ steps, ...routed })
      const { steps: _, ...untouched } = route([], signal, source)
      const didSomething = steps.some(({ changed, effect }) => changed || (effect && effect !== 'stopped'))
      if (!didSomething) expect(routed).toEqual(untouched)
      const ends = steps.findIndex(({ effect }) => effect !== undefined)
      expect(ends === -1 || ends === steps.length - 1).toBe(true)
      expect(routed.muted === undefined).toBe(steps.every(({ effect }) => !effect || effect === 'stopped'))
    }),
  )
})

test('rules that are about nothing may stand anywhere', () => {
  fc.assert(
    fc.property(someRules, signals, fc.nat(6), (rules, changes, place) => {
      const never = compiled('never', { actions: { suppress: 'no' }, stops: true }, () => false)
      const signal = aSignal(changes)
      expect(route(rules.toSpliced(place, 0, never), signal)).toEqual(route(rules, signal))
    }),
  )
})

test('nothing after a rule that stops matters', () => {
  fc.assert(
    fc.property(someRules, someRules, signals, (before, after, changes) => {
      const stop = compiled('stop', { stops: true })
      const signal = aSignal(changes)
      expect(route([...before, stop, ...after], signal)).toEqual(route([...before, stop], signal))
    }),
  )
})
