import { expect, test } from 'vitest'
import { CONTEXT, doorRequest } from '../testing/door-request.ts'
import { alertmanagerApi } from './read.ts'
import { findOperation } from './route.ts'

const ID = '5bc6ad3e-9c1f-4d58-9a4c-7f7d4e9c5a01'

function refusal(method: string, path: string): [number, unknown, string | undefined] {
  const found = findOperation(method, path)
  if (!('reply' in found)) throw new Error(`${found.operation.name} was found`)
  return [
    found.reply.status,
    found.reply.body === 'OK' ? 'OK' : JSON.parse(found.reply.body),
    found.reply.headers.allow,
  ]
}

test.each([
  ['GET', '/api/v2/alerts', 'getAlerts'],
  ['POST', '/api/v2/alerts', 'postAlerts'],
  ['GET', '/api/v2/alerts/groups', 'getAlertGroups'],
  ['GET', '/api/v2/silences', 'getSilences'],
  ['POST', '/api/v2/silences', 'postSilences'],
  ['GET', '/api/v2/status', 'getStatus'],
  ['GET', '/api/v2/receivers', 'getReceivers'],
])('%s %s is %s', (method, path, name) => {
  expect(findOperation(method, path)).toEqual({ operation: { name } })
})

test('one silence is read and ended by its UUID', () => {
  expect(findOperation('GET', `/api/v2/silence/${ID}`)).toEqual({ operation: { name: 'getSilence', silenceId: ID } })
  expect(findOperation('DELETE', `/api/v2/silence/${ID}`)).toEqual({
    operation: { name: 'deleteSilence', silenceId: ID },
  })
  expect(refusal('GET', '/api/v2/silence/xyz').slice(0, 2)).toEqual([
    422,
    { code: 601, message: 'silenceID in path must be of type uuid: "xyz"' },
  ])
})

test('an unknown path and a wrong method are refused as the framework does', () => {
  expect(refusal('GET', '/api/v2/nope').slice(0, 2)).toEqual([
    404,
    { code: 404, message: 'path /api/v2/nope was not found' },
  ])
  expect(refusal('DELETE', '/api/v2/alerts')).toEqual([
    405,
    { code: 405, message: 'method DELETE is not allowed, but [GET,POST] are' },
    'GET,POST',
  ])
  expect(refusal('POST', '/api/v2/status')).toEqual([
    405,
    { code: 405, message: 'method POST is not allowed, but [GET] are' },
    'GET',
  ])
})

test('the first version of the API is gone', () => {
  const [status, body] = refusal('POST', '/api/v1/alerts')
  expect(status).toBe(410)
  expect(body).toMatchObject({ status: 'deprecated' })
})

test('the health checks answer OK', () => {
  expect(refusal('GET', '/-/healthy').slice(0, 2)).toEqual([200, 'OK'])
  expect(refusal('GET', '/-/ready').slice(0, 2)).toEqual([200, 'OK'])
})

test('the adapter itself reads posted alerts only', () => {
  const read = (path: string, method: string) => alertmanagerApi.read(doorRequest([], { path, method }), CONTEXT)
  expect(read('/api/v2/alerts', 'POST').reply.status).toBe(200)
  expect(read('/api/v2/alerts', 'GET').reply.status).toBe(404)
  expect(read('', 'POST').reply.status).toBe(404)
})
