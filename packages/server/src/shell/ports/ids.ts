import { randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'

export interface Ids {
  /** A UUIDv7, greater than every one before it from this port, in lower case. */
  next(): string
  /** `bytes` random bytes as base64url without padding: for keys, links and sessions. */
  token(bytes: number): string
}

const COUNTER_MAX = 0xfff

/**
 * UUIDv7 (RFC 9562 §5.7) with the twelve bits of `rand_a` as a counter within the millisecond (§6.2, method 1). The counter
 * starts at a random value in its lower half; when it is full, or the clock steps back, ids run ahead of the clock instead of
 * repeating.
 */
export function createIds(clock: Pick<Clock, 'now'>, random: (bytes: number) => Buffer = inBlocks(randomBytes)): Ids {
  let lastMs = -1
  let counter = 0
  return {
    next() {
      const now = clock.now()
      const isNewMs = now > lastMs
      if (isNewMs || counter === COUNTER_MAX) {
        lastMs = isNewMs ? now : lastMs + 1
        counter = random(2).readUInt16BE() & 0x7ff
      } else {
        counter += 1
      }
      return formatUuid(lastMs, counter, random(8))
    },
    token: (bytes) => random(bytes).toString('base64url'),
  }
}

const BLOCK_BYTES = 4_096

/** Asking the system for random bytes costs the same for eight as for thousands; no byte is handed out twice. */
function inBlocks(random: (bytes: number) => Buffer): (bytes: number) => Buffer {
  let block: Buffer = Buffer.alloc(0)
  let used = 0
  return (bytes) => {
    if (bytes > BLOCK_BYTES) return random(bytes)
    if (used + bytes > block.length) {
      block = random(BLOCK_BYTES)
      used = 0
    }
    used += bytes
    return block.subarray(used - bytes, used)
  }
}

function formatUuid(ms: number, counter: number, tail: Buffer): string {
  tail.writeUInt8((tail.readUInt8(0) & 0x3f) | 0x80, 0)
  const time = ms.toString(16).padStart(12, '0')
  const end = tail.toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${end.slice(0, 4)}-${end.slice(4)}`
}
