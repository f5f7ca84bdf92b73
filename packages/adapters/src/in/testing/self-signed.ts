/** A certificate of one's own, for tests of signatures: made anew each time, so that no key has to be kept anywhere. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export interface SelfSigned {
  pem: string
  privateKey: KeyObject
}

/** X.509 version 1 (RFC 5280) with a 2048-bit RSA key, signed by itself. */
export function makeSelfSigned(validFrom: string, validTo: string): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const algorithm = sequence(SHA256_WITH_RSA, Buffer.from([0x05, 0x00]))
  const name = sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from('test')))))
  const validity = sequence(generalizedTime(validFrom), generalizedTime(validTo))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const content = sequence(tagged(0x02, Buffer.from([1])), algorithm, name, validity, name, key)
  const signature = sign('RSA-SHA256', content, privateKey)
  const der = sequence(content, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])))
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n')
  return { pem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`, privateKey }
}

/** 1.2.840.113549.1.1.11 and 2.5.4.3. */
const SHA256_WITH_RSA = Buffer.from('06092a864886f70d01010b', 'hex')
const COMMON_NAME = Buffer.from('0603550403', 'hex')

function sequence(...parts: Uint8Array[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

function tagged(tag: number, content: Uint8Array): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

/** `2026-01-01T00:00:00Z` */
function generalizedTime(instant: string): Buffer {
  return tagged(0x18, Buffer.from(instant.replace(/[-:T]/g, '')))
}
