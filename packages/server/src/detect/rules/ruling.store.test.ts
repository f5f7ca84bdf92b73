import type { RuleStep } from '@tocsin/core/detect/rules/route-alert.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { ServiceId, TeamId } from '@tocsin/core/kernel/brand.ts'
import type { EventRule } from '@tocsin/core/people/directory.ts'
import { aDirectory, anEventRule, aService, aSource, aTeam } from '@tocsin/core/testing/directory.ts'
import { at, ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { createCheckRound } from '../check-placements.ts'
import { createMatchRound } from '../match-loop.ts'

function organisation(eventRules: EventRule[], version = 1) {
  const services = [aService('api'), aService('web', { name: 'Web shop' })]
  const sources = [aSource('monitor', { service: undefined as never, quietPeriodMs: ms('0s') })]
  return { ...aDirectory({ services, sources, teams: [aTeam('payments', 'carol')], eventRules }), version }
}

const rule = (id: string, condition: string, changes: Partial<EventRule>) => anEventRule(id, { condition, ...changes })
const NIGHT = rule('night', 'severity == "low"', { actions: { recordOnly: 'nothing to do at night' } })

describeOnEachEngine('event rules at work', (open) => {
  const begin = async (...rules: EventRule[]) => {
    const bench = await openEngineBench(await open(), organisation(rules))
    const match = createMatchRound(bench.deps)
    const check = createCheckRound(bench.deps)
    const met: RuleStep[] = []
    bench.deps.watch.rulesMet = (steps) => void met.push(...steps)
    return {
      ...bench,
      met,
      check: () => bench.finish(check),
      async see(...signals: Partial<Signal>[]) {
        await bench.receive(...signals)
        await bench.finish(match)
      },
    }
  }

  test('what rules say of an alert reaches the incident, its priority, its title and whom it pages', async () => {
    const actions = {
      service: 'web' as ServiceId,
      team: 'payments' as TeamId,
      category: ['Software', 'Payments'],
      severity: 'low' as const,
      urgency: 'high' as const,
      title: '{{ labels.app }}: {{ title }}',
    }
    const { see, incident, rows, placements } = await begin(rule('pay', 'title.matches("(?i)payment")', { actions }))
    await see({ key: 'a', title: 'Payment fails', severity: 'critical', labels: { app: 'shop' } })
    const { id, record, classification, priority } = await incident()
    expect(record).toMatchObject({ title: 'shop: Payment fails', services: ['web'], team: 'payments' })
    expect(classification).toMatchObject({ severity: 'low', category: ['Software', 'Payments'] })
    expect(priority).toEqual({ priority: 'P4', urgency: 'high', ruleUrgency: 'high' })
    expect(await rows('outbox')).toMatchObject([{ message: { user: 'carol', urgency: 'high', why: { kind: 'team' } } }])
    expect(await placements()).toMatchObject([
      { incident: id, because: 'new_group', routed: { version: 1, steps: [{ rule: 'pay', name: 'The pay' }] } },
    ])
  })

  test('payment success below 95 % is P1, and so is the incident that such an alert joins', async () => {
    const below = 'labels.metric == "payment_success" && double(labels.rate) < 95.0'
    const actions = { severity: 'critical' as const, scope: 'company_wide' as const }
    const { see, incident, setDirectory, clock } = await begin()
    const grouped = aSource('monitor', { groupBy: ['app'] })
    const directory = organisation([rule('pay', below, { actions })], 2)
    await setDirectory({ ...directory, sources: new Map([[grouped.id, grouped]]) })
    const payment = (key: string, rate: string) => ({ key, labels: { app: 'shop', metric: 'payment_success', rate } })
    await see({ ...payment('a', '97.5'), severity: 'medium' })
    expect((await incident()).priority.priority).toBe('P3')
    clock.forward('1m')
    await see({ ...payment('b', '93.1'), severity: 'medium' })
    expect((await incident()).priority).toMatchObject({ priority: 'P1', urgency: 'high' })
  })

  test('an alert that a rule suppresses or only records is in no incident, and its place says by which rule and why', async () => {
    const suppress = rule('noise', 'labels.app == "ci"', { actions: { suppress: 'flaps during builds' } })
    const { see, incidents, placements, rows, met } = await begin(suppress, NIGHT)
    await see({ key: 'a', labels: { app: 'ci' } }, { key: 'b', severity: 'low' })
    expect(await incidents()).toEqual([])
    expect(await rows('outbox')).toEqual([])
    expect(await placements()).toMatchObject([
      { because: 'muted_by_rule', rule: 'noise', routed: { steps: [{ reason: 'flaps during builds' }] } },
      { because: 'record_only_rule', rule: 'night', routed: { steps: [{ reason: 'nothing to do at night' }] } },
    ])
    expect(met.map((step) => [step.rule, step.effect])).toEqual([
      ['noise', 'suppressed'],
      ['night', 'record_only'],
    ])
  })

  test('when rules change, what they kept out of incidents is looked at again; what is in an incident stays there', async () => {
    const { see, check, setDirectory, incidents, clock } = await begin(NIGHT)
    await see({ key: 'a', severity: 'low', title: 'Quiet' }, { key: 'b', severity: 'high', title: 'Loud' })
    await check()
    expect((await incidents()).map(({ record }) => record.title)).toEqual(['Loud'])
    await setDirectory(organisation([{ ...NIGHT, isActive: false }], 2))
    clock.forward('1s')
    await check()
    expect((await incidents()).map(({ record }) => record.title)).toEqual(['Loud', 'Quiet'])
    await setDirectory(organisation([rule('all', '', { actions: { suppress: 'everything' } })], 3))
    await check()
    expect((await incidents()).map(({ status }) => status)).toEqual(['open', 'open'])
  })

  test('a change of other configuration looks at nothing again', async () => {
    const { see, check, setDirectory, placements } = await begin(NIGHT)
    await see({ key: 'a', severity: 'low' })
    await check()
    const before = await placements()
    await setDirectory({
      ...organisation([NIGHT], 2),
      settings: { ...organisation([]).settings, reopenWindowMs: ms('2h') },
    })
    await check()
    expect(await placements()).toEqual(before)
  })

  test('a warning that a rule only records opens its incident as soon as it is worse', async () => {
    const { see, incidents } = await begin(NIGHT)
    await see({ key: 'a', severity: 'low' })
    expect(await incidents()).toEqual([])
    await see({ key: 'a', severity: 'critical' })
    expect((await incidents()).map(({ classification }) => classification.severity)).toEqual(['high'])
  })

  test('an alert that gets worse in its incident is judged by the rules', async () => {
    const tiers = [
      rule('warning', 'severity == "medium"', { actions: { urgency: 'low' } }),
      rule('critical', 'severity == "critical"', { actions: { urgency: 'high', severity: 'medium' } }),
    ]
    const { see, incident, placements } = await begin(...tiers)
    await see({ key: 'a', severity: 'medium' })
    expect((await incident()).priority).toMatchObject({ urgency: 'low' })
    await see({ key: 'a', severity: 'critical' })
    expect(await incident()).toMatchObject({ classification: { severity: 'medium' }, priority: { urgency: 'high' } })
    expect(await placements()).toMatchObject([{ routed: { steps: [{ rule: 'critical' }] } }])
  })

  test('an alert that got worse is as loud as it is when no rule keeps it quiet any more', async () => {
    const { see, incident } = await begin(rule('warning', 'severity == "medium"', { actions: { urgency: 'low' } }))
    await see({ key: 'a', severity: 'medium' })
    expect((await incident()).priority).toMatchObject({ urgency: 'low' })
    await see({ key: 'a', severity: 'critical' })
    expect((await incident()).priority.urgency).toBe('high')
  })

  test('a rule that fails is left out, noted and told, and the alert pages as if it were not there', async () => {
    const broken = rule('broken', 'double(labels.rate) < 95.0', { actions: { suppress: 'fine' } })
    const { see, incident, placements, met } = await begin(broken)
    await see({ key: 'a', labels: { rate: 'n/a' } })
    expect(await incident()).toMatchObject({ status: 'open' })
    const problem = 'when: double() type error: cannot convert to double'
    expect(await placements()).toMatchObject([
      { because: 'new_group', routed: { steps: [{ rule: 'broken', problem }] } },
    ])
    expect(met).toMatchObject([{ rule: 'broken', problem }])
  })

  test('rules may read what is not loaded for every alert', async () => {
    const wordy = rule('wordy', 'description.contains("batch") && annotations.owner == "ops"', {
      actions: { suppress: 'batch jobs' },
    })
    const { see, placements } = await begin(wordy)
    await see({ key: 'a', description: 'the batch is late', annotations: { owner: 'ops' } })
    expect(await placements()).toMatchObject([{ because: 'muted_by_rule' }])
  })

  test('labels that a rule sets decide on service and silence', async () => {
    const { see, incident } = await begin(
      rule('label', '', { actions: { labels: { service: '{{ labels.app }} shop' } } }),
    )
    await see({ key: 'a', labels: { app: 'Web' } })
    expect((await incident()).record.services).toEqual(['web'])
  })

  test('alerts that rules keep quiet are looked at again by themselves, and end when they are not repeated', async () => {
    const { see, check, placements, clock, rows } = await begin(NIGHT)
    await see({ key: 'a', severity: 'low', expiresAt: at('4m') })
    expect((await placements())[0]?.checkAt).toBeDefined()
    clock.forward('5m')
    await check()
    expect((await rows('alerts'))[0]).toMatchObject({ state: 'resolved' })
  })
})
