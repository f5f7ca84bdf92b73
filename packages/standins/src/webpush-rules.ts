/**
 * What a push service refuses, and what a browser does with what it lets through. Written from RFC 8030 (the protocol), RFC 8292
 * (who may push) and RFC 8188 and 8291 (what the browser can read), apart from the code that it judges.
 */
import { createDecipheriv, createECDH, createHmac, createPublicKey, type ECDH, verify } from 'node:crypto'

export interface PushRefusal {
  status: 400 | 401 | 403 | 404 | 410 | 413
  reason: string
}

const BODY_BYTES_MAX = 4_096
const DAY_S = 86_400
const HEADER_BYTES = 86
const TAG_BYTES = 16

/** A browser that was subscribed: its own key pair and secret, and the key of the application that may push. */
export interface Receiver {
  ecdh: ECDH
  auth: Buffer
  applicationKey: string
}

export function judgeHeaders(headers: Record<string, string>, bytes: Buffer): PushRefusal | undefined {
  const { ttl, urgency = 'normal', topic } = headers
  if (ttl === undefined || !/^\d+$/.test(ttl)) return { status: 400, reason: 'TTL is missing or no number' }
  if (!['very-low', 'low', 'normal', 'high'].includes(urgency)) return { status: 400, reason: 'unknown Urgency' }
  if (topic !== undefined && !/^[-_A-Za-z0-9]{1,32}$/.test(topic)) return { status: 400, reason: 'invalid Topic' }
  if (bytes.length > BODY_BYTES_MAX) return { status: 413, reason: 'payload too large' }
  if (headers['content-encoding'] !== 'aes128gcm') return { status: 400, reason: 'Content-Encoding is not aes128gcm' }
  return undefined
}

/** `origin`: of the push service, which the token has to be made for. */
export function judgeVapid(
  authorization: string | undefined,
  { applicationKey }: Receiver,
  { origin, nowS }: { origin: string; nowS: number },
): PushRefusal | undefined {
  const [, token = '', key = ''] = /^vapid t=([^,\s]+),\s?k=([^,\s]+)$/.exec(authorization ?? '') ?? []
  if (token === '') return { status: 401, reason: 'no VAPID token' }
  if (key !== applicationKey) return { status: 403, reason: 'the key is not the one of the subscription' }
  const [head = '', claims = '', signature = ''] = token.split('.')
  if (jsonOf(head).alg !== 'ES256') return { status: 401, reason: 'alg is not ES256' }
  if (!isSigned(`${head}.${claims}`, signature, key)) return { status: 403, reason: 'the signature is wrong' }
  const { aud, exp, sub } = jsonOf(claims)
  if (aud !== origin) return { status: 403, reason: `aud is ${String(aud)}, not ${origin}` }
  if (typeof exp !== 'number' || exp <= nowS || exp > nowS + DAY_S)
    return { status: 403, reason: 'exp is not within a day' }
  if (sub !== undefined && !/^(mailto|https):/.test(String(sub))) return { status: 403, reason: 'sub is no contact' }
  return undefined
}

function isSigned(text: string, signature: string, key: string): boolean {
  const point = Buffer.from(key, 'base64url')
  const x = point.subarray(1, 33).toString('base64url')
  const y = point.subarray(33, 65).toString('base64url')
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  const signed = { key: publicKey, dsaEncoding: 'ieee-p1363' as const }
  return verify('sha256', Buffer.from(text), signed, Buffer.from(signature, 'base64url'))
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** What the browser reads; throws where it could not, as a browser drops such a push without a word. */
export function decryptPush(body: Buffer, { ecdh, auth }: Pick<Receiver, 'ecdh' | 'auth'>): Buffer {
  const salt = body.subarray(0, 16)
  const keyLength = body.readUInt8(20)
  if (keyLength !== 65) throw new Error(`the sender's key has ${keyLength} bytes`)
  const senderKey = body.subarray(21, HEADER_BYTES)
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), senderKey])
  const material = expand(extract(auth, ecdh.computeSecret(senderKey)), keyInfo, 32)
  const random = extract(salt, material)
  const key = expand(random, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = expand(random, Buffer.from('Content-Encoding: nonce\0'), 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(body.subarray(-TAG_BYTES))
  const record = Buffer.concat([decipher.update(body.subarray(HEADER_BYTES, -TAG_BYTES)), decipher.final()])
  const end = record.findLastIndex((byte) => byte !== 0)
  if (record[end] !== 0x02) throw new Error('the record is not the last one')
  return record.subarray(0, end)
}

/** HKDF (RFC 5869), by its two halves. */
function extract(salt: Buffer, material: Buffer): Buffer {
  return createHmac('sha256', salt).update(material).digest()
}

function expand(key: Buffer, info: Buffer, length: number): Buffer {
  return createHmac('sha256', key).update(info).update(Uint8Array.of(1)).digest().subarray(0, length)
}

export function makeReceiver(privateKey: Buffer, auth: Buffer, applicationKey: string): Receiver {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey)
  return { ecdh, auth, applicationKey }
}
