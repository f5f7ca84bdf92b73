/** The order of event rules: where one goes that is moved or added, at the cost of few other rows. */
import type { Editor } from './change-configuration.ts'
import { type EventRuleRow, eventRuleKind, POSITION_GAP } from './event-rule-configuration.ts'

/** The rules that the file does not own, in their order. */
export async function listOwnRules(editor: Editor): Promise<EventRuleRow[]> {
  const rows = await eventRuleKind.list(editor.db)
  return inOrder(rows.filter((row) => row.owned_by !== 'file'))
}

/** As they are asked: those of the file first. */
export function inOrder(rows: readonly EventRuleRow[]): EventRuleRow[] {
  const rank = (row: EventRuleRow): number => (row.owned_by === 'file' ? 0 : 1)
  return rows.toSorted((a, b) => rank(a) - rank(b) || a.position - b.position || (a.id < b.id ? -1 : 1))
}

/**
 * Puts a rule ahead of another one, or behind all of them. Where there is no room between two, all get their positions anew.
 * `ahead` is the id of a rule that the file does not own, or null.
 */
export async function putRuleAhead(editor: Editor, row: EventRuleRow, ahead: string | null): Promise<void> {
  const others = (await listOwnRules(editor)).filter(({ id }) => id !== row.id)
  const index = ahead === null ? others.length : others.findIndex(({ id }) => id === ahead)
  const before = others[index - 1]?.position ?? 0
  const next = others[index]?.position
  const position = next === undefined ? before + POSITION_GAP : Math.floor((before + next) / 2)
  if (position > before && (next === undefined || position < next)) {
    await editor.put(eventRuleKind, { ...row, position })
    return
  }
  for (const [place, each] of others.toSpliced(index, 0, row).entries())
    await editor.put(eventRuleKind, { ...each, position: (place + 1) * POSITION_GAP })
}
