import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { createChance } from './chance.ts'
import { createMailbox } from './mailbox.ts'

function openMailbox(arePhonesDown = false) {
  const slept: number[] = []
  const clock = {
    now: () => 0 as Instant,
    sleep: async (ms: number) => {
      slept.push(ms)
    },
  }
  const box = createMailbox({ clock, chance: createChance('test'), arePhonesDown: () => arePhonesDown })
  const mailTo = (to: string) =>
    box.sendMail(
      { url: 'smtp://mail.example.com', timeoutMs: 1_000 },
      { from: 'a@example.com', to, subject: '', text: '', html: '', messageId: '<1>', headers: {} },
    )
  const post = (url: string) => box.fetch({ method: 'POST', url, headers: {}, timeoutMs: 1_000 })
  return { mailTo, post, slept }
}

test('messages to people of the demo are taken, after as long as a provider takes', async () => {
  const { mailTo, post, slept } = openMailbox()
  expect(await mailTo('mira@kiteline.example')).toEqual({ accepted: true, response: expect.stringContaining('demo') })
  expect(await post('https://push.kiteline.example/mira')).toMatchObject({ status: 200 })
  expect(slept.every((ms) => ms >= 90 && ms <= 1_400)).toBe(true)
  expect(slept).toHaveLength(2)
})

test('nothing goes to anybody else, and the answer says why', async () => {
  const { mailTo, post } = openMailbox()
  expect(await mailTo('me@example.com')).toEqual({
    rejected: { code: 550, response: expect.stringContaining('this is the demo') },
  })
  for (const url of ['https://example.com/hook', 'http://127.0.0.1:1/', 'https://push.kiteline.example.evil.example/'])
    expect(await post(url)).toEqual({ error: 'forbidden', cause: expect.stringContaining('nothing leaves it') })
})

test('the phones of the demo can be out of reach', async () => {
  expect(await openMailbox(true).post('https://push.kiteline.example/mira')).toMatchObject({ status: 503 })
})
