import type { AlertId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { AlertTexts } from '../rule-tx.ts'
import { compareText, throughJson } from './json-value.ts'
import { lockRow, type Session } from './session.ts'

export async function recheckRuled(session: Session, due: Instant): Promise<void> {
  const { tables, owner } = session
  const isFiring = (alert: string): boolean =>
    tables.alerts.get(owner, tables.identityOfAlert.get(alert) ?? '')?.state === 'firing'
  const isRuled = (row: { rule_id: string | null; incident_id: string | null } | undefined): boolean =>
    row !== undefined && row.rule_id !== null && row.incident_id === null
  const ruled = tables.placements.select(owner, (row) => isRuled(row) && isFiring(row.alert_id))
  for (const { alert_id: alert } of ruled.sort((a, b) => compareText(a.alert_id, b.alert_id))) {
    await lockRow(session, tables.placements, alert)
    const row = tables.placements.get(owner, alert)
    if (row && isRuled(row)) tables.placements.put(owner, alert, { ...row, check_at: due })
  }
}

export function loadAlertTexts({ tables, owner }: Session, ids: readonly AlertId[]): Map<AlertId, AlertTexts> {
  return new Map(
    ids.flatMap((id): [AlertId, AlertTexts][] => {
      const row = tables.alerts.get(owner, tables.identityOfAlert.get(id) ?? '')
      if (!row) return []
      const { description, annotations, link } = row
      const texts = { annotations, ...(description !== null && { description }), ...(link !== null && { link }) }
      return [[id, throughJson(texts)]]
    }),
  )
}
