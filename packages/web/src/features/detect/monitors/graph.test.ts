import { expect, test } from 'vitest'
import type { MonitorHistory } from '../../../api/types.ts'
import { calcGraph, HEIGHT, WIDTH } from './graph.ts'

const START = Date.parse('2026-01-06T00:00:00Z')
const at = (minute: number) => new Date(START + minute * 60_000).toISOString()
const point = (minute: number, changes = {}) => ({
  ...{
    at: at(minute),
    checks: 5,
    failures: 0,
    latency_avg: 50,
    latency_min: 10,
    latency_max: 100,
    value: null,
    up_ms: 300_000,
    down_ms: 0,
  },
  ...changes,
})
const history = (...items: ReturnType<typeof point>[]) =>
  ({ span_ms: 300_000, from: at(0), to: at(100), items }) as unknown as MonitorHistory

test('a line breaks where nothing was checked', () => {
  const { average } = calcGraph(history(point(0), point(5), point(20), point(25)), false)
  expect(average).toHaveLength(2)
  expect(average[0]?.match(/L/g)).toHaveLength(1)
})

test('latency begins at zero and ends at the worst; all of it is inside of the drawing', () => {
  const graph = calcGraph(history(point(0), point(95, { latency_max: 400 })), false)
  expect([graph.min, graph.max]).toEqual([0, 400])
  const numbers =
    graph.worst
      .join(' ')
      .match(/-?[\d.]+/g)
      ?.map(Number) ?? []
  expect(numbers.every((each) => each >= 0 && each <= Math.max(WIDTH, HEIGHT))).toBe(true)
})

test('what it was down in stands where it was, as strong as its share', () => {
  const graph = calcGraph(history(point(0), point(50, { up_ms: 75_000, down_ms: 225_000 })), false)
  expect(graph.downs).toEqual([{ x: 500, width: 50, share: 0.75 }])
})

test('a metric is drawn between its least and its most, also below zero', () => {
  const graph = calcGraph(history(point(0, { value: -5 }), point(5, { value: 5 }), point(10)), true)
  expect(graph.points.map(({ value }) => value)).toEqual([-5, 5])
  expect(graph.min).toBeLessThan(-5)
  expect(graph.max).toBe(5)
})
