import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const CAPABILITIES = fileURLToPath(new URL('../../.cache/test-capabilities.json', import.meta.url))

export type Program = 'alertmanager' | 'wrk' | 'chromium'

/** The path of a program that `npm test` installs on Debian and notes; null where there is none. */
export function findProgram(name: Program): string | null {
  if (!existsSync(CAPABILITIES)) return null
  const found = JSON.parse(readFileSync(CAPABILITIES, 'utf8')) as Partial<Record<Program, string | null>>
  const path = found[name] ?? null
  return path !== null && existsSync(path) ? path : null
}
