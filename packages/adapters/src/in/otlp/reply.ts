/**
 * Answers of OTLP/HTTP, in the type of the request. Those in Protocol Buffers are written by hand, a handful of fields each: the body
 * is a text of one character a byte, which {@link isBinary} tells the server.
 */
import type { DoorReply } from '../door.ts'
import { jsonReply } from '../reply.ts'

export type OtlpType = 'json' | 'protobuf'

const PROTOBUF = 'application/x-protobuf'

export function typeOf(contentType: string | undefined): OtlpType | undefined {
  const media = (contentType ?? '').split(';')[0]?.trim().toLowerCase()
  if (media === 'application/json') return 'json'
  return media === PROTOBUF || media === 'application/protobuf' ? 'protobuf' : undefined
}

export function isBinary({ headers }: Pick<DoorReply, 'headers'>): boolean {
  return headers['content-type'] === PROTOBUF
}

/** `rejected` records were none; a message without any is a warning. The sender must not send them again. */
export function acceptedReply(type: OtlpType, rejected: number, message: string): DoorReply {
  if (type === 'json') {
    const partialSuccess = { rejectedLogRecords: String(rejected), errorMessage: message }
    return jsonReply(200, rejected === 0 && message === '' ? {} : { partialSuccess })
  }
  const partial = `${rejected === 0 ? '' : numberField(1, rejected)}${message === '' ? '' : textField(2, message)}`
  return binaryReply(200, partial === '' ? '' : bytesField(1, partial))
}

/** `google.rpc.Status`: code 3 is an argument that cannot be used, 5 not found, 14 unavailable, 16 unauthenticated. */
export function statusReply(type: OtlpType, status: number, code: number, message: string): DoorReply {
  if (type === 'json') return jsonReply(status, { code, message, details: [] })
  return binaryReply(status, numberField(1, code) + textField(2, message))
}

function binaryReply(status: number, body: string): DoorReply {
  return { status, headers: { 'content-type': PROTOBUF }, body }
}

function numberField(field: number, value: number): string {
  return varint(field << 3) + varint(value)
}

function textField(field: number, text: string): string {
  return bytesField(field, Buffer.from(text).toString('latin1'))
}

function bytesField(field: number, bytes: string): string {
  return varint((field << 3) | 2) + varint(bytes.length) + bytes
}

function varint(value: number): string {
  let text = ''
  let rest = value
  while (rest > 0x7f) {
    text += String.fromCharCode((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  return text + String.fromCharCode(rest)
}
