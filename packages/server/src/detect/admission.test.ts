import type { InAdapter, OutsideAddress, Verdict } from '@tocsin/adapters/in/door.ts'
import { json } from '@tocsin/adapters/in/json/read.ts'
import { doorRequest } from '@tocsin/adapters/in/testing/door-request.ts'
import { aSource } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { type AdmissionDeps, admit, type SourceSecret } from './admission.ts'

const ADDRESS: OutsideAddress = { url: 'https://a.example.com/key', host: /a\.example\.com/, what: 'the key' }
const SOURCE = aSource('json', { options: { layer: 'business' }, map: { title: 'body.a' } })

function deps(secret: SourceSecret, texts: readonly (string | undefined)[] = []): AdmissionDeps {
  const left = [...texts]
  const fetchKept = async () => {
    const text = left.shift()
    return text === undefined ? { problem: 'out of reach' } : { text }
  }
  return { secretOf: () => secret, outside: { fetchKept, fetch: fetchKept } }
}

const adapter = (verify: () => Verdict): InAdapter => ({ ...json, verify })
const ask = (judge: (text: string) => Verdict): Verdict => ({ fetch: ADDRESS, judge })

test('what an adapter reads with is the source’s configuration, and its secret', async () => {
  const admission = await admit(
    deps({ text: 's3cret' }),
    adapter(() => ({ isGenuine: true })),
    SOURCE,
    doorRequest({}),
  )
  expect(admission).toEqual({
    context: { defaultSeverity: 'high', map: { title: 'body.a' }, options: { layer: 'business' }, secret: 's3cret' },
  })
  expect(await admit(deps('none'), json, aSource('b'), doorRequest({}))).toEqual({
    context: { defaultSeverity: 'high' },
  })
})

test('a wrong proof is refused in the adapter’s words', async () => {
  const request = doorRequest({}, { headers: { 'x-tocsin-secret': 'wrong' } })
  expect(await admit(deps({ text: 'right' }), json, SOURCE, request)).toMatchObject({ reply: { status: 401 } })
})

test('a secret that cannot be decrypted lets nobody in, and sends senders away to come back', async () => {
  expect(await admit(deps('unreadable'), json, SOURCE, doorRequest({}))).toMatchObject({
    reply: { status: 503 },
    problem: expect.stringContaining('enter it again'),
  })
})

test('what has to be fetched to tell is fetched, and nobody is let in without it', async () => {
  const wanted = adapter(() =>
    ask((text) => (text === 'good' ? { isGenuine: true } : { refusal: json.busy(), problem: 'bad' })),
  )
  expect(await admit(deps('none', ['good']), wanted, SOURCE, doorRequest({}))).toHaveProperty('context')
  expect(await admit(deps('none', ['other']), wanted, SOURCE, doorRequest({}))).toMatchObject({ problem: 'bad' })
  expect(await admit(deps('none'), wanted, SOURCE, doorRequest({}))).toMatchObject({
    reply: { status: 503 },
    problem: 'out of reach',
  })
})

test('a proof without end ends', async () => {
  const again = (): Verdict => ask(again)
  const admission = await admit(
    deps(
      'none',
      Array.from({ length: 9 }, () => 'x'),
    ),
    adapter(again),
    SOURCE,
    doorRequest({}),
  )
  expect(admission).toMatchObject({ reply: { status: 503 } })
})
