import { expect, test } from 'vitest'
import { createMeters, type MeterReadings } from './meters.ts'

const READINGS: MeterReadings = { queues: [], loops: [], nodes: [], liveClients: 0 }

async function linesOf(
  meters: ReturnType<typeof createMeters>,
  readings: Partial<MeterReadings> = {},
): Promise<string[]> {
  const { contentType, text } = await meters.expose({ ...READINGS, ...readings })
  expect(contentType).toMatch(/^text\/plain; version=0.0.4/)
  return text.split('\n')
}

test('the paging meter counts hand-overs per channel in buckets from a millisecond to a minute', async () => {
  const meters = createMeters()
  for (const ms of [0.5, 12, 12, 40_000, 90_000]) meters.watch.pageHandedOver('email', ms)
  meters.watch.pageHandedOver('webhook', 3)
  const lines = await linesOf(meters)
  const bucket = (le: string) => `tocsin_page_latency_seconds_bucket{le="${le}",channel="email"}`
  expect(lines).toContain(`${bucket('0.001')} 1`)
  expect(lines).toContain(`${bucket('0.015')} 3`)
  expect(lines).toContain(`${bucket('60')} 4`)
  expect(lines).toContain(`${bucket('+Inf')} 5`)
  expect(lines).toContain('tocsin_page_latency_seconds_count{channel="webhook"} 1')
})

test('misses, sends, facts and signals are counted by what they were', async () => {
  const meters = createMeters()
  meters.watch.pageMissed('email', 'timeout')
  meters.watch.sendEnded('page', 'retry')
  meters.watch.sendEnded('page', 'retry')
  meters.signalsAccepted('monitor', 7)
  const opened = { type: 'IncidentOpened' } as Parameters<typeof meters.watch.committed>[1][number]
  meters.watch.committed('INC-2026-000001' as never, [opened])
  const lines = await linesOf(meters)
  expect(lines).toContain('tocsin_page_misses_total{channel="email",code="timeout"} 1')
  expect(lines).toContain('tocsin_sends_total{class="page",outcome="retry"} 2')
  expect(lines).toContain('tocsin_signals_accepted_total{source="monitor"} 7')
  expect(lines).toContain('tocsin_facts_total{type="IncidentOpened"} 1')
  expect(lines.some((line) => line.includes('INC-'))).toBe(false)
})

test('what is read is as new as the reading', async () => {
  const meters = createMeters()
  await linesOf(meters, { queues: [{ queue: 'send:page', count: 3 }], nodes: [{ name: 'old', skewMs: 9 }] })
  const lines = await linesOf(meters, {
    queues: [{ queue: 'alert_work', count: 5 }],
    loops: [{ loop: 'match', ageMs: 1_500 }],
    nodes: [{ name: 'b', skewMs: -250 }],
    liveClients: 4,
  })
  expect(lines).toContain('tocsin_queue_depth{queue="alert_work"} 5')
  expect(lines).toContain('tocsin_loop_age_seconds{loop="match"} 1.5')
  expect(lines).toContain('tocsin_node_clock_skew_seconds{node="b"} -0.25')
  expect(lines).toContain('tocsin_live_clients 4')
  expect(lines).toContain('tocsin_database_up 1')
  expect(lines.some((line) => line.includes('send:page') || line.includes('node="old"'))).toBe(false)
})

test('a database that does not answer shows as down, and the rest is still there', async () => {
  const meters = createMeters()
  const lines = await linesOf(meters, { queues: null, liveClients: 2 })
  expect(lines).toContain('tocsin_database_up 0')
  expect(lines).toContain('tocsin_live_clients 2')
  expect(lines.some((line) => line.startsWith('tocsin_process_cpu_seconds_total'))).toBe(true)
})
