// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how the file names variables.
import { readFileSync } from 'node:fs'
import { assert } from '@tocsin/core/kernel/assert.ts'
import { expect, test } from 'vitest'
import { toConfiguration } from './desired-configuration.ts'
import { formatProblem } from './file-problem.ts'
import { readFile } from './read-file.ts'

const EXAMPLE = readFileSync(new URL('../../../../../../docs/examples/tocsin.yaml', import.meta.url), 'utf8')
const SECRETS = {
  ANA_PASSWORD: 'correct horse battery',
  AM_KEY: 'am-key-0123456789',
  PD_KEY: 'pd-key-0123456789',
  JSON_KEY: 'json-key-0123456789',
  BEAT_KEY: 'beat-key-0123456789',
  CI_KEY: 'ci-key-0123456789',
}

/** All problems of a text, as they are printed; a text without `version` gets one. */
function problemsOf(text: string, environment = {}): string[] {
  const whole = text.startsWith('version') ? text : `version: 1\n${text}`
  const file = readFile({ name: 'tocsin.yaml', text: whole, environment })
  if ('problems' in file) return file.problems.map(formatProblem)
  const desired = toConfiguration(file.form)
  return 'problems' in desired ? desired.problems.map(file.locate).map(formatProblem) : []
}

test('the complete example is read, with secrets out of the environment', () => {
  const file = readFile({ name: 'tocsin.yaml', text: EXAMPLE, environment: SECRETS })
  assert('form' in file, JSON.stringify(file))
  expect(file.form.sources.map(({ key }) => key)).toEqual([
    'am-key-0123456789',
    'pd-key-0123456789',
    'json-key-0123456789',
    'beat-key-0123456789',
  ])
  expect(file.form.policies[0]).toMatchObject({ repeat: 2, repeat_after: 300_000 })
  expect(file.form.sources[3]).toMatchObject({ every: 3_600_000, grace: 600_000 })
  expect(file.form.schedules[0]?.layers[0]).toMatchObject({ every: { count: 1, unit: 'week' }, start: '2026-01-05' })
})

test('a variable that is not set is an error at its place', () => {
  const { CI_KEY: _, ...others } = SECRETS
  const text = EXAMPLE.slice(EXAMPLE.indexOf('version: 1'))
  expect(problemsOf(text, others)).toEqual(['tocsin.yaml:37:22: api_keys[0].key: the variable CI_KEY is not set.'])
  expect(problemsOf(text, { ...others, CI_KYE: 'x' })[0]).toContain('Did you mean "CI_KYE"?')
})

test('a variable cannot add structure, whatever it holds', () => {
  const file = readFile({
    name: 'f',
    text: 'version: 1\nteams:\n  - { id: a, name: ${NAME} }\n',
    environment: { NAME: 'x }\n  - { id: b' },
  })
  assert('form' in file, JSON.stringify(file))
  expect(file.form.teams).toEqual([{ id: 'a', name: 'x }\n  - { id: b', members: [] }])
})

test('defaults stand in for variables that are missing or empty, and an escape is taken as it is', () => {
  const text = 'version: 1\nservices:\n  - { id: a, name: "${A:-one}${B:-two}", description: "$${C} and $${ and $D" }\n'
  const file = readFile({ name: 'f', text, environment: { B: '' } })
  assert('form' in file, JSON.stringify(file))
  expect(file.form.services[0]).toMatchObject({ name: 'onetwo', description: '${C} and ${ and $D' })
})

test('variables in comments are not asked for', () => {
  expect(problemsOf('# ${NOBODY_SET_THIS}\nteams: []\n')).toEqual([])
})

test('what a variable held is not shown in errors', () => {
  const [problem] = problemsOf('users:\n  - { email: a@example.com, role: "${ROLE}" }\n', { ROLE: 'adminn' })
  expect(problem).toContain('expected one of')
  const [duration] = problemsOf(
    'policies:\n  - { id: p, repeat_after: "${SPAN}", steps: [{ page: [{ team: a }] }] }\n',
    { SPAN: 'tomorrow' },
  )
  expect(duration).toContain('"${SPAN}" is no duration')
})

const GOLDEN: [title: string, text: string, problems: string[]][] = [
  ['an unknown section', 'teems: []\n', ['tocsin.yaml:2:1: teems: is no field here. Did you mean "teams"?']],
  [
    'an unknown field in a thing',
    'services:\n  - id: a\n    polcy: b\n',
    ['tocsin.yaml:3:5: services[0].polcy: is no field here. Did you mean "policy"?'.replace(':3:', ':4:')],
  ],
  [
    'a missing field',
    'users:\n  - name: Ana\n',
    ['tocsin.yaml:3:5: users[0].email: is missing, for example "ana@example.com"'],
  ],
  [
    'a wrong role',
    'users:\n  - email: ana@example.com\n    role: admn\n',
    [
      'tocsin.yaml:4:11: users[0].role: expected one of viewer, reporter, responder, manager, admin. Did you mean "admin"?',
    ],
  ],
  [
    'a duration without a unit',
    'sources:\n  - { id: b, system: heartbeat, every: "5" }\n',
    ['tocsin.yaml:3:40: sources[0].every: "5" lacks a unit: write for example "5m" or "5s"'],
  ],
  [
    'a number where a text belongs',
    'users:\n  - { email: ana@example.com, password: 12345678 }\n',
    ['tocsin.yaml:3:41: users[0].password: expected a password; write it in quotes'],
  ],
  [
    'a zone that does not exist',
    'schedules:\n  - id: s\n    layers:\n      - { zone: Asia/Tokio, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05, people: [a@example.com] }\n',
    ['tocsin.yaml:5:17: schedules[0].layers[0].zone: expected a time zone by its IANA name, for example "Asia/Tokyo"'],
  ],
  [
    'a rotation and a handoff that are none',
    'schedules:\n  - id: s\n    layers:\n      - { zone: UTC, every: weekly, handoff: Monday, start: 2026-01-05, people: [a@example.com] }\n',
    [
      'tocsin.yaml:5:29: schedules[0].layers[0].every: "weekly" is no rotation: give a number and hours, days, weeks or months, for example "1 week" or "12 hours"',
      'tocsin.yaml:5:46: schedules[0].layers[0].handoff: "Monday" is no handoff: give a time, with a weekday or a day of the month before it, for example "Mon 09:00", "09:00" or "1 09:00"',
    ],
  ],
  [
    'two targets in one',
    'policies:\n  - id: p\n    steps:\n      - page: [{ schedule: a, team: b }]\n',
    [
      'tocsin.yaml:5:16: policies[0].steps[0].page[0]: expected exactly one of schedule, user, team, policy, vendor and channel',
    ],
  ],
  [
    'the same id twice',
    'teams:\n  - { id: a }\n  - { id: a }\n',
    ['tocsin.yaml:4:11: teams[1].id: is the same as teams[0].id.'],
  ],
  [
    'the same address in another case',
    'users:\n  - { email: ana@example.com }\n  - { email: Ana@Example.com }\n',
    ['tocsin.yaml:4:14: users[1].email: is the same as users[0].email.'],
  ],
  [
    'a channel that nobody knows',
    'channels:\n  emial: { url: "smtp://localhost", from: a@example.com }\n',
    ['tocsin.yaml:3:10: channels.emial: there is no channel "emial". Did you mean "email"?'],
  ],
  [
    'a field that a channel lacks, and one too many',
    'channels:\n  email: { url: "smtp://localhost", form: a@example.com }\n',
    [
      'tocsin.yaml:3:10: channels.email.from: is missing',
      'tocsin.yaml:3:43: channels.email.form: is no field of the channel email',
    ],
  ],
  [
    'another version',
    'version: 2\n',
    ['tocsin.yaml:1:10: version: expected 1, the only version that there is, for example 1'],
  ],
  [
    'broken YAML',
    'teams:\n  - { id: a, name: [b }\n',
    [
      'tocsin.yaml:3:23: Flow sequence in block collection must be sufficiently indented and end with a ]',
      'tocsin.yaml:3:24: Flow map in block collection must be sufficiently indented and end with a }',
    ],
  ],
  ['the same field twice', 'teams:\n  - id: a\n    id: b\n', ['tocsin.yaml:4:5: Map keys must be unique']],
  [
    'something that is no variable',
    'teams:\n  - { id: a, name: "${1a}" }\n',
    [
      'tocsin.yaml:3:20: teams[0].name: "${1a}" is no variable: expected ${NAME} or ${NAME:-default}. Write $${ for ${ itself.',
    ],
  ],
]

test.each(GOLDEN)('%s is told with its place, what is wrong and what would do', (_, text, problems) => {
  expect(problemsOf(text)).toEqual(problems)
})

test('a file without a version says so', () => {
  const file = readFile({ name: 'f', text: 'teams: []\n', environment: {} })
  expect('problems' in file && file.problems.map(formatProblem)).toEqual(['f:1:1: version: is missing, for example 1'])
})

test('sections with nothing in them are empty, and so is an empty file but for its version', () => {
  expect(problemsOf('teams:\nusers:\n')).toEqual([])
  expect(problemsOf('version: 1')).toEqual([])
})

test('a file that is no mapping, is huge, or is a bomb of aliases is refused', () => {
  expect(problemsOf('version: 1\n---\nversion: 1\n')).toHaveLength(1)
  const list = readFile({ name: 'f', text: '- a\n- b\n', environment: {} })
  expect(list).toHaveProperty('problems')
  expect(problemsOf(`# ${'x'.repeat(3 * 1024 * 1024)}`)[0]).toContain('more than')
  const bomb = `version: 1\na: &a [x, x, x, x, x, x, x, x, x]\n${Array.from(
    { length: 8 },
    (_, level) => `${'bcdefghi'[level]}: &${'bcdefghi'[level]} [${`*${'abcdefgh'[level]}, `.repeat(9)}]`,
  ).join('\n')}\n`
  expect(problemsOf(bomb)[0]).toContain('Excessive alias count')
})

test('anchors and merge keys are understood', () => {
  const text = [
    'version: 1',
    'schedules:',
    '  - id: one',
    '    layers:',
    '      - &week { zone: UTC, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05, people: [a@example.com] }',
    '  - id: two',
    '    layers:',
    '      - { <<: *week, name: Second }',
  ].join('\n')
  const file = readFile({ name: 'f', text, environment: {} })
  assert('form' in file, JSON.stringify(file))
  expect(file.form.schedules[1]?.layers[0]).toMatchObject({ zone: 'UTC', name: 'Second' })
})
