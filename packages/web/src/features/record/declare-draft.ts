import { SCOPES, type Scope, SEVERITIES, type Severity } from '@tocsin/core/kernel/scales.ts'
import { readPreference, writePreference } from '../../ports/preferences.ts'

/** What somebody was about to declare. */
export interface DeclareDraft {
  title: string
  description: string
  services: string[]
  severity: Severity
  scope: Scope
}

export const EMPTY_DRAFT: DeclareDraft = {
  title: '',
  description: '',
  services: [],
  severity: 'medium',
  scope: 'department',
}

/** Kept in this browser until it is declared or discarded: a dialog that closes by accident must lose nothing. */
const nameOf = (userId: string) => `declare-draft.${userId}`

export function readDraft(userId: string): DeclareDraft | undefined {
  const draft = parseDraft(readPreference(nameOf(userId)))
  return draft && isWorthKeeping(draft) ? draft : undefined
}

/** One that says nothing is forgotten. */
export function keepDraft(userId: string, draft: DeclareDraft): void {
  writePreference(nameOf(userId), isWorthKeeping(draft) ? JSON.stringify(draft) : '')
}

export function forgetDraft(userId: string): void {
  writePreference(nameOf(userId), '')
}

export function isWorthKeeping({ title, description, services }: DeclareDraft): boolean {
  return title.trim() !== '' || description.trim() !== '' || services.length > 0
}

/** Reads what an older console may have written; fields that it does not understand take their defaults. */
export function parseDraft(text: string | null): DeclareDraft | undefined {
  if (text === null || text === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { title, description, services, severity, scope } = value as Record<string, unknown>
  return {
    title: typeof title === 'string' ? title : EMPTY_DRAFT.title,
    description: typeof description === 'string' ? description : EMPTY_DRAFT.description,
    services: Array.isArray(services) ? services.filter((id) => typeof id === 'string') : EMPTY_DRAFT.services,
    severity: SEVERITIES.find((each) => each === severity) ?? EMPTY_DRAFT.severity,
    scope: SCOPES.find((each) => each === scope) ?? EMPTY_DRAFT.scope,
  }
}
