/** Switches off a webhook whose receiver does not take anything any more, and tells the admins: events that nobody gets pile up. */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import { changeConfiguration } from '../../shell/config/change-configuration.ts'
import type { ConfigKind } from '../../shell/config/config-kind.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { noteDisabled } from './webhook-health.queries.ts'

export type DisabledBecause = 'failing_for_days' | 'gone'

interface Switched {
  name: string
  url: string
  is_active: boolean
}

/** Switches a webhook of a kind off and tells the admins why; `key`: as its health names it. */
export type Disable = <Row extends Switched>(
  of: { kind: ConfigKind<Row>; key: string },
  id: string,
  because: DisabledBecause,
) => Promise<void>

interface NoticeOrder {
  key: string
  to: UserId
  view: string
  words(language: 'en' | 'ja'): { subject: string; lines: string[] }
}

export interface DisableDeps {
  db: Kysely<Schema>
  engine: EngineDeps
  /** Queues a letter in the transaction of the unit. */
  write(unit: UnitOfWork, order: NoticeOrder): Promise<boolean>
  /** The next commit is to know of it. */
  refresh(): Promise<void>
}

const OUTBOX: Actor = { kind: 'system', part: 'outbox' }

export function createDisable({ db, engine, write, refresh }: DisableDeps): Disable {
  return async ({ kind, key: health }, id, because) => {
    const at = engine.clock.now()
    const outcome = await changeConfiguration(db, { actor: OUTBOX, at }, async (editor) => {
      const row = await kind.find(editor.db, id)
      if (!row?.is_active) return undefined
      // Also where the file owns it: it says so again, and it is on again, when it is next applied.
      await editor.put(kind, { ...row, is_active: false }, { isShared: true })
      await noteDisabled(editor.db, health, at, because)
      return row
    })
    if ('rejected' in outcome || !outcome.result) return
    const webhook = outcome.result
    await refresh()
    await transact(engine, async (unit) => {
      for (const { id: to, role } of unit.directory.users.values()) {
        if (role !== 'admin') continue
        const key = `webhook-off/${health}/${at}/${to}`
        await write(unit, {
          key,
          to,
          view: '/settings/webhooks',
          words: (language) => WORDS[language](webhook, because),
        })
      }
    })
  }
}

const WORDS = {
  en: ({ name, url }: Switched, because: DisabledBecause) => ({
    subject: `The webhook “${name}” was switched off`,
    lines: [
      because === 'gone'
        ? `Its receiver at ${originOf(url)} answered 410 Gone: it wants no more events.`
        : `Its receiver at ${originOf(url)} has taken nothing for five days.`,
      'What happens from now on is not kept for it. Once the receiver works again, switch the webhook on under Settings, Webhooks, and repeat there what failed.',
    ],
  }),
  ja: ({ name, url }: Switched, because: DisabledBecause) => ({
    subject: `Webhook「${name}」を停止しました`,
    lines: [
      because === 'gone'
        ? `受信側（${originOf(url)}）が 410 Gone を返しました。今後のイベントは不要という意味です。`
        : `受信側（${originOf(url)}）が5日間、何も受け取っていません。`,
      'これ以降のイベントは保存されません。受信側が復旧したら、設定の「Webhook」で有効に戻し、失敗した配信を再送してください。',
    ],
  }),
}

/** Paths of webhooks are often secret. */
function originOf(url: string): string {
  return URL.parse(url)?.origin ?? url
}
