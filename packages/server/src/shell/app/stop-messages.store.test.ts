import type { ContactId } from '@tocsin/core/kernel/brand.ts'
import { aContact, aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { addressKey, findAddressStates } from '../../people/address-states.ts'
import { resumeMessages, stopMessages } from './stop-messages.ts'
import { describeOnServer } from './testing/on-server.ts'
import { settled } from './testing/start-test-server.ts'

const NUMBER = '+491701234567'
const sms = aContact('sms', { channel: 'sms', to: NUMBER })
const mail = (to: string) => aContact('mail', { channel: 'email', to })

describeOnServer('embedded', 'a STOP by text message', (start) => {
  test('ends the contact of everybody who shares the number, keeps its rules, and tells them another way, once', async () => {
    const server = await start(
      aDirectory({
        users: [
          aUser('ana', {
            contacts: [sms, mail('ana@example.com')],
            rules: [{ urgency: 'high', afterMs: ms('0s'), contact: 'sms' as ContactId }],
          }),
          aUser('bob', { contacts: [sms, mail('bob@example.com')], locale: 'ja' }),
          aUser('carol', { contacts: [aContact('sms', { channel: 'sms', to: '+12025550100' })] }),
        ],
      }),
    )
    const { deps: engine, database } = server
    const stop = () => stopMessages({ db: database.kysely, engine, refresh: async () => {} }, 'sms', NUMBER)
    await stop()
    await stop()
    await settled(database)
    const { rows } = await database.pool.query(
      "select user_id, verified_at is not null as verified from contacts where channel = 'sms' order by user_id",
    )
    expect(rows).toEqual([
      { user_id: 'ana', verified: false },
      { user_id: 'bob', verified: false },
      { user_id: 'carol', verified: true },
    ])
    const rules = await database.pool.query("select contact_id from notification_rules where user_id = 'ana'")
    expect(rules.rows).toEqual([{ contact_id: 'sms' }])
    expect(server.letters.map(({ user, target }) => [user, target.to]).sort()).toEqual([
      ['ana', 'ana@example.com'],
      ['bob', 'bob@example.com'],
    ])
  })

  test('a START gives the contact back to whoever had it, and to nobody who put the number down without showing that it is theirs', async () => {
    const unproven = aContact('sms', { channel: 'sms', to: NUMBER, isVerified: false })
    const server = await start(
      aDirectory({
        users: [
          aUser('ana', { contacts: [sms, mail('ana@example.com')] }),
          aUser('bob', { contacts: [unproven, mail('bob@example.com')] }),
        ],
      }),
    )
    const { deps: engine, database } = server
    const deps = { db: database.kysely, engine, refresh: async () => {} }
    expect(await resumeMessages(deps, 'sms', NUMBER)).toBe(false)
    await stopMessages(deps, 'sms', NUMBER)
    const stateOf = async () => {
      const found = await findAddressStates(database.kysely, [{ channel: 'sms', address: NUMBER }], engine.clock.now())
      return found.get(addressKey({ channel: 'sms', address: NUMBER }))?.optedOutAt ?? null
    }
    expect(await stateOf()).not.toBeNull()
    expect(await resumeMessages(deps, 'sms', NUMBER)).toBe(true)
    expect(await resumeMessages(deps, 'sms', NUMBER)).toBe(false)
    expect(await stateOf()).toBeNull()
    await settled(database)
    const { rows } = await database.pool.query(
      "select user_id, verified_at is not null as verified from contacts where channel = 'sms' order by user_id",
    )
    expect(rows).toEqual([
      { user_id: 'ana', verified: true },
      { user_id: 'bob', verified: false },
    ])
    expect(server.letters.map(({ user, subject }) => [user, subject])).toEqual([
      ['ana', `You are no longer paged at ${NUMBER}`],
      ['ana', `You are paged at ${NUMBER} again`],
    ])
  })
})
