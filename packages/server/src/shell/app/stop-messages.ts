/** What follows when somebody wants no more text messages: they are paged there no longer, and told so another way. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import { stopContacts } from '../../people/stopped-contacts.ts'
import { queueLetter } from '../../respond/queue-letter.ts'
import type { Schema } from '../database/schema.ts'
import type { EngineDeps } from '../engine/deps.ts'
import { transact } from '../engine/transact.ts'

export interface StopDeps {
  db: Kysely<Schema>
  engine: EngineDeps
  refresh(): Promise<void>
}

const WORDS = {
  en: (address: string) => ({
    subject: `You are no longer paged at ${address}`,
    lines: [
      `${address} asked for no more messages (STOP), so that pages do not go there any more. Your other contacts are used as before.`,
      'To be paged there again, send START to the number that the messages came from, and verify the contact anew under Account.',
    ],
  }),
  ja: (address: string) => ({
    subject: `${address} への呼び出しは停止しました`,
    lines: [
      `${address} から配信停止（STOP）の連絡があったため、この番号への呼び出しを停止しました。ほかの連絡先はこれまでどおり使われます。`,
      '再開するには、メッセージの送信元の番号に START と送り、アカウント画面で連絡先をもう一度確認してください。',
    ],
  }),
}

export async function stopMessages({ db, engine, refresh }: StopDeps, channel: string, address: string): Promise<void> {
  const at = engine.clock.now()
  const owners = await stopContacts(db, { channel, address, at })
  if (owners.length === 0) return
  await refresh()
  await transact(engine, async (unit) => {
    for (const owner of owners) {
      const key = `stopped/${channel}/${address}/${owner}/${at}`
      await queueLetter(unit, {
        key,
        to: owner as UserId,
        view: '/account',
        words: (language) => WORDS[language](address),
      })
    }
  })
}
