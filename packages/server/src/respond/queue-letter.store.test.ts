import type { MessageToPerson } from '@tocsin/core/kernel/decision.ts'
import { ANA, aContact, aDirectory, aRule, aUser, BOB } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../shell/engine/testing/engine-bench.ts'
import { transact } from '../shell/engine/transact.ts'
import { type LetterLanguage, type LetterOrder, queueLetter } from './queue-letter.ts'
import { createReporter } from './report-attempts.ts'
import { createSendLoop, type Deliver } from './send-loop.ts'

const PEOPLE = aDirectory({
  users: [
    aUser('ana', {
      locale: 'ja-JP',
      zone: 'Asia/Tokyo',
      contacts: [aContact('mail', { to: 'ana@example.com' }), aContact('ntfy')],
      rules: [aRule('0m', 'mail'), aRule('5m', 'mail', 'low'), aRule('0m', 'ntfy', 'low')],
    }),
    aUser('bob', { isActive: false }),
  ],
})
const WORDS: Record<LetterLanguage, string> = { en: 'Your shift moved', ja: 'シフトが変わりました' }
const order = (changes: Partial<LetterOrder> = {}): LetterOrder => ({
  ...{ key: 'shift-moved/1/ana', to: ANA, view: '/on-call' },
  words: (language, zone) => ({ subject: WORDS[language], lines: [zone] }),
  ...changes,
})

describeOnEachEngine('letters', (open) => {
  const begin = async () => {
    const bench = await openEngineBench(await open(), PEOPLE)
    const sent: MessageToPerson[] = []
    const deliver: Deliver = async (message) => {
      sent.push(message)
      return { handedOver: true, isDelivered: false }
    }
    const room = { sendClass: 'digest' as const, concurrencyMax: 3, channelMax: 3 }
    const loop = createSendLoop(bench.deps, room, 'node 1', deliver, createReporter(bench.deps))
    return {
      ...{ ...bench, sent },
      queue: (changes?: Partial<LetterOrder>) => transact(bench.deps, (unit) => queueLetter(unit, order(changes))),
      async send() {
        await loop.round()
        await loop.drained()
      },
    }
  }

  test('a letter goes in the language and on the way that its reader chose for what is not urgent', async () => {
    const { queue, send, sent, rows } = await begin()
    expect(await queue()).toBe(true)
    await send()
    expect(sent).toMatchObject([
      {
        kind: 'letter',
        subject: 'シフトが変わりました',
        lines: ['Asia/Tokyo'],
        target: { channel: 'ntfy' },
        view: '/on-call',
      },
    ])
    expect(await rows('outbox')).toMatchObject([{ state: 'done', incident_id: null }])
  })

  test('the same letter is sent once, whoever writes it again and when', async () => {
    const { queue, send, sent } = await begin()
    await queue()
    await send()
    await queue()
    await send()
    expect(sent).toHaveLength(1)
  })

  test('nobody writes to who is gone', async () => {
    const { queue, rows } = await begin()
    expect(await queue({ to: BOB })).toBe(false)
    expect(await queue({ to: 'nobody' as never })).toBe(false)
    expect(await rows('outbox')).toEqual([])
  })
})
