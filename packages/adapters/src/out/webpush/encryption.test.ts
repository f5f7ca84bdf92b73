import { expect, test } from 'vitest'
import { deriveSenderKeys, encryptPush, isPublicKey, PLAINTEXT_BYTES_MAX, publicKeyOf } from './encryption.ts'

const bytes = (text: string) => Buffer.from(text, 'base64url')

/** RFC 8291, §5 and appendix A. */
const vector = {
  plaintext: 'When I grow up, I want to be a watermelon',
  senderPrivate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  senderPublic: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
  receiverPublic: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  body: 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}
const receiver = { publicKey: bytes(vector.receiverPublic), auth: bytes(vector.auth) }

test('the example of RFC 8291 is encrypted to the bytes that it prints', () => {
  const sender = { privateKey: bytes(vector.senderPrivate), salt: bytes(vector.salt) }
  expect(encryptPush(Buffer.from(vector.plaintext), receiver, sender).toString('base64url')).toBe(vector.body)
})

test('the public key of the example belongs to its private key', () => {
  expect(publicKeyOf(bytes(vector.senderPrivate))?.toString('base64url')).toBe(vector.senderPublic)
  expect(publicKeyOf(Buffer.alloc(32))).toBeUndefined()
})

test('the largest text makes a body of 4,096 bytes', () => {
  const sender = { privateKey: bytes(vector.senderPrivate), salt: bytes(vector.salt) }
  expect(encryptPush(Buffer.alloc(PLAINTEXT_BYTES_MAX), receiver, sender)).toHaveLength(4_096)
})

test('keys of a push differ with its text, its place and the secret, and with nothing else', () => {
  const secret = bytes(vector.senderPrivate)
  const keysOf = (text: string, endpoint = 'https://push.example/1', from = secret) => {
    const { privateKey, salt } = deriveSenderKeys(from, Buffer.from(text), endpoint)
    return Buffer.concat([privateKey, salt]).toString('hex')
  }
  const all = [
    keysOf('a'),
    keysOf('b'),
    keysOf('a', 'https://push.example/2'),
    keysOf('a', undefined, Buffer.alloc(32, 7)),
  ]
  expect(new Set(all).size).toBe(4)
  expect(keysOf('a')).toBe(all[0])
})

test('only points of the curve are public keys', () => {
  expect(isPublicKey(receiver.publicKey)).toBe(true)
  const bent = Buffer.from(receiver.publicKey)
  bent.writeUInt8(bent.readUInt8(64) ^ 1, 64)
  expect([bent, receiver.publicKey.subarray(1), Buffer.alloc(65), Buffer.alloc(0)].map(isPublicKey)).toEqual([
    false,
    false,
    false,
    false,
  ])
})
