/**
 * Addresses for replies to pages. What stands behind the `+` of such an address names the person, the incident and an end, and is signed:
 * whoever has it may answer for that person, so it is mailed to them alone and never logged. Mail servers write addresses in small
 * letters and cut them at 64 characters (RFC 5321), therefore base32 of 33 bytes: form (1), end in minutes (4), year (2) and number (4)
 * of the incident, digest of the person's id (6), and the first 16 bytes of a signature over all of it with the whole id.
 */
import { hash } from 'node:crypto'
import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import { formatIncidentId } from '../engine/incident-number.ts'
import type { Secrets } from './secrets.ts'

export interface ReplyAddress {
  person: UserId
  incident: IncidentId
  /** Whole minutes count. */
  expiresAt: Instant
}

/** `invalid`: it was not made by this installation, under its key or a former one that it still has, for anybody who is still there. */
export type ReplyReading = { reply: ReplyAddress; isExpired: boolean } | { problem: 'invalid' }

/** What stands before the `+`. No key of a source looks like it: those are longer. */
export const REPLY_MAILBOX = 'reply'

const PURPOSE = 'reply address'
const FORM = 1
const HEAD_BYTES = 17
const DIGEST_BYTES = 6
const PROOF_BYTES = 16
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'
const TOKEN = /^[a-z2-7]{53}$/
const INCIDENT = /^INC-(\d{4})-(\d{6,9})$/

/** Undefined for an incident whose id has no room in it. */
export function signReplyToken(secrets: Pick<Secrets, 'mac'>, address: ReplyAddress): string | undefined {
  const [, year, number] = INCIDENT.exec(address.incident) ?? []
  if (year === undefined || number === undefined) return undefined
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt8(FORM, 0)
  head.writeUInt32BE(Math.floor(address.expiresAt / MINUTE), 1)
  head.writeUInt16BE(Number(year), 5)
  head.writeUInt32BE(Number(number), 7)
  digestOf(address.person).copy(head, 11)
  return encode(Buffer.concat([head, proofOf(secrets, head, address.person)]))
}

/**
 * A token of before the installation's key was changed is read as long as the former key is at hand, as links are.
 *
 * @param people everybody whom it may be of; a token names them by a digest alone
 */
export function readReplyToken(
  secrets: Pick<Secrets, 'isMacHead'>,
  token: string,
  people: Iterable<UserId>,
  now: Instant,
): ReplyReading {
  const text = token.toLowerCase()
  if (!TOKEN.test(text)) return { problem: 'invalid' }
  const bytes = decode(text)
  const head = bytes.subarray(0, HEAD_BYTES)
  const digest = head.subarray(11)
  if (head.readUInt8(0) !== FORM) return { problem: 'invalid' }
  for (const person of people) {
    if (!digestOf(person).equals(digest)) continue
    if (!secrets.isMacHead(PURPOSE, signedText(head, person), bytes.subarray(HEAD_BYTES))) continue
    const expiresAt = (head.readUInt32BE(1) * MINUTE) as Instant
    const incident = formatIncidentId(head.readUInt16BE(5), head.readUInt32BE(7))
    return { reply: { person, incident, expiresAt }, isExpired: now >= expiresAt }
  }
  return { problem: 'invalid' }
}

function digestOf(person: UserId): Buffer {
  return Buffer.from(hash('sha256', person, 'hex').slice(0, 2 * DIGEST_BYTES), 'hex')
}

function proofOf(secrets: Pick<Secrets, 'mac'>, head: Buffer, person: UserId): Buffer {
  return Buffer.from(secrets.mac(PURPOSE, signedText(head, person)), 'base64url').subarray(0, PROOF_BYTES)
}

function signedText(head: Buffer, person: UserId): string {
  return `${head.toString('hex')}|${person}`
}

/** RFC 4648 in small letters, without padding. */
function encode(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => LETTERS[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

function decode(text: string): Buffer {
  const bits = [...text].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}
