import { expect, test } from 'vitest'
import { startConfigurationServer } from '../../shell/config/testing/configuration-server.ts'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'

const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`

const file = (webhook: string) => `version: 1
teams:
  - { id: payments }
services:
  - { id: payment-api, team: payments }
webhooks:
  - { id: tickets, url: "https://tickets.example.com/hook", ${webhook} }
`

describeOnEngine('embedded', 'webhooks of the configuration file', (open) => {
  const begin = async () => {
    const server = await startConfigurationServer(await open())
    const admin = server.as('admin')
    const apply = async (text: string) => (await admin.post('/configuration/apply', { file: text })).body
    return { server, admin, apply }
  }

  test('the file says what they are, again and again, and nobody else changes them', async () => {
    const { server, admin, apply } = await begin()
    const text = file(`events: [incident.opened], services: [payment-api], teams: [payments], secret: "${SECRET}"`)
    expect(await apply(text)).toMatchObject({ problems: [] })
    const { body } = await admin.get('/webhooks/tickets')
    expect(body).toMatchObject({
      ...{ name: 'tickets', owned_by: 'file', events: ['incident.opened'], services: ['payment-api'], active: true },
    })
    expect(await apply(text)).toMatchObject({ problems: [], changes: [] })
    expect(await admin.delete('/webhooks/tickets')).toMatchObject({ code: 'owned_by_file' })
    await server.app.close()
  })

  test('without a secret in the file one is made, and a new one is shown to whoever asks for it', async () => {
    const { server, admin, apply } = await begin()
    expect(await apply(file('active: true'))).toMatchObject({ problems: [] })
    expect((await admin.post('/webhooks/tickets/rotate-secret')).body.secret).toMatch(/^whsec_/)
    expect(await apply(file('active: true'))).toMatchObject({ problems: [], changes: [] })
    await server.app.close()
  })

  test('what it names has to be there, and stays while a webhook names it', async () => {
    const { server, admin, apply } = await begin()
    const { problems } = await apply(file('teams: [payment]'))
    expect(JSON.stringify(problems)).toContain('there is no team \\"payment\\". Did you mean \\"payments\\"?')
    await admin.post('/teams', { id: 'ops', name: 'Ops', members: [] })
    await admin.post('/webhooks', { id: 'chat', url: 'https://chat.example.com/hook', teams: ['ops'] })
    const refused = await admin.delete('/teams/ops')
    expect(refused.code).toBe('still_used')
    expect(JSON.stringify(refused.body)).toContain('is used by the webhook chat')
    await server.app.close()
  })
})
