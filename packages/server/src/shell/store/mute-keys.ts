/** How placements call what keeps an alert from counting, so that it can be looked at again when that ends. */
import { hash } from 'node:crypto'
import { calcCauseKeys } from '@tocsin/core/detect/quiet/inhibition.ts'
import type { Inhibition } from '@tocsin/core/people/quiet.ts'

/** An entry of an index must fit a page of 8 kB three times; a character takes three bytes at most. */
const KEY_CHARS_MAX = 500

export function boundKey(key: string): string {
  return key.length <= KEY_CHARS_MAX ? key : `sha256:${hash('sha256', key)}`
}

export function maintenanceKey(id: string): string {
  return `maintenance:${id}`
}

export function thresholdKey(groupKey: string): string {
  return boundKey(`threshold:${groupKey}`)
}

export const FLAPPING = 'flapping'
/** It flapped, fires, and counts as steady from the instant of the placement. */
export const STEADYING = 'steadying'
export const WAITING = 'waiting'

/** What an alert with these labels writes down while it fires; absent for nearly all. */
export function causesOf(
  labels: Readonly<Record<string, string>>,
  rules: readonly Inhibition[] | undefined,
): { causes?: string[] } {
  const keys = calcCauseKeys(labels, rules)
  return keys.length > 0 ? { causes: keys.map(boundKey) } : {}
}
