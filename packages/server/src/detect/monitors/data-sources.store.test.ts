/** Numbers of a real PostgreSQL server, and of servers that speak the other systems' protocols. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DataSourceRow } from '../../shell/config/data-source-configuration.ts'
import { createTestPostgresUrl } from '../../shell/database/testing/database-harness.ts'
import { createCheckNets } from '../../shell/ports/check-net/check-net.ts'
import { systemClock } from '../../shell/ports/clock.ts'
import { createTargetGuard } from '../../shell/ports/target-guard.ts'
import { runCheck } from './run-check.ts'
import { secrets } from './testing/monitor-bench.ts'

const cleanUps: (() => unknown)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

const deps = { clock: systemClock, secrets, openNet: createCheckNets(createTargetGuard(['127.0.0.0/8'])) }

function sourceOf(system: string, settings: Record<string, unknown>, secret?: string): DataSourceRow {
  return {
    ...{ id: 'source', name: 'Source', system, settings, is_active: true, owned_by: 'app', created_at: 0 },
    secret_sealed: secret === undefined ? null : secrets.seal(secret),
  }
}

async function ask(source: DataSourceRow | undefined, settings: Record<string, unknown>, timeoutMs = 5_000) {
  const monitor = {
    kind: 'metric',
    settings: { source: 'source', ...settings },
    secret_sealed: null,
    timeout_ms: timeoutMs,
  }
  return (await runCheck(deps, monitor, source)).report
}

describe('PostgreSQL', () => {
  let server: Record<string, unknown>
  beforeAll(async () => {
    const url = new URL(await createTestPostgresUrl())
    server = { host: url.hostname, port: Number(url.port), database: url.pathname.slice(1), user: url.username }
  })

  test('a query gives a number, also out of many columns and rows', async () => {
    const source = sourceOf('postgres', server)
    expect(
      await ask(source, { query: 'select 91.5 as value', compare: 'below', critical: 95, unit: '%' }),
    ).toMatchObject({
      ...{ finding: 'critical', message: '91.5 % is below 95 %', value: 91.5 },
    })
    expect(await ask(source, { query: 'select count(*) from pg_class;', critical: 1e9 })).toMatchObject({
      finding: 'ok',
    })
    const perShop = "select * from (values ('Tokyo', 99), ('Berlin', 93)) as s(shop, value)"
    expect(await ask(source, { query: perShop, compare: 'below', warning: 98, critical: 95 })).toMatchObject({
      ...{ finding: 'critical', message: '93 is below 95 (Berlin)' },
    })
    expect(await ask(source, { query: 'select null as value', critical: 1 })).toMatchObject({ finding: 'no_data' })
  })

  test('the ends of the window are instants', async () => {
    const query = 'select extract(epoch from :to - :from) / 60 as value'
    expect(await ask(sourceOf('postgres', server), { query, window: '15m', critical: 100 })).toMatchObject({
      value: 15,
    })
  })

  test('nothing but reading is done, and what runs too long ends', async () => {
    const source = sourceOf('postgres', server)
    expect(await ask(source, { query: 'create table stolen (a int)', critical: 1 })).toMatchObject({
      finding: 'critical',
      message: expect.stringContaining('syntax'),
    })
    expect(await ask(source, { query: 'select 1 as value; drop table users', critical: 1 })).toMatchObject({
      finding: 'critical',
      message: expect.stringContaining('multiple commands'),
    })
    expect(await ask(source, { query: "select setval('a', 1) as value", critical: 1 })).toMatchObject({
      finding: 'critical',
    })
    expect(
      await ask(source, { query: "select nextval(pg_catalog.pg_get_serial_sequence('a', 'b')) as value", critical: 1 }),
    ).toMatchObject({ finding: 'critical' })
    const begun = systemClock.now()
    expect(await ask(source, { query: 'select 1 as value from pg_sleep(30)', critical: 5 }, 500)).toMatchObject({
      message: 'no answer in time',
    })
    expect(systemClock.now() - begun).toBeLessThan(8_000)
  })

  test('a server that is there is up, with a password or without; one that is gone is down', async () => {
    const check = (settings: object, secret: string | null = null) =>
      runCheck(deps, {
        kind: 'postgres',
        settings: { ...server, ...settings },
        secret_sealed: secret && secrets.seal(secret),
        timeout_ms: 5_000,
      })
    expect((await check({})).report).toMatchObject({ finding: 'ok', message: 'the server takes connections' })
    expect((await check({}, 'any')).report).toMatchObject({ finding: 'ok', message: 'signed in and asked' })
    expect((await check({ database: 'nowhere' }, 'any')).report).toMatchObject({
      finding: 'critical',
      message: expect.stringContaining('does not exist'),
    })
    expect((await check({ port: 9 })).report).toMatchObject({ finding: 'critical' })
  })
})

describe('systems that speak HTTP', () => {
  interface Seen {
    path: string
    headers: Record<string, unknown>
    body: string
  }

  /** A server that answers everything alike, and remembers what it was asked. */
  async function answering(answer: unknown, status = 200): Promise<{ url: string; seen: Seen[] }> {
    const seen: Seen[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        seen.push({ path: request.url ?? '', headers: request.headers, body })
        response
          .writeHead(status, { connection: 'close' })
          .end(typeof answer === 'string' ? answer : JSON.stringify(answer))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanUps.push(() => server.close())
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
  }

  test('Prometheus is asked for now, or for a window whose values are put together', async () => {
    const vector = await answering({
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: { job: 'a' }, value: [1, '7'] }] },
    })
    expect(
      await ask(sourceOf('prometheus', { url: `${vector.url}/prom/` }, 'Bearer t'), { query: 'up', critical: 5 }),
    ).toMatchObject({
      ...{ finding: 'critical', message: '7 is above 5 (job=a)' },
    })
    expect(vector.seen[0]).toMatchObject({
      path: expect.stringMatching(/^\/prom\/api\/v1\/query\?query=up&time=/),
      headers: { authorization: 'Bearer t' },
    })
    const values = [
      [1, '1'],
      [2, 'NaN'],
      [3, '4'],
    ]
    const matrix = await answering({
      status: 'success',
      data: { resultType: 'matrix', result: [{ metric: {}, values }] },
    })
    const given = { query: 'up', window: '10m', critical: 100 }
    expect(await ask(sourceOf('prometheus', { url: matrix.url }), { ...given, reduce: 'avg' })).toMatchObject({
      value: 2.5,
    })
    expect(await ask(sourceOf('prometheus', { url: matrix.url }), { ...given, reduce: 'count' })).toMatchObject({
      value: 2,
    })
    expect(matrix.seen[0]?.path).toMatch(/query_range\?.*step=10/)
  })

  test('what a system says no with is what is shown', async () => {
    const wrong = await answering({ status: 'error', error: 'parse error: unexpected end' }, 400)
    expect(await ask(sourceOf('prometheus', { url: wrong.url }), { query: 'up{', critical: 1 })).toMatchObject({
      ...{ finding: 'critical', message: expect.stringContaining('parse error') },
    })
    const page = await answering('<html>Login</html>')
    expect(await ask(sourceOf('loki', { url: page.url }), { query: 'x', critical: 1 })).toMatchObject({
      message: expect.stringContaining('is the address right?'),
    })
    const lines = await answering({ status: 'success', data: { resultType: 'streams', result: [] } })
    expect(
      await ask(sourceOf('loki', { url: lines.url, tenant: 't1' }), { query: '{a="b"}', critical: 1 }),
    ).toMatchObject({ message: expect.stringContaining('count_over_time') })
    expect(lines.seen[0]?.headers).toMatchObject({ 'x-scope-orgid': 't1' })
  })

  test('Elasticsearch counts documents, or gives what an aggregation says', async () => {
    const counting = await answering({ hits: { total: { value: 42, relation: 'eq' } } })
    expect(
      await ask(sourceOf('elastic', { url: counting.url, index: 'logs-*' }), { query: 'level:error', critical: 10 }),
    ).toMatchObject({ finding: 'critical', value: 42 })
    expect(counting.seen[0]?.path).toBe('/logs-*/_search')
    expect(JSON.parse(counting.seen[0]?.body ?? '')).toMatchObject({
      query: {
        bool: {
          filter: [{ query_string: { query: 'level:error' } }, { range: { '@timestamp': { format: 'epoch_millis' } } }],
        },
      },
    })
    const aggregating = await answering({ hits: { total: { value: 1 } }, aggregations: { value: { value: 97.5 } } })
    expect(
      await ask(sourceOf('elastic', { url: aggregating.url }), {
        query: '{"aggs":{"value":{"avg":{"field":"a"}}},"query":{"range":{"t":{"gte":{{from}}}}}}',
        critical: 100,
      }),
    ).toMatchObject({ value: 97.5 })
  })

  test('SigNoz is asked with its key, and series are found wherever they stand', async () => {
    const series = {
      labels: [{ key: { name: 'pod' }, value: 'a' }],
      values: [
        { timestamp: 1, value: 3 },
        { timestamp: 2, value: 5 },
      ],
    }
    const signoz = await answering({
      status: 'success',
      data: {
        type: 'time_series',
        data: { results: [{ queryName: 'A', aggregations: [{ index: 0, series: [series] }] }] },
      },
    })
    expect(
      await ask(sourceOf('signoz', { url: signoz.url }, 'key'), { query: 'sum(up)', reduce: 'max', critical: 4 }),
    ).toMatchObject({ message: '5 is above 4 (pod=a)' })
    expect(signoz.seen[0]).toMatchObject({ path: '/api/v5/query_range', headers: { 'signoz-api-key': 'key' } })
  })

  test('CloudWatch is asked with a signature, and its XML is read', async () => {
    const xml =
      '<GetMetricDataResponse><GetMetricDataResult><MetricDataResults><member><Id>q</Id><Label>CPU &amp; co</Label><Values><member>10.5</member><member>91</member></Values><StatusCode>Complete</StatusCode></member></MetricDataResults></GetMetricDataResult></GetMetricDataResponse>'
    const aws = await answering(xml)
    const source = sourceOf('cloudwatch', { region: 'eu-central-1', access_key: 'AKIA', endpoint: aws.url }, 'secret')
    expect(
      await ask(source, { query: 'SELECT AVG(CPUUtilization) FROM "AWS/EC2"', reduce: 'last', critical: 90 }),
    ).toMatchObject({
      ...{ finding: 'critical', message: '91 is above 90 (CPU & co)' },
    })
    expect(aws.seen[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/eu-central-1\/monitoring\/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}$/,
    )
    expect(aws.seen[0]?.body).toContain('Action=GetMetricData')
    const refusing = await answering(
      '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
      403,
    )
    expect(
      await ask(sourceOf('cloudwatch', { region: 'eu-central-1', access_key: 'AKIA', endpoint: refusing.url }, 's'), {
        query: 'x',
        critical: 1,
      }),
    ).toMatchObject({ message: 'status 403: AccessDenied no' })
  })

  test('a data source that is missing, or switched off, is a failure that says so', async () => {
    expect(await ask(undefined, { query: 'x', critical: 1 })).toMatchObject({
      finding: 'critical',
      message: 'there is no data source “source”',
    })
    expect(
      await ask(
        { ...sourceOf('prometheus', { url: 'http://127.0.0.1:9' }), is_active: false },
        { query: 'x', critical: 1 },
      ),
    ).toMatchObject({ message: expect.stringContaining('switched off') })
  })
})
