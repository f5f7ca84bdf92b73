import { assert } from '@tocsin/core/kernel/assert.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import { expect, test } from 'vitest'
import { OPTION_TABLE } from './option-table.ts'
import { describeUnknownFlags, type Environment, type GivenFlags, optionNames, readOptions } from './options.ts'

function optionsFrom(flags: GivenFlags, environment: Environment = {}) {
  const reading = readOptions(flags, environment)
  assert('options' in reading, JSON.stringify(reading))
  return reading.options
}

function problemsOf(flags: GivenFlags, environment: Environment = {}): string[] {
  const reading = readOptions(flags, environment)
  return 'problems' in reading ? reading.problems : []
}

test('without flags and variables the defaults hold', () => {
  const options = optionsFrom({})
  expect(options).toMatchObject({ port: 4000, host: '127.0.0.1', logLevel: 'info', trustedProxies: [] })
  expect(options.dataDir).toMatch(/\/data$/)
  expect(options.retention).toMatchObject({ deliveriesMs: 30 * DAY, changesMs: 365 * DAY })
  expect(options.retention).not.toHaveProperty('incidentsMs')
  expect(options).not.toHaveProperty('databaseUrl')
})

test('the demo has a folder of its own beside the usual one, unless one is named', () => {
  expect(optionsFrom({})).not.toHaveProperty('demo')
  expect(optionsFrom({ demo: true })).toMatchObject({ demo: { spanMs: 56 * DAY } })
  expect(optionsFrom({ demo: true }).dataDir).toMatch(/\/data-demo$/)
  expect(optionsFrom({ demo: '3 days' }, { TOCSIN_DATA: '/srv/tocsin' })).toMatchObject({
    ...{ dataDir: '/srv/tocsin', demo: { spanMs: 3 * DAY } },
  })
  expect(optionsFrom({}, { TOCSIN_DEMO: 'yes' }).dataDir).toMatch(/\/data-demo$/)
  const off = optionsFrom({}, { TOCSIN_DEMO: 'off' })
  expect(off).not.toHaveProperty('demo')
  expect(off.dataDir).toMatch(/\/data$/)
  expect(problemsOf({ demo: '1 hour' })).toEqual([
    '--demo is "1 hour"; expected yes, no, or how far back the demo goes, from 1 day to 12 weeks, for example --demo "2 weeks"',
  ])
})

test('a flag wins over its variable', () => {
  expect(optionsFrom({ port: '4001' }, { TOCSIN_PORT: '4002' }).port).toBe(4001)
  expect(optionsFrom({}, { TOCSIN_PORT: '4002' }).port).toBe(4002)
})

test('an empty variable is one that was not given', () => {
  expect(optionsFrom({}, { TOCSIN_PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 4000 })
})

test('all problems come together, each with the name, what was expected and an example', () => {
  const problems = problemsOf(
    { port: 'abc', 'log-level': true },
    { TOCSIN_URL: 'tocsin.example.com', TOCSIN_HOST: 'a b' },
  )
  expect(problems).toEqual([
    '--port is "abc"; expected a whole number from 0 to 65535, for example --port 4000',
    'TOCSIN_HOST is "a b"; expected an IP address or a host name, without a port, for example TOCSIN_HOST=0.0.0.0',
    'TOCSIN_URL is "tocsin.example.com"; expected an address that begins with https:// or http://, without a path behind the host, for example TOCSIN_URL=https://tocsin.example.com',
    '--log-level needs a value, for example --log-level debug',
  ])
})

test('a secret value is never shown', () => {
  const [problem] = problemsOf({}, { DATABASE_URL: 'mysql://root:hunter22@db' })
  expect(problem).toMatch(/^DATABASE_URL is a value that is not shown; expected an address that begins with postgres/)
  expect(problemsOf({}, { TOCSIN_SECRET_KEY: 'short' })[0]).not.toContain('"short"')
})

test('a mistyped variable is a problem that names the right one', () => {
  expect(problemsOf({}, { TOCSIN_PROT: '4001' })).toEqual([
    'TOCSIN_PROT is no variable of Tocsin; did you mean TOCSIN_PORT? Its options are listed by --help',
  ])
  expect(problemsOf({}, { TOCSIN_DATABASE_URL: 'x' })[0]).toContain('did you mean DATABASE_URL?')
})

test('a variable that may be meant for the configuration file is only warned of', () => {
  const reading = readOptions({}, { TOCSIN_ANAS_WEBHOOK_TOKEN: 'x', TOCSIN_KEY: 'y' })
  expect(reading).toMatchObject({ warnings: [expect.stringContaining('TOCSIN_ANAS_WEBHOOK_TOKEN')] })
})

test('what Kubernetes sets for a service called tocsin does no harm, or is explained', () => {
  const service = {
    TOCSIN_SERVICE_HOST: '10.0.0.1',
    TOCSIN_SERVICE_PORT: '4000',
    TOCSIN_PORT_4000_TCP_ADDR: '10.0.0.1',
  }
  expect(readOptions({}, service)).toMatchObject({ warnings: [] })
  expect(problemsOf({}, { TOCSIN_PORT: 'tcp://10.0.0.1:4000' })[0]).toContain('enableServiceLinks: false')
})

test('certificate and key belong together and have to exist', () => {
  expect(problemsOf({ 'tls-cert': '/nowhere/tls.crt' })).toEqual([
    '--tls-cert was given without --tls-key; https needs both, for example --tls-cert tls.crt --tls-key tls.key',
    '--tls-cert names /nowhere/tls.crt, which does not exist; expected the path of a file that can be read',
  ])
})

test('networks are checked one by one', () => {
  expect(optionsFrom({ 'trusted-proxies': '10.0.0.0/8, ::1' }).trustedProxies).toEqual(['10.0.0.0/8', '::1'])
  expect(problemsOf({ 'trusted-proxies': '10.0.0.0/8,10.0.0.0/33' })[0]).toContain('"10.0.0.0/33" is neither')
})

test('retention takes durations and for ever', () => {
  const { retention } = optionsFrom({ 'keep-alerts': 'forever', 'keep-incidents': '5 years' })
  expect(retention).not.toHaveProperty('alertsMs')
  expect(retention.incidentsMs).toBe(5 * 365 * DAY)
  expect(problemsOf({ 'keep-sends': '5m' })[0]).toContain('at least one day')
})

test('a flag that nobody knows is named with the nearest one', () => {
  expect(describeUnknownFlags(['--prot', '4001', '--hots=x', 'stray'], optionNames())).toEqual([
    '--prot is no option of this command. Did you mean "--port"? --help lists them',
    '--hots is no option of this command. Did you mean "--host"? --help lists them',
    '"stray" is not expected here; options begin with --, for example --port 4000',
  ])
})

test('every option reads its own example and its own default', () => {
  for (const spec of Object.values(OPTION_TABLE)) {
    if (!spec.example.startsWith('the ')) expect(spec.read(spec.example), spec.flag).toHaveProperty('value')
    if ('fallback' in spec) expect(spec.read(spec.fallback ?? ''), spec.flag).toHaveProperty('value')
  }
})
