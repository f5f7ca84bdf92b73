/**
 * Open connections of a listener: how many one address may have at once, and how long each may live. A sender that keeps connections open
 * takes room from everybody else; it is turned away, which the log tells once a minute and a meter counts.
 */
import type { Socket } from 'node:net'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import { limitedAddress } from '../shell/auth/attempt-limit.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'

export type Listener = 'smtp' | 'syslog'
export type TurnedAway = 'too_many' | 'too_long'

export interface OpenConnectionsOptions {
  listener: Listener
  /** Of one address; of IPv6 of one network of an end customer. */
  perAddressMax: number
  /** Of one connection; then it is cut, and a sender that means well connects anew. */
  lifeMsMax: number
  /** Told of each that was turned away; for meters. */
  turnedAway?(why: TurnedAway): void
}

export interface OpenConnections {
  /** False when the address has as many as it may: the connection is to be refused. Each id is counted until {@link end}. */
  begin(id: string, address: string): boolean
  end(id: string): void
  /** Cuts a connection that lives too long. */
  limitLife(socket: Socket): void
  /** How many are counted. */
  size(): number
}

export function createOpenConnections(
  { clock, log }: Pick<EngineDeps, 'clock' | 'log'>,
  { listener, perAddressMax, lifeMsMax, turnedAway }: OpenConnectionsOptions,
): OpenConnections {
  const addressOf = new Map<string, string>()
  const counts = new Map<string, number>()
  const toldAt = new Map<TurnedAway, Instant>()
  const tell = (why: TurnedAway, address: string): void => {
    turnedAway?.(why)
    const now = clock.now()
    if (now - (toldAt.get(why) ?? 0) < MINUTE) return
    toldAt.set(why, now)
    log.warn({ listener, address }, SENTENCES[why])
  }
  return {
    begin(id, address) {
      const key = limitedAddress(address)
      const count = counts.get(key) ?? 0
      if (count >= perAddressMax) {
        tell('too_many', key)
        return false
      }
      counts.set(key, count + 1)
      addressOf.set(id, key)
      return true
    },
    end(id) {
      const key = addressOf.get(id)
      if (key === undefined) return
      addressOf.delete(id)
      const left = (counts.get(key) ?? 1) - 1
      if (left > 0) counts.set(key, left)
      else counts.delete(key)
    },
    limitLife(socket) {
      const address = limitedAddress(socket.remoteAddress ?? '')
      const closed = new AbortController()
      socket.once('close', () => closed.abort())
      void clock.sleep(lifeMsMax, closed.signal).then(() => {
        if (closed.signal.aborted) return
        tell('too_long', address)
        socket.destroy()
      })
    },
    size: () => addressOf.size,
  }
}

const SENTENCES: Record<TurnedAway, string> = {
  too_many: 'an address has too many connections open, and is refused further ones',
  too_long: 'a connection was open for too long, and was cut',
}
