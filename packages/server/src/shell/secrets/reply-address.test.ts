import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { type ReplyAddress, readReplyToken, signReplyToken } from './reply-address.ts'
import { createSecrets } from './sealed-box.ts'

const ANA = 'ana' as UserId
const BEN = 'ben' as UserId
const NOW = 1_800_000_000_000 as Instant
const secretsOf = (fill: number) =>
  createSecrets({ current: Buffer.alloc(32, fill), older: [] }, createIds(systemClock))
const secrets = secretsOf(1)
const ADDRESS: ReplyAddress = {
  ...{ person: ANA, incident: 'INC-2026-000123' as IncidentId, expiresAt: (NOW + 60_000) as Instant },
}
const sign = (changes: Partial<ReplyAddress> = {}): string => signReplyToken(secrets, { ...ADDRESS, ...changes }) ?? ''

test('a token says who may answer what until when, in what mail servers take of an address', () => {
  const token = sign()
  expect(`reply+${token}`.length).toBeLessThanOrEqual(64)
  expect(readReplyToken(secrets, token, [BEN, ANA], NOW)).toEqual({ reply: ADDRESS, isExpired: false })
  expect(readReplyToken(secrets, token.toUpperCase(), [ANA], NOW)).toMatchObject({ reply: { person: ANA } })
})

test('it ends', () => {
  expect(readReplyToken(secrets, sign(), [ANA], (NOW + 59_999) as Instant)).toMatchObject({ isExpired: false })
  expect(readReplyToken(secrets, sign(), [ANA], (NOW + 60_000) as Instant)).toMatchObject({ isExpired: true })
})

test('no letter of it can be changed, and it is of use to nobody else', () => {
  const token = sign()
  const turned = (letter: string) => (letter === 'a' ? 'b' : 'a')
  // The last bit of the last letter says nothing.
  for (let at = 0; at < token.length - 1; at += 1) {
    const forged = `${token.slice(0, at)}${turned(token[at] ?? '')}${token.slice(at + 1)}`
    expect(readReplyToken(secrets, forged, [ANA, BEN], NOW), String(at)).toEqual({ problem: 'invalid' })
  }
  expect(readReplyToken(secrets, token, [BEN], NOW)).toEqual({ problem: 'invalid' })
  expect(readReplyToken(secretsOf(2), token, [ANA], NOW)).toEqual({ problem: 'invalid' })
  for (const wrong of ['', 'x', `${token}a`, token.slice(1), `${token.slice(1)}!`])
    expect(readReplyToken(secrets, wrong, [ANA], NOW), wrong).toEqual({ problem: 'invalid' })
})

test('a token of before the key was changed is read while the former key is kept, and not after', () => {
  const rotated = (older: number[]) =>
    createSecrets(
      { current: Buffer.alloc(32, 9), older: older.map((fill) => Buffer.alloc(32, fill)) },
      createIds(systemClock),
    )
  expect(readReplyToken(rotated([3, 1]), sign(), [ANA], NOW)).toEqual({ reply: ADDRESS, isExpired: false })
  expect(readReplyToken(rotated([3]), sign(), [ANA], NOW)).toEqual({ problem: 'invalid' })
  const newer = signReplyToken(rotated([1]), ADDRESS) ?? ''
  expect(newer).not.toBe(sign())
  expect(readReplyToken(secrets, newer, [ANA], NOW)).toEqual({ problem: 'invalid' })
})

test('an incident whose id has another form gets none', () => {
  expect(signReplyToken(secrets, { ...ADDRESS, incident: 'else' as IncidentId })).toBeUndefined()
})
