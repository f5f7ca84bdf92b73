import { aDirectory, aPolicy, aStep } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

async function declare(server: TestServer): Promise<string> {
  const declared = await server
    .as('ana')
    .post('/incidents', { title: 'Slow', severity: 'high', scope: 'company_wide', services: ['api'] })
  expect(declared.status, declared.text).toBe(201)
  await settled(server.database)
  return declared.body.id
}

const tryOn = (server: TestServer, body: object) => server.as('ana').post('/escalation/criteria/try', body)

describeOnServer('embedded', 'criteria on trial', (start) => {
  test('a criterion that a policy does not have tells when and why it would have come true, and nothing is written', async () => {
    const server = await start(aDirectory({ policies: [aPolicy([aStep('0m', 'ana'), aStep('30m', 'bob')])] }))
    const id = await declare(server)
    await server.as('ana').post(`/incidents/${id}/progress`, { needs: 'vendor' })
    await settled(server.database)
    const before = (await server.as('ana').get(`/incidents/${id}/facts?limit=200`)).body.items
    const asked = await tryOn(server, { criteria: 'standard', incident: id })
    expect(asked.status, asked.text).toBe(200)
    expect(asked.body.incident).toMatchObject({ id, title: 'Slow' })
    const said = before.find(({ type }: { type: string }) => type === 'ProgressReported')
    const byId = new Map(asked.body.items.map((item: { id: string }) => [item.id, item]))
    expect(byId.get('l3-or-vendor')).toMatchObject({
      ...{ outcome: 'met', at: said.at, trigger: 'ProgressReported', raises_to: 'L3', really_at: null },
      ...{ problem: null, evidence: { minutes: '0', needs: 'vendor' } },
    })
    expect(byId.get('no-cause')).toMatchObject({ outcome: 'not_asked', at: null })
    expect((await server.as('ana').get(`/incidents/${id}/facts?limit=200`)).body.items).toEqual(before)
  })

  test('without an incident expressions are checked, and what is wrong is said where', async () => {
    const criteria = [
      { id: 'right', to: 'L2', when: 'priority == "P1"' },
      { id: 'wrong', to: 'L2', when: 'priority = "P1"' },
      { id: 'number', to: 'L2', when: 'minutes' },
    ]
    const { body } = await tryOn(await start(), { criteria })
    expect(body.incident).toBeNull()
    expect(body.items[0]).toMatchObject({ problem: null, outcome: null })
    expect(body.items[1].problem).toEqual(expect.any(String))
    expect(body.items[2].problem).toContain('true or false')
  })

  test('a time that is none, and an incident that is not there, are refused', async () => {
    const server = await start()
    const bad = await tryOn(server, { criteria: [{ id: 'x', to: 'L2', after: 'soon' }] })
    expect(bad.status).toBe(400)
    expect(bad.text).toContain('criterion 1, after: ')
    expect((await tryOn(server, { criteria: 'standard', incident: 'INC-2020-000009' })).status).toBe(404)
  })

  test('about an instant those that paged somebody stand with those that did not', async () => {
    const server = await start(aDirectory({ policies: [aPolicy([aStep('0m', 'ana'), aStep('30m', 'bob')])] }))
    const id = await declare(server)
    const about = async (query: string) => (await server.as('ana').get(`/escalation/paged?${query}`)).body
    const ana = await about('user=ana')
    expect(ana).toMatchObject({ user: { id: 'ana' }, is_cut: false, items: [{ id, title: 'Slow', pages: 1 }] })
    expect(ana.items[0].last_paged_at).toEqual(ana.items[0].recorded_at)
    expect((await about('user=bob@example.com')).items).toMatchObject([{ id, pages: 0, last_paged_at: null }])
    expect((await about('user=ana&at=2020-01-01T00:00:00Z')).items).toEqual([])
    expect((await server.as('ana').get('/escalation/paged?user=nobody')).body.error.code).toBe('user_not_found')
  })
})
