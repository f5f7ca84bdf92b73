/**
 * The two messages of `grpc.health.v1.Health/Check`, by hand: a request with one string (field 1) and a reply with one enumeration
 * (field 1). https://github.com/grpc/grpc/blob/master/doc/health-checking.md, https://protobuf.dev/programming-guides/encoding/;
 * the frame before each is a byte for compression and four for the length, as in
 * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
 */

const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const
export type ServingStatus = (typeof STATUSES)[number]

const FRAME_HEAD_BYTES = 5

/** The framed request about a service; the empty name asks for the server as a whole. */
export function encodeRequest(service: string): Uint8Array {
  const name = new TextEncoder().encode(service)
  const message = name.length === 0 ? [] : [0x0a, ...varint(name.length), ...name]
  const framed = new Uint8Array(FRAME_HEAD_BYTES + message.length)
  new DataView(framed.buffer).setUint32(1, message.length)
  framed.set(message, FRAME_HEAD_BYTES)
  return framed
}

/** What a framed reply says; undefined where it is none. Fields that we do not know are skipped. */
export function decodeReply(framed: Uint8Array): ServingStatus | undefined {
  if (framed.length < FRAME_HEAD_BYTES || framed[0] !== 0) return undefined
  const length = new DataView(framed.buffer, framed.byteOffset).getUint32(1)
  const message = framed.subarray(FRAME_HEAD_BYTES, FRAME_HEAD_BYTES + length)
  if (message.length < length) return undefined
  // A field that has its default, here 0, is not written.
  let status: ServingStatus | undefined = STATUSES[0]
  for (let at = 0; at < message.length; ) {
    const tag = readVarint(message, at)
    const field = tag && readVarint(message, tag.next)
    if (!tag || !field) return undefined
    const wire = tag.value & 7
    if (tag.value === 8) status = STATUSES[field.value]
    if (wire === 0) at = field.next
    else if (wire === 2) at = field.next + field.value
    else return undefined
  }
  return status
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  return [...bytes, rest]
}

function readVarint(bytes: Uint8Array, from: number): { value: number; next: number } | undefined {
  let value = 0
  for (let index = 0; index < 5; index++) {
    const byte = bytes[from + index]
    if (byte === undefined) return undefined
    value |= (byte & 0x7f) << (7 * index)
    if (byte < 0x80) return { value: value >>> 0, next: from + index + 1 }
  }
  return undefined
}
