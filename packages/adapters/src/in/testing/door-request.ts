import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import type { DoorContext, DoorRequest } from '../door.ts'

export const CONTEXT: DoorContext = { defaultSeverity: 'unknown' }

export function at(text: string): Instant {
  return present(parseInstant(text), text)
}

export const RECEIVED_AT = at('2026-02-03T10:16:00Z')

/** A request with JSON in it; a string or bytes go as they are. */
export function doorRequest(body: unknown, overrides: Partial<DoorRequest> = {}): DoorRequest {
  return {
    method: 'POST',
    path: '',
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/json' },
    body: bodyBytes(body),
    receivedAt: RECEIVED_AT,
    ...overrides,
  }
}

function bodyBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
}

/** The samples of a system, by file name. */
export function payloadNames(system: string): string[] {
  return readdirSync(payloadFolder(system)).filter((name) => name.endsWith('.json'))
}

export function payloadText(system: string, name: string): string {
  return readFileSync(join(payloadFolder(system), name), 'utf8')
}

export function payloadJson(system: string, name: string): unknown {
  return JSON.parse(payloadText(system, name))
}

function payloadFolder(system: string): string {
  return join(import.meta.dirname, '..', system, 'payloads')
}
