import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { ServiceId, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type {
  Inhibition,
  InhibitionId,
  LabelMatcher,
  MaintenanceId,
  MaintenanceWindow,
  SourceQuiet,
} from '@tocsin/core/people/quiet.ts'
import { ANA, aDirectory, aService, aSource } from '@tocsin/core/testing/directory.ts'
import { at, ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { foldIncident } from '../../shell/app/fold-incidents.ts'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { runCommand } from '../../shell/engine/transact.ts'
import { createWakeRound } from '../../shell/engine/wake-loop.ts'
import { createCheckRound } from '../check-placements.ts'
import { createMatchRound } from '../match-loop.ts'
import { createFoldHandler } from './fold-symptoms.ts'

const CLEARED = { state: 'resolved' } as const
const is = (name: string, value: string): LabelMatcher => ({ name, value, isRegex: false, isEqual: true })
const id = (name: string): ServiceId => name as ServiceId

/** One source whose alerts name their service; api needs db, web needs api, mail needs nothing. */
function world(quiet: SourceQuiet = {}, changes: Partial<Directory> = {}): Directory {
  const services = [
    aService('db'),
    aService('api', { dependsOn: [id('db')] }),
    aService('web', { dependsOn: [id('api')] }),
    aService('mail'),
  ]
  const source = aSource('monitor', { service: undefined as never, quietPeriodMs: ms('0m'), quiet })
  const { service: _, ...unbound } = source
  return { ...aDirectory({ services, sources: [unbound] }), ...changes }
}

const of = (service: string, key = service, labels: Record<string, string> = {}): Partial<Signal> => ({
  key,
  title: `${key} is down`,
  labels: { service, ...labels },
})

const RULE: Inhibition = {
  ...{ id: 'rule' as InhibitionId, name: 'Rule', isActive: true, equal: ['cluster'] },
  ...{ causes: [is('level', 'cause')], symptoms: [is('level', 'symptom')] },
}
const cause = (key = 'cause', cluster = 'a'): Partial<Signal> => ({ key, labels: { level: 'cause', cluster } })
const symptom = (key = 'symptom', cluster = 'a'): Partial<Signal> => ({ key, labels: { level: 'symptom', cluster } })

const WINDOW: MaintenanceWindow = {
  ...{ id: 'work' as MaintenanceId, name: 'Work', isActive: true, mode: 'mute', pausesMonitors: false },
  ...{ zone: 'UTC', startsAt: '2026-01-05T09:00', lastsMs: ms('1h'), changes: [] },
  ...{ services: [id('mail')], sources: [], matchers: [] },
}

describeOnEachEngine('the quiet stage', (open) => {
  async function begin(directory: Directory) {
    const bench = await openEngineBench(await open(), directory)
    const match = createMatchRound(bench.deps)
    const wakes = createWakeRound(bench.deps, { SymptomsDue: createFoldHandler(foldIncident) })
    return {
      ...bench,
      check: () => bench.finish(createCheckRound(bench.deps)),
      fold: () => bench.finish(wakes),
      async see(...signals: Partial<Signal>[]) {
        await bench.receive(...signals)
        await bench.finish(match)
      },
      /** Another process, which remembers nothing. */
      async restart() {
        await bench.deps.directory.refresh()
        await bench.finish(createMatchRound(bench.deps))
        await bench.finish(createCheckRound(bench.deps))
      },
      /** What each alert's place says, by its key. */
      async places() {
        const keys = new Map((await bench.rows('alerts')).map((row) => [row.id, String(row.key)]))
        const rows = await bench.placements()
        return Object.fromEntries(rows.map((row) => [keys.get(row.alert) ?? '', row.because]))
      },
      pages: async () =>
        (await bench.rows('outbox')).filter((row) => (row.message as { kind: string }).kind === 'page').length,
    }
  }
  const shown = (incidents: IncidentState[]) =>
    incidents.map(({ status, record }) => [record.title, status, record.alertsCount])

  test('symptoms that come after join the incident of what their service needs, and page nobody', async () => {
    const { see, incidents, places, pages } = await begin(world())
    await see(of('db'))
    await see(of('api'), of('web'), of('mail'))
    expect(shown(await incidents())).toEqual([
      ['db is down', 'open', 3],
      ['mail is down', 'open', 1],
    ])
    expect((await incidents())[0]?.record.services).toEqual(['db', 'api', 'web'])
    expect(await places()).toMatchObject({
      api: 'gathered_by_dependency',
      web: 'gathered_by_dependency',
      mail: 'new_group',
    })
    expect(await pages()).toBe(2)
  })

  test('when the cause clears and a symptom still fires, the incident stays open; both clear and it ends', async () => {
    const { see, incident } = await begin(world())
    await see(of('db'))
    await see(of('web'))
    await see({ ...of('db'), ...CLEARED })
    expect((await incident()).status).toBe('open')
    await see({ ...of('web'), ...CLEARED })
    expect((await incident()).status).toBe('resolved')
  })

  test('incidents of symptoms that opened seconds before fold into the cause, and go on there', async () => {
    const { see, fold, incidents, clock, rows, facts } = await begin(world())
    await see(of('web'), of('api'), of('mail'))
    clock.forward('20s')
    await see(of('db'))
    await fold()
    const [api, mail, db] = await incidents()
    expect([api, mail, db].map((each) => each?.status)).toEqual(['merged', 'open', 'open'])
    expect(db?.record.alertsCount).toBe(3)
    const merged = (await facts(api?.id ?? ('' as never))).find(({ type }) => type === 'IncidentMerged')
    expect(merged).toMatchObject({ into: db?.id, because: 'symptom_of_dependency', actor: { kind: 'system' } })
    expect((await rows('wakes')).filter((row) => row.kind === 'SymptomsDue')).toEqual([])
  })

  test('what somebody has taken is not folded away from them', async () => {
    const { see, fold, incidents, deps } = await begin(world())
    await see(of('api'))
    const [first] = await incidents()
    await runCommand(deps, first?.id as never, { type: 'Acknowledge', by: ANA }, { kind: 'user', id: ANA, via: 'api' })
    await see(of('db'))
    await fold()
    expect((await incidents()).map(({ status }) => status)).toEqual(['acknowledged', 'open'])
  })

  test('an alert that was gathered and comes back goes where it was, after the window too', async () => {
    const { see, incidents, clock } = await begin(world())
    await see(of('db'))
    await see(of('web'))
    await see({ ...of('web'), ...CLEARED })
    clock.forward('1h')
    await see(of('web'))
    expect(shown(await incidents())).toEqual([['db is down', 'open', 2]])
    await see(of('web', 'another of web'))
    expect(shown(await incidents())).toEqual([
      ['db is down', 'open', 2],
      ['another of web is down', 'open', 1],
    ])
  })

  test('a cause mutes its symptoms; when it clears they are placed again at once', async () => {
    const { see, places, incidents, check } = await begin(world({}, { inhibitions: [RULE] }))
    await see(cause(), symptom(), symptom('other', 'b'))
    expect(await places()).toEqual({ cause: 'new_group', symptom: 'inhibited', other: 'new_group' })
    await see({ ...cause(), ...CLEARED })
    await check()
    expect(await places()).toMatchObject({ symptom: 'new_group' })
    expect(await incidents()).toHaveLength(3)
  })

  test('while another cause of the same key fires the symptom stays muted', async () => {
    const { see, places, check } = await begin(world({}, { inhibitions: [RULE] }))
    await see(cause('one'), cause('two'), symptom())
    await see({ ...cause('one'), ...CLEARED })
    await check()
    expect(await places()).toMatchObject({ symptom: 'inhibited' })
  })

  test('an inhibited alert that fires at a restart does not page', async () => {
    const { see, places, restart, clock, pages } = await begin(world({}, { inhibitions: [RULE] }))
    await see(cause(), symptom())
    const before = await pages()
    clock.forward('5m')
    await restart()
    expect(await places()).toMatchObject({ symptom: 'inhibited' })
    expect(await pages()).toBe(before)
  })

  test('a cause that is silenced inhibits all the same', async () => {
    const { see, places, store, clock } = await begin(world({}, { inhibitions: [RULE] }))
    await store.transaction((tx) =>
      tx.saveSilence({
        ...{ id: '00000000-0000-4000-8000-000000000001', matchers: [is('level', 'cause')], startsAt: clock.now() },
        ...{ endsAt: at('1h'), createdBy: 'Ana', comment: 'known', annotations: {}, updatedAt: clock.now() },
      }),
    )
    await see(cause(), symptom())
    expect(await places()).toEqual({ cause: 'muted_by_silence', symptom: 'inhibited' })
  })

  test('a cause of a source that is switched off inhibits no longer: nobody would hear that it is over', async () => {
    const [own, other] = [
      aSource('monitor', { quietPeriodMs: ms('0m') }),
      aSource('other', { quietPeriodMs: ms('0m') }),
    ]
    const both = aDirectory({ sources: [own, other] })
    const { see, receiveFrom, places, setDirectory, restart } = await begin({ ...both, inhibitions: [RULE] })
    await receiveFrom('other', cause())
    await see(symptom())
    expect(await places()).toEqual({ cause: 'new_group', symptom: 'inhibited' })

    const off = aDirectory({ sources: [own, { ...other, isActive: false }] })
    await setDirectory({ ...off, inhibitions: [RULE], version: 2 })
    await restart()
    expect(await places()).toMatchObject({ symptom: 'new_group' })
  })

  test('a rule that is new knows the causes that fire already', async () => {
    const { see, places, setDirectory, restart } = await begin(world())
    await see(cause())
    await setDirectory({ ...world({}, { inhibitions: [RULE] }), version: 2 })
    await restart()
    await see(symptom())
    expect(await places()).toEqual({ cause: 'new_group', symptom: 'inhibited' })
    await setDirectory({ ...world(), version: 3 })
    await restart()
    expect(await places()).toMatchObject({ symptom: 'new_group' })
  })

  test('planned work mutes with its end, and what still fires then is placed', async () => {
    const { see, placements, places, clock, check } = await begin(world({}, { maintenance: [WINDOW] }))
    await see(of('mail'), of('db'))
    expect(await places()).toEqual({ mail: 'in_maintenance', db: 'new_group' })
    expect((await placements()).find((row) => row.because === 'in_maintenance')?.until).toBe(at('1h'))
    clock.forward('59m')
    await check()
    expect(await places()).toMatchObject({ mail: 'in_maintenance' })
    clock.forward('1m')
    await check()
    expect(await places()).toMatchObject({ mail: 'new_group' })
  })

  test('work that pages low only ends, and what still fires is as bad as it says', async () => {
    const low: MaintenanceWindow = { ...WINDOW, mode: 'low' }
    const { see, incident, clock, check, rows } = await begin(world({}, { maintenance: [low] }))
    await see({ ...of('mail'), severity: 'critical' })
    expect(await incident()).toMatchObject({ classification: { severity: 'low' }, priority: { urgency: 'low' } })
    await see({ ...of('mail'), severity: 'high' })
    expect(await incident()).toMatchObject({ classification: { severity: 'low' } })
    clock.forward('1h')
    await check()
    expect(await incident()).toMatchObject({ classification: { severity: 'high' }, priority: { urgency: 'high' } })
    expect((await rows('placements'))[0]).toMatchObject({ muted_by: null, check_at: null })
  })

  test('an alert counts once it has fired long enough; one that clears before pages nobody and is kept', async () => {
    const { see, places, clock, check, pages } = await begin(world({ waitMs: ms('5m') }))
    await see(of('mail'), of('db'))
    expect(await places()).toEqual({ mail: 'waiting_to_count', db: 'waiting_to_count' })
    clock.forward('2m')
    await see({ ...of('mail'), ...CLEARED })
    clock.forward('3m')
    await check()
    expect(await places()).toEqual({ mail: 'cleared_before_it_counted', db: 'new_group' })
    expect(await pages()).toBe(1)
  })

  test('a group counts when enough of it has fired, those before included', async () => {
    const source = aSource('monitor', {
      ...{ groupBy: ['app'], quiet: { threshold: { alerts: 3, withinMs: ms('5m') } } },
    })
    const { see, places, clock, check, incidents } = await begin(aDirectory({ sources: [source] }))
    const ofApp = (key: string, app = 'shop'): Partial<Signal> => ({ key, labels: { app } })
    await see(ofApp('a'), ofApp('other', 'blog'))
    clock.forward('2m')
    await see(ofApp('b'))
    expect(await places()).toEqual({ a: 'below_threshold', b: 'below_threshold', other: 'below_threshold' })
    clock.forward('2m')
    await see(ofApp('c'))
    await check()
    expect(await places()).toMatchObject({ a: 'joined_open_group', b: 'joined_open_group', c: 'new_group' })
    expect((await incidents()).map(({ record }) => record.alertsCount)).toEqual([3])
    clock.forward('9m')
    await see(ofApp('d'))
    expect(await places()).toMatchObject({ d: 'joined_open_group', other: 'below_threshold' })
  })

  test('alerts that fire again and again count together, those too long ago do not', async () => {
    const { see, places, clock } = await begin(world({ threshold: { alerts: 3, withinMs: ms('5m') } }))
    const flash = async () => {
      await see(of('mail'))
      await see({ ...of('mail'), ...CLEARED })
    }
    await flash()
    clock.forward('6m')
    await flash()
    clock.forward('1m')
    await flash()
    expect(await places()).toEqual({ mail: 'cleared_before_it_counted' })
    clock.forward('1m')
    await see(of('mail'))
    expect(await places()).toEqual({ mail: 'new_group' })
  })

  test('an alert that flaps is one incident with one page more, and ends when it is stable', async () => {
    const quiet = { flapping: { changes: 4, withinMs: ms('10m'), stableMs: ms('3m') } }
    const { see, incident, clock, check, pages } = await begin(world(quiet))
    for (let count = 0; count < 6; count += 1) {
      await see(of('mail'))
      clock.forward('10s')
      await see({ ...of('mail'), ...CLEARED })
      clock.forward('10s')
    }
    expect((await incident()).status).toBe('open')
    const paged = await pages()
    await see(of('mail'))
    await see({ ...of('mail'), ...CLEARED })
    expect(await pages()).toBe(paged)
    expect(paged).toBe(2)
    clock.forward('2m59s')
    await check()
    expect((await incident()).status).toBe('open')
    clock.forward('1s')
    await check()
    expect(await incident()).toMatchObject({ status: 'resolved', record: { firing: {} } })
  })

  test('the incident of an alert that flaps is marked until it stayed clear', async () => {
    const quiet = { flapping: { changes: 4, withinMs: ms('10m'), stableMs: ms('3m') } }
    const { see, incident, clock, check, rows } = await begin(world(quiet))
    const marks = async () => (await rows('incidents')).map((row) => row.is_flapping)
    const noted = async () => (await rows('facts')).filter(({ type }) => type === 'FlappingNoted')
    for (let count = 0; count < 4; count += 1) {
      expect(await marks()).toEqual(count === 0 ? [] : [count >= 2])
      await see(of('mail'))
      clock.forward('10s')
      await see({ ...of('mail'), ...CLEARED })
      clock.forward('10s')
    }
    expect(await noted()).toMatchObject([{ because: 'changes_too_often', data: { changes: 4, withinMs: ms('10m') } }])
    expect((await incident()).record.flapping).toHaveLength(1)
    clock.forward('3m')
    await check()
    expect([await marks(), (await incident()).status]).toEqual([[false], 'resolved'])
  })

  test('one that flapped and then fires without a break flaps no longer, and clears at once when it does', async () => {
    const quiet = { flapping: { changes: 4, withinMs: ms('4m'), stableMs: ms('3m') } }
    const { see, incident, clock, check, rows } = await begin(world(quiet))
    for (let count = 0; count < 2; count += 1) {
      await see(of('mail'))
      clock.forward('10s')
      await see({ ...of('mail'), ...CLEARED })
      clock.forward('10s')
    }
    await see(of('mail'))
    clock.forward('2m59s')
    await check()
    expect((await incident()).record.flapping).toHaveLength(1)
    clock.forward('1s')
    await check()
    expect((await incident()).record).not.toHaveProperty('flapping')
    expect((await rows('placements')).map((row) => [row.muted_by, row.until])).toEqual([[null, null]])
    clock.forward('2m')
    await see({ ...of('mail'), ...CLEARED })
    expect((await incident()).status).toBe('resolved')
  })

  test('an alert whose clearing was held back and that belongs elsewhere by now has cleared where it was', async () => {
    const quiet = { flapping: { changes: 4, withinMs: ms('10m'), stableMs: ms('3m') } }
    const { see, incidents, places, setDirectory, deps, clock } = await begin(world(quiet))
    for (let count = 0; count < 3; count += 1) {
      await see(of('mail'))
      await see({ ...of('mail'), ...CLEARED })
    }
    await setDirectory({ ...world(quiet, { maintenance: [WINDOW] }), version: 2 })
    await deps.directory.refresh()
    clock.forward('10s')
    await see(of('mail'))
    expect(await places()).toEqual({ mail: 'in_maintenance' })
    expect(await incidents()).toMatchObject([{ status: 'resolved', record: { firing: {} } }])
  })

  test('in a storm every service keeps its first page, and the rest is gathered by service', async () => {
    const { see, incidents, places, pages } = await begin(world({ storm: { incidents: 2, withinMs: ms('5m') } }))
    await see(of('mail', 'm1'), of('mail', 'm2'))
    await see(of('mail', 'm3'), of('db', 'd1'), of('db', 'd2'))
    expect(await places()).toMatchObject({ m3: 'gathered_in_storm', d1: 'new_group', d2: 'gathered_in_storm' })
    expect((await incidents()).map(({ record }) => record.alertsCount)).toEqual([1, 2, 2])
    expect(await pages()).toBe(3)
  })

  test('a failing database and forty services that need it are one incident of the database', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `s${index}`)
    const services = [
      aService('db'),
      ...names.map((name, index) => aService(name, { dependsOn: [id(index % 2 === 0 ? 'db' : `s${index - 1}`)] })),
    ]
    const { service: _, ...source } = aSource('monitor', { quietPeriodMs: ms('0m') })
    const { see, fold, incidents, clock, pages, rows } = await begin(aDirectory({ services, sources: [source] }))
    const storm = (count: number, tag: string) =>
      names.flatMap((name) => Array.from({ length: count }, (__, index) => of(name, `${name} ${tag}${index}`)))
    await see(...storm(1, 'early').slice(0, 3))
    clock.forward('5s')
    await see(...storm(5, 'a'), of('db'))
    await see(...storm(5, 'b'))
    await fold()
    const all = await incidents()
    const working = all.filter(({ status }) => status === 'open')
    expect(working.map(({ record }) => [record.title, record.alertsCount])).toEqual([['db is down', 404]])
    expect(all.filter(({ status }) => status === 'merged')).toHaveLength(all.length - 1)
    expect(await pages()).toBeLessThanOrEqual(4)
    expect((await rows('placements')).every((row) => row.incident_id === working[0]?.id)).toBe(true)
  })

  test('a source without an own service gathers by the service that its alerts name', async () => {
    const directory = world()
    const { receiveFrom, see, incidents } = await begin({
      ...directory,
      sources: new Map([...directory.sources, ['probe' as SourceId, aSource('probe', { service: id('web') })]]),
    })
    await see(of('db'))
    await receiveFrom('probe', { key: 'p', labels: {} })
    await see()
    expect(shown(await incidents())).toEqual([['db is down', 'open', 2]])
  })
})
