/**
 * The hash chain of a stream: each fact's hash covers the hash before it, so that a fact that was changed, removed or slipped
 * in breaks every later one. `verify-audit` computes the same from what the database holds.
 */
import { hash } from 'node:crypto'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { HashedFact } from '../store/store.ts'

/** What the first fact of a stream follows. */
export const CHAIN_START = ''

/** SHA-256 over the hash before and the fact in canonical JSON, in hexadecimal. */
export function hashFact(stream: IncidentId, previous: string, fact: Fact): string {
  return hash('sha256', `${previous}\n${stream}\n${canonicalJson(fact)}`)
}

export function chainFacts(stream: IncidentId, previous: string, facts: readonly Fact[]): HashedFact[] {
  let last = previous
  return facts.map((fact) => {
    last = hashFact(stream, last, fact)
    return { fact, hash: last }
  })
}

/** JSON with the keys of every object in order and nothing undefined: the same text whatever database it went through. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each ?? null)).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`
}
