/** Lists of networks and hosts in options. */
import { isIP } from 'node:net'
import type { Reading } from './option-table.ts'

/** A host name, or all below one. */
const HOST = /^(\*\.)?[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?$/

/** For monitors and data sources; see target-guard.ts. */
export function readAllowedTargets(text: string): Reading<string[]> {
  const value = listOf(text)
  const wrong = value.find((each) => each !== 'all' && !isNetwork(each) && !(HOST.test(each) && !/^[\d.]+$/.test(each)))
  if (wrong === undefined) return { value }
  return { expected: `networks, addresses and host names, separated by commas, or all; "${wrong}" is none of these` }
}

/** An address, or a network in CIDR form. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** What stands between commas. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}
