import { afterEach, beforeEach, expect, test } from 'vitest'
import { type NtfyStandin, startNtfyStandin } from './ntfy.ts'

let server: NtfyStandin

beforeEach(async () => {
  server = await startNtfyStandin({ now: () => 42_000 })
})
afterEach(() => server.close())

async function publish(body: unknown, path = '/') {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, ...((await response.json()) as object) }
}

test('a publication is taken and answered like by ntfy', async () => {
  expect(await publish({ topic: 'oncall', message: 'hi', priority: 5 })).toMatchObject({
    status: 200,
    event: 'message',
    time: 42,
    topic: 'oncall',
  })
  expect(server.messages()).toMatchObject([{ topic: 'oncall', message: 'hi', priority: 5, at: 42_000 }])
})

test.each([
  ['a bad topic', { topic: 'no topic', message: 'x' }, 400, 40009],
  ['a reserved topic', { topic: 'docs', message: 'x' }, 400, 40010],
  ['a message over 4096 bytes', { topic: 't', message: 'é'.repeat(2_049) }, 400, 40014],
  ['a title over 1 KiB', { topic: 't', title: 'x'.repeat(1_025) }, 400, 40057],
  [
    'four actions',
    { topic: 't', actions: Array(4).fill({ action: 'view', label: 'a', url: 'https://x' }) },
    400,
    40018,
  ],
  ['priority 6', { topic: 't', priority: 6 }, 400, 40007],
  ['no JSON', 'hello', 400, 40024],
  ['a body over 8 KiB', { topic: 't', message: 'x'.repeat(9_000) }, 413, 41303],
])('%s is refused with the number of ntfy', async (_, body, status, code) => {
  expect(await publish(body)).toMatchObject({ status, http: status, code })
  expect(server.messages()).toEqual([])
})

test('other paths are not found', async () => {
  expect(await publish({ topic: 't' }, '/t/json')).toMatchObject({ status: 404, code: 40401 })
})
