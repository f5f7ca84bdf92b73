/**
 * Message encryption for web push (RFC 8291) in the content coding `aes128gcm` (RFC 8188), as one record: only the browser that
 * was subscribed can read it, the push service in between cannot.
 */
import { createCipheriv, createECDH, createHash, hkdfSync } from 'node:crypto'

export const CURVE = 'prime256v1'
export const PUBLIC_KEY_BYTES = 65
export const AUTH_BYTES = 16
const SALT_BYTES = 16
const TAG_BYTES = 16
const RECORD_BYTES = 4_096
const HEADER_BYTES = SALT_BYTES + 4 + 1 + PUBLIC_KEY_BYTES
/** Ends the last record; padding would stand behind it. */
const LAST_RECORD = 0x02

/** What fits into one push: services need not take a body of more than 4,096 bytes (RFC 8030 §7.2). */
export const PLAINTEXT_BYTES_MAX = RECORD_BYTES - HEADER_BYTES - TAG_BYTES - 1

/** Of the browser: its point on P-256, uncompressed, and the secret that it shares with whoever may push to it. */
export interface ReceiverKeys {
  publicKey: Uint8Array
  auth: Uint8Array
}

/** Of one push: never the same for two different texts. */
export interface SenderKeys {
  privateKey: Uint8Array
  salt: Uint8Array
}

/** The body of the request: header, encrypted record, tag. */
export function encryptPush(plaintext: Uint8Array, receiver: ReceiverKeys, sender: SenderKeys): Buffer {
  const ecdh = createECDH(CURVE)
  ecdh.setPrivateKey(sender.privateKey)
  const own = ecdh.getPublicKey()
  const shared = ecdh.computeSecret(receiver.publicKey)
  const material = derive(shared, receiver.auth, [Buffer.from('WebPush: info\0'), receiver.publicKey, own], 32)
  const key = derive(material, sender.salt, [Buffer.from('Content-Encoding: aes128gcm\0')], 16)
  const nonce = derive(material, sender.salt, [Buffer.from('Content-Encoding: nonce\0')], 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const record = [cipher.update(plaintext), cipher.update(Uint8Array.of(LAST_RECORD)), cipher.final()]
  return Buffer.concat([headerOf(sender.salt, own), ...record, cipher.getAuthTag()])
}

/**
 * Keys for one push, derived from a secret that nobody else has and from everything that the push says and where it goes.
 * Adapters have no chance of their own; and two pushes that share these keys are the same push, byte for byte.
 */
export function deriveSenderKeys(secret: Uint8Array, plaintext: Uint8Array, endpoint: string): SenderKeys {
  const content = createHash('sha256').update(endpoint).update('\0').update(plaintext).digest()
  for (let round = 0; ; round += 1) {
    const privateKey = derive(secret, content, [Buffer.from(`Tocsin web push: key ${round}`)], 32)
    // One number in four thousand million is no key of the curve.
    if (isPrivateKey(privateKey))
      return { privateKey, salt: derive(secret, content, [Buffer.from('Tocsin web push: salt')], SALT_BYTES) }
  }
}

/** The public key that belongs to a private one; undefined where that is none. */
export function publicKeyOf(privateKey: Uint8Array): Buffer | undefined {
  if (!isPrivateKey(privateKey)) return undefined
  const ecdh = createECDH(CURVE)
  ecdh.setPrivateKey(privateKey)
  return ecdh.getPublicKey()
}

/** Whether bytes are a point of the curve, uncompressed. */
export function isPublicKey(bytes: Uint8Array): boolean {
  if (bytes.length !== PUBLIC_KEY_BYTES || bytes[0] !== 0x04) return false
  const probe = createECDH(CURVE)
  probe.setPrivateKey(Buffer.alloc(32, 1))
  return succeeds(() => probe.computeSecret(bytes))
}

function isPrivateKey(bytes: Uint8Array): boolean {
  return bytes.length === 32 && succeeds(() => createECDH(CURVE).setPrivateKey(bytes))
}

function succeeds(run: () => void): boolean {
  try {
    run()
    return true
  } catch {
    // Node says by an error that bytes are no key; that is the answer here.
    return false
  }
}

function derive(material: Uint8Array, salt: Uint8Array, info: readonly Uint8Array[], bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', material, salt, Buffer.concat(info), bytes))
}

function headerOf(salt: Uint8Array, publicKey: Uint8Array): Buffer {
  const sizes = Buffer.alloc(5)
  sizes.writeUInt32BE(RECORD_BYTES, 0)
  sizes.writeUInt8(PUBLIC_KEY_BYTES, 4)
  return Buffer.concat([salt, sizes, publicKey])
}
