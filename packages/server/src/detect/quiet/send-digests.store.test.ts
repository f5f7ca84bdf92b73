import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { ServiceId, TeamId } from '@tocsin/core/kernel/brand.ts'
import type { NoiseDigest } from '@tocsin/core/people/directory.ts'
import { ANA, aDirectory, aService, aSource, aTeam, aUser, BOB } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { queueLetter } from '../../respond/queue-letter.ts'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { createMatchRound } from '../match-loop.ts'
import { sendDueDigests } from './send-digests.ts'

/** The clock of a test begins on Monday, 5 January 2026, at nine in UTC. */
const TUESDAY_9: NoiseDigest = { send: true, weekday: 2, hour: 9, zone: 'UTC', teams: {} }
const CLEARED = { state: 'resolved' } as const
const named = (alertname: string): Partial<Signal> => ({ key: alertname, title: alertname, labels: { alertname } })

function world(noiseDigest: NoiseDigest = TUESDAY_9) {
  return aDirectory({
    users: [aUser('ana', { locale: 'ja' })],
    teams: [aTeam('payments', ANA, BOB)],
    services: [aService('api'), aService('pay', { team: 'payments' as TeamId })],
    sources: [
      aSource('probe', { service: 'pay' as ServiceId, quietPeriodMs: ms('0m') }),
      aSource('monitor', { quietPeriodMs: ms('0m') }),
    ],
    settings: { noiseDigest },
  })
}

describeOnEachEngine('the digest of noise', (open) => {
  async function begin(noiseDigest?: NoiseDigest) {
    const bench = await openEngineBench(await open(), world(noiseDigest))
    const match = createMatchRound(bench.deps)
    const deps = {
      ...{ db: bench.database.kysely, engine: bench.deps, write: queueLetter },
      publicUrl: () => 'https://tocsin.example.com',
    }
    return {
      ...bench,
      async fire(source: string, alertname: string, times: number, lasts = '1m') {
        for (let count = 0; count < times; count += 1) {
          await bench.receiveFrom(source, named(alertname))
          await bench.finish(match)
          bench.clock.forward(lasts)
          await bench.receiveFrom(source, { ...named(alertname), ...CLEARED })
          await bench.finish(match)
          bench.clock.forward('11m')
        }
      },
      /** As each of two nodes does, at the same time. */
      look: () => Promise.all([sendDueDigests(deps), sendDueDigests(deps)]),
      async letters() {
        const rows = (await bench.rows('outbox')).map(({ key, class: sendClass, message }) => ({
          key,
          sendClass,
          ...(message as object),
        }))
        return rows
          .filter(({ key }) => String(key).startsWith('letter/noise-digest'))
          .sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1)) as unknown as Record<string, unknown>[]
      },
    }
  }

  test('is told to everybody of the team once a week, by two nodes and again after the hour', async () => {
    const { fire, look, letters, clock, rows } = await begin()
    await fire('probe', 'Blink', 4)
    await look()
    expect(await letters()).toEqual([])
    clock.forward('24h')
    await look()
    clock.forward('1h')
    await look()
    const sent = await letters()
    expect(sent.map(({ key, sendClass, view }) => [key, sendClass, view])).toEqual([
      ['letter/noise-digest/payments/2026-W02/ana', 'digest', '/alerts/noise?team=payments'],
      ['letter/noise-digest/payments/2026-W02/bob', 'digest', '/alerts/noise?team=payments'],
    ])
    expect((await rows('noise_digests')).map(({ owner }) => owner).sort()).toEqual(['admins', 'payments'])
    clock.forward('166h')
    await look()
    expect(await letters()).toHaveLength(2)
  })

  test('begins with the worst, says what would help and where, in the language of its reader', async () => {
    const { fire, look, letters, clock } = await begin()
    await fire('probe', 'Seldom', 3)
    await fire('probe', 'Often', 6)
    clock.forward('24h')
    await look()
    const [ana, bob] = await letters()
    expect(bob?.subject).toBe('Noise of the week for payments: 9 alerts')
    expect(bob?.lines).toMatchObject([
      expect.stringContaining('of your sources'),
      expect.stringMatching(
        /^1\. Often \(The probe\): fired 6 times, acted on 0, 6 gone within five minutes\. Let it wait 2m .*source=probe$/,
      ),
      expect.stringMatching(/^2\. Seldom /),
      expect.stringContaining('Settings'),
    ])
    expect(ana?.subject).toBe('今週のノイズ（payments）: アラート 9 件')
  })

  test('of sources that belong to no team goes to the admins, and nothing goes where nothing is to mend', async () => {
    const { fire, look, letters, clock } = await begin()
    await fire('monitor', 'Blink', 4)
    await fire('probe', 'Once', 1)
    clock.forward('24h')
    await look()
    expect((await letters()).map(({ key, view }) => [key, view])).toEqual([
      ['letter/noise-digest/admins/2026-W02/root', '/alerts/noise'],
    ])
  })

  test('is not written where it is switched off', async () => {
    const { fire, look, letters, clock, rows } = await begin({ ...TUESDAY_9, send: false })
    await fire('probe', 'Blink', 4)
    clock.forward('24h')
    await look()
    expect([await letters(), await rows('noise_digests')]).toEqual([[], []])
  })
})
