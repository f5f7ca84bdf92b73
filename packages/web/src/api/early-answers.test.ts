import { afterEach, expect, test } from 'vitest'
import { takeEarlyAnswer } from './early-answers.ts'

afterEach(() => {
  globalThis.tocsinEarly = undefined
})

const early = (address: string, answer: Promise<Response | undefined>) => {
  globalThis.tocsinEarly = new Map([[address, answer]])
}

test('an answer that was asked for early serves once, at its own address', async () => {
  early('/api/v1/session', Promise.resolve(new Response('{"user":null}')))
  expect(await takeEarlyAnswer('/api/v1/home')).toBeUndefined()
  expect(await (await takeEarlyAnswer('/api/v1/session'))?.text()).toBe('{"user":null}')
  expect(await takeEarlyAnswer('/api/v1/session')).toBeUndefined()
})

test('a refusal is not taken: whoever signs in meanwhile is not sent away by it', async () => {
  early('/api/v1/incidents/INC-2026-000001', Promise.resolve(new Response('{}', { status: 401 })))
  expect(await takeEarlyAnswer('/api/v1/incidents/INC-2026-000001')).toBeUndefined()
})

test('where the line broke, or nothing was asked, there is none', async () => {
  early('/api/v1/session', Promise.resolve(undefined))
  expect(await takeEarlyAnswer('/api/v1/session')).toBeUndefined()
  globalThis.tocsinEarly = undefined
  expect(await takeEarlyAnswer('/api/v1/session')).toBeUndefined()
})
