/** What follows when somebody wants no more text messages: they are paged there no longer, and told so another way. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import { resumeContacts, stopContacts } from '../../people/stopped-contacts.ts'
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
      'To be paged there again, send START from that telephone to the number that the messages came from.',
    ],
  }),
  ja: (address: string) => ({
    subject: `${address} への呼び出しは停止しました`,
    lines: [
      `${address} から配信停止（STOP）の連絡があったため、この番号への呼び出しを停止しました。ほかの連絡先はこれまでどおり使われます。`,
      '再開するには、その電話からメッセージの送信元の番号に START と送ってください。',
    ],
  }),
}

const RESUMED = {
  en: (address: string) => ({
    subject: `You are paged at ${address} again`,
    lines: [`${address} asked for messages again (START), so that pages go there as they did before.`],
  }),
  ja: (address: string) => ({
    subject: `${address} への呼び出しを再開しました`,
    lines: [`${address} から配信再開（START）の連絡があったため、この番号への呼び出しを以前のとおり再開しました。`],
  }),
}

/** What follows when they want them again. False where they had not asked for silence. */
export async function resumeMessages(
  { db, engine, refresh }: StopDeps,
  channel: string,
  address: string,
): Promise<boolean> {
  const at = engine.clock.now()
  const owners = await resumeContacts(db, { channel, address, at })
  if (owners.length === 0) return false
  await refresh()
  await tell(engine, owners, { key: `resumed/${channel}/${address}`, words: RESUMED, address })
  return true
}

interface Told {
  key: string
  words: Record<'en' | 'ja', (address: string) => { subject: string; lines: string[] }>
  address: string
}

async function tell(engine: EngineDeps, owners: readonly string[], { key, words, address }: Told): Promise<void> {
  await transact(engine, async (unit) => {
    for (const owner of owners) {
      await queueLetter(unit, {
        key: `${key}/${owner}/${unit.at}`,
        to: owner as UserId,
        view: '/account',
        words: (language) => words[language](address),
      })
    }
  })
}

export async function stopMessages({ db, engine, refresh }: StopDeps, channel: string, address: string): Promise<void> {
  const at = engine.clock.now()
  const owners = await stopContacts(db, { channel, address, at })
  if (owners.length === 0) return
  await refresh()
  await tell(engine, owners, { key: `stopped/${channel}/${address}`, words: WORDS, address })
}
