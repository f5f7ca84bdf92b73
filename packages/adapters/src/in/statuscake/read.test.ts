import { expect, test } from 'vitest'
import { doorRequest, payloadText } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { statuscake } from './read.ts'

const sample = (name: string) => signalOfSample(statuscake, name)
const TOKEN = 'f1f197ce84ea87bc1486c16c0d779b96'
const DOWN = payloadText('statuscake', 'down.form.txt')

test('a test that is down and up again is one alert', () => {
  expect(sample('down.form.txt')).toMatchObject({
    key: 'https:%2F%2Fwww.example.com/Example',
    state: 'firing',
    title: 'Example is down',
    description: 'Status 503 from https://www.example.com',
    severity: 'unknown',
    labels: { check: 'Example', url: 'https://www.example.com', tags: 'prod,web' },
    annotations: { status_code: '503', ip: '203.0.113.7', check_rate: '60' },
    link: 'https://www.example.com',
  })
  expect(sample('up.form.txt')).toMatchObject({ key: sample('down.form.txt').key, state: 'resolved' })
})

test('the same fields as JSON, or as parameters of a GET that the operator wrote, are the same alert', () => {
  const json = signalIn(statuscake, { Name: 'Example', URL: 'https://www.example.com', Status: 'UP', StatusCode: 200 })
  expect(json).toMatchObject({ key: sample('down.form.txt').key, state: 'resolved' })
  const query = new URLSearchParams({ name: 'Example', url: 'https://www.example.com', status: 'Down', code: '0' })
  const [signal] = readingOf(statuscake, '', { request: { method: 'GET', query } }).signals
  expect(signal).toMatchObject({
    key: sample('down.form.txt').key,
    state: 'firing',
    description: 'No answer from https://www.example.com in time',
  })
})

test('a form is read without the header that says that it is one', () => {
  expect(readingOf(statuscake, DOWN, { request: { headers: {} } }).signals).toHaveLength(1)
})

test('the token is that of the secret, whether the secret is the token or what it is made of', () => {
  const verdict = (body: string, secret?: string) =>
    statuscake.verify?.(doorRequest(body), { defaultSeverity: 'high', ...(secret && { secret }) })
  expect(verdict(DOWN)).toEqual({ isGenuine: true })
  expect(verdict(DOWN, TOKEN.toUpperCase())).toEqual({ isGenuine: true })
  expect(verdict(DOWN, 'userAPIKEY')).toEqual({ isGenuine: true })
  expect(verdict(DOWN, 'another')).toMatchObject({ refusal: { status: 401 } })
  expect(verdict('Name=Example&Status=Down', TOKEN)).toMatchObject({
    refusal: { status: 401 },
    problem: 'the field "Token" is missing',
  })
})

test('a status that nobody knows is down, and the source is told', () => {
  const reading = readingOf(statuscake, 'Name=Example&Status=')
  expect(reading.signals[0]?.state).toBe('firing')
  expect(reading.problems).toHaveLength(1)
})

test('a tag names the service', () => {
  expect(signalIn(statuscake, 'Name=x&Status=Down&Tags=service%3Acheckout%2C%20eu').labels).toMatchObject({
    service: 'checkout',
    tags: 'eu',
  })
})
