import { aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnServer } from './testing/on-server.ts'

const DIRECTORY = aDirectory({
  users: [aUser('ana'), aUser('vic', { role: 'viewer' }), aUser('root', { role: 'admin' })],
})
const ON = {
  ...DIRECTORY,
  settings: {
    ...DIRECTORY.settings,
    incidentChannels: {
      ...{ enabled: true, priorities: [], name: '{{ incident.id }}', private: false, language: 'en' as const },
      ...{ archive_after_hours: 24, note_emoji: ['pushpin'] },
    },
    bridges: {
      link: 'https://meet.example.com/{{ incident.id }}-{{ random }}',
      priorities: ['P2' as const],
      services: {},
    },
  },
}

describeOnServer('embedded', 'channel and call of an incident, by the API', (start) => {
  test('a rule sets the call, people replace and remove it, and whoever may not respond may not', async () => {
    const server = await start(ON)
    await server.receive('monitor', [{ title: 'Disk', severity: 'high' }])
    const [{ id }] = (await server.as('ana').get('/incidents')).body.items
    const path = `/incidents/${id}`
    const shown = (await server.as('ana').get(path)).body
    expect(shown.bridge).toMatch(new RegExp(`^https://meet\\.example\\.com/${id}-[\\w-]{16}$`))
    expect(shown.actions).toMatchObject({ set_bridge: { allowed: true }, remove_bridge: { allowed: true } })
    expect((await server.as('vic').post(`${path}/bridge`, {})).status).toBe(403)
    const replaced = await server.as('ana').post(`${path}/bridge`, { url: 'https://zoom.example.com/j/1' })
    expect(replaced.body.incident.bridge).toBe('https://zoom.example.com/j/1')
    expect((await server.as('ana').post(`${path}/bridge`, { url: 'javascript:alert(1)' })).status).toBe(400)
    expect((await server.as('ana').post(`${path}/bridge/remove`, {})).body.incident.bridge).toBeNull()
    expect((await server.as('ana').get(path)).body.actions.remove_bridge).toMatchObject({ allowed: false })
  })

  test('a channel is asked for once where channels are on, and refused where they are off', async () => {
    const server = await start(ON)
    await server.receive('monitor', [{ title: 'Disk' }])
    const [{ id }] = (await server.as('ana').get('/incidents')).body.items
    const asked = await server.as('ana').post(`/incidents/${id}/channel`)
    expect(asked.body.incident.channel).toEqual({ name: null, url: null })
    expect((await server.as('ana').post(`/incidents/${id}/channel`)).body.because).toBe('no_change')
    const off = await start(DIRECTORY)
    await off.receive('monitor', [{ title: 'Disk' }])
    const refused = await off.as('ana').post(`/incidents/${id}/channel`)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'incident_channels_off'])
    expect((await off.as('ana').get(`/incidents/${id}`)).body).toMatchObject({ channel: null })
  })
})
