import { expect, test } from 'vitest'
import { signRequest } from './signature.ts'

test('a signature depends on every part of what is signed, and on nothing else', () => {
  const request = {
    ...{
      host: 'monitoring.eu-central-1.amazonaws.com',
      region: 'eu-central-1',
      service: 'monitoring',
      accessKey: 'AKIDEXAMPLE',
    },
    ...{
      secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      contentType: 'text/plain',
      body: 'a=b',
      at: Date.parse('2026-01-06T00:00:00Z'),
    },
  }
  const signed = signRequest(request)
  expect(signed['x-amz-date']).toBe('20260106T000000Z')
  expect(signed.authorization).toContain('Credential=AKIDEXAMPLE/20260106/eu-central-1/monitoring/aws4_request')
  expect(signRequest({ ...request })).toEqual(signed)
  const changes = [
    { body: 'a=c' },
    { secretKey: 'x' },
    { host: 'other' },
    { region: 'us-east-1' },
    { at: request.at + 1_000 },
    { sessionToken: 't' },
  ]
  const signatures = changes.map((change) => signRequest({ ...request, ...change }).authorization)
  expect(new Set([...signatures, signed.authorization]).size).toBe(changes.length + 1)
})
