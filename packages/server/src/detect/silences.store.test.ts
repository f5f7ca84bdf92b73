import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { SourceId, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { aDirectory, aSource } from '@tocsin/core/testing/directory.ts'
import { at } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../shell/engine/testing/engine-bench.ts'
import { createCheckRound } from './check-placements.ts'
import { createMatchRound } from './match-loop.ts'
import { expireSilence, type SilenceRequest, writeSilence } from './silences.ts'

const HOST = [{ name: 'host', value: 'db-1', isRegex: false, isEqual: true }]
const ANA: Actor = { kind: 'user', id: 'ana' as UserId, via: 'console' }
const ON_DB: Partial<Signal> = { labels: { host: 'db-1' } }

describeOnEachEngine('silences', (open) => {
  const begin = async () => {
    const bench = await openEngineBench(await open(), aDirectory({ sources: [aSource('monitor')] }))
    const [match, check] = [createMatchRound(bench.deps), createCheckRound(bench.deps)]
    const settle = async () => {
      await bench.finish(check)
      await bench.finish(match)
    }
    return {
      ...bench,
      settle,
      async see(...signals: Partial<Signal>[]) {
        await bench.receive(...signals)
        await bench.finish(match)
      },
      /** Lets time pass minute by minute, as the loops would see it. */
      async pass(minutes: number) {
        for (let minute = 0; minute < minutes; minute++) {
          bench.clock.forward('1m')
          await settle()
        }
      },
      async silence(request: Partial<SilenceRequest> = {}) {
        const whole = {
          matchers: HOST,
          startsAt: at('0m'),
          endsAt: at('10m'),
          createdBy: 'Ana',
          comment: '',
          annotations: {},
        }
        return present(await writeSilence(bench.deps, { ...whole, ...request }, ANA), 'the silence').id
      },
      placement: async () => (await bench.placements())[0],
    }
  }

  test('what a silence matches opens no incident until it ends, and then does if it still fires', async () => {
    const { silence, see, pass, placements, incidents } = await begin()
    const id = await silence()
    await see(ON_DB, { key: 'other', labels: { host: 'web-1' } })
    expect(await incidents()).toHaveLength(1)
    await pass(9)
    expect(await incidents()).toHaveLength(1)
    const muted = (await placements()).filter(({ silence: by }) => by === id)
    expect(muted).toMatchObject([{ because: 'muted_by_silence', until: at('10m'), checkAt: at('10m') }])
    await pass(1)
    expect(await incidents()).toHaveLength(2)
    const placed = (await placements()).filter(({ placedAt }) => placedAt === at('10m'))
    expect(placed).toEqual([expect.objectContaining({ alert: muted[0]?.alert, because: 'new_group' })])
    expect(placed[0]?.checkAt).toBeUndefined()
  })

  test('what cleared while it was muted opens nothing', async () => {
    const { silence, see, pass, incidents } = await begin()
    await silence()
    await see(ON_DB)
    await see({ ...ON_DB, state: 'resolved' })
    await pass(12)
    expect(await incidents()).toEqual([])
  })

  test('a silence that is ended lets its alerts go at once', async () => {
    const { silence, see, settle, incidents, deps, nudged } = await begin()
    const id = await silence()
    await see(ON_DB)
    nudged.length = 0
    expect(await expireSilence(deps, id, ANA)).toBe(true)
    expect(nudged).toEqual(['checks'])
    await settle()
    expect(await incidents()).toHaveLength(1)
    expect(await expireSilence(deps, id, ANA)).toBe(true)
    expect(await expireSilence(deps, '00000000-0000-4000-8000-000000000000', ANA)).toBe(false)
  })

  test('one that is made longer mutes for longer, one that is made shorter for less', async () => {
    const { silence, see, pass, incidents } = await begin()
    const id = await silence()
    await see(ON_DB)
    expect(await silence({ id, endsAt: at('20m') })).toBe(id)
    await pass(15)
    expect(await incidents()).toEqual([])
    expect(await silence({ id, endsAt: at('17m') })).toBe(id)
    await pass(1)
    expect(await incidents()).toEqual([])
    await pass(1)
    expect(await incidents()).toHaveLength(1)
  })

  test('a silence for something else takes the place of one that ends, without a gap', async () => {
    const { silence, see, settle, placement, incidents, rows } = await begin()
    const id = await silence()
    await see(ON_DB)
    const wider = await silence({ id, matchers: [{ name: 'host', value: 'db-.*', isRegex: true, isEqual: true }] })
    expect(wider).not.toBe(id)
    await settle()
    expect(await placement()).toMatchObject({ silence: wider })
    expect(await incidents()).toEqual([])
    expect((await rows('silences')).map((row) => row.ends_at).sort()).toEqual([at('0m'), at('10m')])
  })

  test('of several silences the one that ends last speaks, and a pending one takes over when it begins', async () => {
    const { silence, see, pass, placement, incidents } = await begin()
    await silence()
    const longer = await silence({ endsAt: at('12m') })
    const pending = await silence({ startsAt: at('11m'), endsAt: at('20m') })
    await see(ON_DB)
    expect(await placement()).toMatchObject({ silence: longer })
    await pass(12)
    expect(await placement()).toMatchObject({ silence: pending, until: at('20m') })
    await pass(8)
    expect(await incidents()).toHaveLength(1)
  })

  test('what is in an incident stays there when a silence begins; what comes back to it is muted', async () => {
    const { silence, see, pass, incident, placement } = await begin()
    await see(ON_DB)
    await silence({ startsAt: at('1m') })
    await pass(2)
    expect((await incident()).status).toBe('open')
    expect(await placement()).toMatchObject({ because: 'new_group' })
    await see({ ...ON_DB, state: 'resolved' })
    await see(ON_DB)
    expect((await incident()).status).toBe('verifying')
    expect(await placement()).toMatchObject({ because: 'muted_by_silence', episode: 2 })
  })

  test('an alert that ends by itself does so while it is muted, also when its silence was changed', async () => {
    const { silence, see, pass, rows } = await begin()
    const id = await silence({ endsAt: at('1h') })
    await see({ ...ON_DB, expiresAt: at('5m') })
    await silence({ id, endsAt: at('40m') })
    await pass(5)
    expect(await rows('alerts')).toMatchObject([{ state: 'resolved', ended_at: at('5m') }])
  })

  test('a repeat renews the promise of a muted alert', async () => {
    const { silence, see, pass, rows } = await begin()
    await silence({ endsAt: at('1h') })
    await see({ ...ON_DB, expiresAt: at('5m') })
    await pass(3)
    await see({ ...ON_DB, expiresAt: at('8m') })
    await pass(3)
    expect(await rows('alerts')).toMatchObject([{ state: 'firing' }])
    await pass(2)
    expect(await rows('alerts')).toMatchObject([{ state: 'resolved', ended_at: at('8m') }])
  })

  test('an alert muted in a transaction that did not see its silence end is found by the next look', async () => {
    const { silence, see, pass, incidents, database, placement } = await begin()
    const id = await silence({ endsAt: at('10h') })
    await see(ON_DB)
    // As if the matcher had read the silence before it was ended, and had written after its alerts had been told.
    await database.pool.query('update silences set ends_at = starts_at where id = $1', [id])
    expect((await placement())?.checkAt).toBe(at('1m'))
    await pass(1)
    expect(await incidents()).toHaveLength(1)
  })

  test('the rules of Alertmanager: what began cannot begin otherwise, what is over is written anew, nobody knows another id', async () => {
    const { silence, deps, clock } = await begin()
    const id = await silence()
    expect(await silence({ id, startsAt: at('5m') })).not.toBe(id)
    const pending = await silence({ startsAt: at('5m') })
    expect(await silence({ id: pending, startsAt: at('6m') })).toBe(pending)
    clock.forward('11m')
    expect(await silence({ id: pending, startsAt: at('6m'), endsAt: at('30m') })).not.toBe(pending)
    const unknown = '00000000-0000-4000-8000-000000000000'
    const request = { id: unknown, matchers: HOST, startsAt: at('0m'), endsAt: at('1h'), createdBy: '', comment: '' }
    expect(await writeSilence(deps, { ...request, annotations: {} }, ANA)).toBeNull()
  })

  test('its history names who did what, with what it said before and after; what changes nothing is not in it', async () => {
    const { silence, deps, rows } = await begin()
    const id = await silence({ comment: 'Moving' })
    await silence({ id, comment: 'Moving' })
    await silence({ id, comment: 'Moving', endsAt: at('20m') })
    await expireSilence(deps, id, { kind: 'source', id: 'monitor' as SourceId })
    await expireSilence(deps, id, ANA)
    const history = (await rows('silence_changes')).sort((a, b) => Number(a.seq) - Number(b.seq))
    expect(history.map(({ silence_id, act, actor }) => [silence_id, act, actor])).toEqual([
      [id, 'created', ANA],
      [id, 'changed', ANA],
      [id, 'ended', { kind: 'source', id: 'monitor' }],
    ])
    expect(history[0]).toMatchObject({ before: null, after: { matchers: ['host="db-1"'], comment: 'Moving' } })
    expect(history[1]).toMatchObject({
      before: { ends_at: formatInstant(at('10m')) },
      after: { ends_at: formatInstant(at('20m')) },
    })
  })
})

describeOnEachEngine('alerts that end unless they are repeated', (open) => {
  const begin = async () => {
    const bench = await openEngineBench(await open(), aDirectory({ sources: [aSource('monitor')] }))
    const [match, check] = [createMatchRound(bench.deps), createCheckRound(bench.deps)]
    return { ...bench, match: () => bench.finish(match), check: () => bench.finish(check) }
  }

  test('the checks sleep until the next instant, expire what was not repeated, and wake the matcher', async () => {
    const { receive, match, check, clock, incident, facts, nudged } = await begin()
    await receive({ expiresAt: at('5m') })
    await match()
    expect(await check()).toEqual({ isMore: false, dueAt: at('5m') })
    clock.forward('4m')
    await receive({ expiresAt: at('9m') })
    clock.forward('1m')
    expect(await check()).toEqual({ isMore: false, dueAt: at('9m') })
    clock.forward('4m')
    nudged.length = 0
    expect(await check()).toEqual({ isMore: false, dueAt: null })
    expect(nudged).toEqual(['match'])
    await match()
    const { id, status } = await incident()
    expect(status).toBe('verifying')
    expect((await facts(id)).find(({ type }) => type === 'AlertsCleared')).toMatchObject({
      because: 'expired_without_repeat',
    })
  })

  test('an alert that waits for the matcher is left to it, without looking again and again', async () => {
    const { receive, match, check, clock } = await begin()
    await receive({ expiresAt: at('1m') })
    await match()
    await receive({ severity: 'low', expiresAt: at('1m') })
    clock.forward('2m')
    const { dueAt } = await check()
    expect(dueAt).toBeGreaterThan(clock.now())
    await match()
    await check()
    await match()
    expect(await check()).toEqual({ isMore: false, dueAt: null })
  })

  test('one that cannot be looked at holds up no other', async () => {
    const { receive, match, check, clock, database, rows, logged } = await begin()
    await receive(...Array.from({ length: 12 }, (_, n) => ({ key: `k${n}`, expiresAt: at('1m') })))
    await match()
    // The first one to look at is an alert that no signal of this version could have made.
    await database.pool.query(`alter table signals add constraint no_k0 check (not (title = 'bad' and seq > 1))`)
    await database.pool.query(`update alerts set title = 'bad' where key = 'k0'`)
    clock.forward('1m')
    await check()
    expect((await rows('alerts')).filter((row) => row.state === 'firing').map((row) => row.key)).toEqual(['k0'])
    expect(logged.some(({ level }) => level === 'error')).toBe(true)
    await database.pool.query('alter table signals drop constraint no_k0')
    clock.forward('1s')
    await check()
    expect((await rows('alerts')).filter((row) => row.state === 'firing')).toEqual([])
  })
})
