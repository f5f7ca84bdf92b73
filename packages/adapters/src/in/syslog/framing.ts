/**
 * Messages of syslog out of a stream of bytes (RFC 6587, RFC 5425): counted in octets, `11 <13>1 - …`, or each ended by a line end
 * or NUL. A sender may mix both. A message that is too long is cut, and a count that is too large ends the stream.
 */
export interface Framing {
  /** The messages that are whole now; undefined when the stream cannot be read any further. */
  push(chunk: Uint8Array): Uint8Array[] | undefined
  /** What is left when the stream ends. */
  end(): Uint8Array[]
}

export const FRAME_BYTES_MAX = 64 * 1024
/** A sender that counts beyond this is none of syslog. */
const COUNT_MAX = 8 * 1024 * 1024

const LINE_END = 0x0a
const NUL = 0x00
const SPACE = 0x20

export function createFraming(): Framing {
  let held: Uint8Array = new Uint8Array()
  /** Octets of a message that is too long and still to come. */
  let skipping = 0
  /** Until the line end: of a line that is too long. */
  let isSkippingLine = false

  const next = (): { frame?: Uint8Array; rest: Uint8Array } | 'wait' | 'broken' => {
    if (skipping > 0) {
      const gone = Math.min(skipping, held.byteLength)
      skipping -= gone
      return gone === 0 ? 'wait' : { rest: held.subarray(gone) }
    }
    const count = isSkippingLine ? undefined : readCount(held)
    if (count === 'broken') return 'broken'
    if (count === 'wait') return 'wait'
    if (count) return takeCounted(count)
    return takeLine()
  }

  const takeCounted = ({ length, from }: { length: number; from: number }) => {
    const whole = Math.min(length, FRAME_BYTES_MAX)
    if (held.byteLength < from + whole) return 'wait' as const
    skipping = length - whole
    return { frame: held.subarray(from, from + whole), rest: held.subarray(from + whole) }
  }

  const takeLine = () => {
    const end = held.findIndex((byte) => byte === LINE_END || byte === NUL)
    const wasSkipping = isSkippingLine
    if (end >= 0) {
      isSkippingLine = false
      return {
        rest: held.subarray(end + 1),
        ...(!wasSkipping && { frame: held.subarray(0, Math.min(end, FRAME_BYTES_MAX)) }),
      }
    }
    if (held.byteLength < FRAME_BYTES_MAX) return 'wait' as const
    isSkippingLine = true
    return { rest: new Uint8Array(), ...(!wasSkipping && { frame: held }) }
  }

  return {
    push(chunk) {
      held = held.byteLength === 0 ? chunk : concat(held, chunk)
      const frames: Uint8Array[] = []
      for (let found = next(); ; found = next()) {
        if (found === 'broken') return undefined
        if (found === 'wait') break
        if (found.frame && found.frame.byteLength > 0) frames.push(found.frame.slice())
        held = found.rest
        if (held.byteLength === 0) break
      }
      return frames
    },
    end: () => (held.byteLength > 0 && skipping === 0 && !isSkippingLine ? [held] : []),
  }
}

/** `123 ` at the beginning; undefined for what is no count, and so a line. */
function readCount(bytes: Uint8Array): { length: number; from: number } | 'wait' | 'broken' | undefined {
  let length = 0
  for (let index = 0; index < bytes.byteLength; index++) {
    const byte = bytes[index] ?? 0
    if (byte === SPACE && index > 0) return length === 0 ? undefined : { length, from: index + 1 }
    if (byte < 0x30 || byte > 0x39 || (index === 0 && byte === 0x30)) return undefined
    length = length * 10 + (byte - 0x30)
    if (length > COUNT_MAX) return 'broken'
  }
  return bytes.byteLength === 0 ? undefined : 'wait'
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.byteLength + b.byteLength)
  joined.set(a)
  joined.set(b, a.byteLength)
  return joined
}
