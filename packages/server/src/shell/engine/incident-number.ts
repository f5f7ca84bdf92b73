import type { IncidentId } from '@tocsin/core/kernel/brand.ts'

/** `INC-2026-000123`: the UTC year and a sequence that restarts with it, at least six digits. */
export function formatIncidentId(year: number, sequence: number): IncidentId {
  return `INC-${year}-${String(sequence).padStart(6, '0')}` as IncidentId
}
