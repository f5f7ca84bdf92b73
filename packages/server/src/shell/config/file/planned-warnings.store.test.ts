import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeOnEngine } from '../../database/testing/database-harness.ts'
import { type Caller, startConfigurationServer } from '../testing/configuration-server.ts'

/** The server's clock stands at 2026-01-06 00:00 UTC. */
const [FEBRUARY, MARCH] = ['2026-02-02T09:00:00.000Z', '2026-03-02T09:00:00.000Z']

const file = (person: string, more = '') => `version: 1
users:
  - { email: ana@example.com, role: admin }
  - { email: ben@example.com }
  - { email: cem@example.com }
  - { email: dia@example.com }
schedules:
  - id: main
    layers: [{ zone: UTC, every: 1 day, handoff: "09:00", start: 2026-01-05, people: [${person}@example.com, dia@example.com] }]
    keep_current: false
${more}`

describeOnEngine('embedded', 'what is planned beside the file', (open) => {
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let admin: Caller
  beforeEach(async () => {
    server = await startConfigurationServer(await open())
    admin = server.as('admin')
    await apply(file('ana'))
  })
  afterEach(() => server.app.close())

  async function apply(text: string, plan = false) {
    const { body } = await admin.post('/configuration/apply', { file: text, plan })
    expect(body.problems).toEqual([])
    return {
      changes: body.changes.length as number,
      warnings: body.warnings.map(({ line, path, problem }: Record<string, unknown>) => `${line} ${path} ${problem}`),
    }
  }

  const changedAt = async () => (await admin.get('/schedules/main')).body.changed_at

  test('an edit that was planned and is taken out of the file begins all the same, and each time that is said', async () => {
    expect((await apply(file('ben', `    effective_from: ${FEBRUARY}\n`))).warnings).toEqual([])
    const warnings = [
      `9 schedules[0].layers are not all that is planned: other layers of main begin at ${FEBRUARY} all the same. Write later: replace beside these to take that back; what was planned is dropped then.`,
    ]
    expect(await apply(file('ana'), true)).toEqual({ changes: 0, warnings })
    expect(await apply(file('ana'))).toEqual({ changes: 0, warnings })
    expect(await changedAt()).toEqual([FEBRUARY])
    const replaced = file('ana', '    later: replace\n')
    expect((await apply(replaced, true)).warnings).toEqual([])
    await apply(replaced)
    expect(await changedAt()).not.toContain(FEBRUARY)
    expect(await apply(replaced)).toEqual({ changes: 0, warnings: [] })
  })

  test('one that the file says otherwise for a later instant begins before it, and that is said', async () => {
    await apply(file('ben', `    effective_from: ${FEBRUARY}\n`))
    const { warnings } = await apply(file('cem', `    effective_from: ${MARCH}\n`))
    expect(warnings).toEqual([
      expect.stringContaining(
        `other layers of main begin at ${FEBRUARY} all the same, until these begin at ${MARCH}. To take that back`,
      ),
    ])
    // What stands there helps.
    await apply(file('ana', '    later: replace\n'))
    expect((await apply(file('cem', `    effective_from: ${MARCH}\n`))).warnings).toEqual([])
    expect((await changedAt()).at(-1)).toBe(MARCH)
    expect(await changedAt()).not.toContain(FEBRUARY)
  })

  test('layers that are planned do not begin at once because the file has no instant for them any more', async () => {
    await apply(file('ben', `    effective_from: ${FEBRUARY}\n`))
    const { warnings } = await apply(file('ben'))
    expect(warnings).toEqual([expect.stringContaining(`of main are planned and begin at ${FEBRUARY}, not at once.`)])
    expect((await apply(file('ben', '    effective_from: 2026-01-01T00:00:00Z\n'))).warnings).toEqual([])
    expect(await changedAt()).toEqual(['2026-01-06T00:00:00.000Z'])
  })
})
