import { slackChannel } from '@tocsin/adapters/out/slack/send.ts'
import { smsChannel } from '@tocsin/adapters/out/telephone/sms.ts'
import type { ButtonsNotice } from '@tocsin/core/kernel/decision.ts'
import { aContact, aDirectory, aPolicy, aRule, aStep, aUser } from '@tocsin/core/testing/directory.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeOnServer } from '../shell/app/testing/on-server.ts'
import { settled } from '../shell/app/testing/start-test-server.ts'
import { createEditButtons } from './edit-buttons.ts'

const users = ['ana', 'bob'].map((id) =>
  aUser(id, {
    role: 'admin',
    contacts: [aContact('sms', { to: '+4917012345678' }), aContact('slack', { to: `U0000${id.toUpperCase()}` })],
    rules: [aRule('0m', 'sms'), aRule('0m', 'slack')],
  }),
)
const DIRECTORY = aDirectory({ users, policies: [aPolicy([aStep('0m', 'ana', 'bob')])] })

describeOnServer('embedded', 'buttons of delivered messages', (start) => {
  test('acknowledging in the console edits every message with buttons, the own one as well', async () => {
    let refs = 0
    const deliver = async () => ({ handedOver: true, isDelivered: true, providerRef: `D1 ${++refs}.1` }) as const
    const server = await start(DIRECTORY, { deliver })
    const edited: string[] = []
    const slack: typeof slackChannel = {
      ...slackChannel,
      configSchema: { safeParse: () => ({ success: true, data: {} }) } as never,
      edit: async (_net, _config, { contact, ref, message }) => {
        edited.push(`${contact.to} ${message.subject.split(':')[0]} ${/^D1 \d+\.1$/.test(ref)}`)
        return undefined
      },
    }
    const edit = createEditButtons({
      ...{ db: server.database.kysely, net: {} as never, links: () => [] },
      channels: new Map([
        ['slack', slack],
        ['sms', smsChannel as never],
      ]),
      channelConfig: async () => ({}),
      directory: () => server.deps.directory.latest(),
      now: () => server.deps.clock.now(),
    })
    const declared = { title: 'Slow', severity: 'high', scope: 'company_wide', services: ['api'] }
    const { body } = await server.as('ana').post('/incidents', declared)
    await settled(server.database)
    await server.as('ana').post(`/incidents/${body.id}/acknowledge`)
    await settled(server.database)
    const { rows } = await sql<{
      message: ButtonsNotice
    }>`select message from outbox where key like 'buttons/%'`.execute(server.database.kysely)
    expect(rows).toHaveLength(1)
    for (const { message } of rows) expect(await edit(message)).toBeUndefined()
    expect(edited.sort()).toEqual([
      expect.stringMatching(/^U0000ANA .* true$/),
      expect.stringMatching(/^U0000BOB .* true$/),
    ])
  })
})
