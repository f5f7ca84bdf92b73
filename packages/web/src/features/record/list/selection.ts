/** Which rows are chosen. `anchor` is the row from which a range is drawn. */
export interface Selection {
  ids: ReadonlySet<string>
  anchor: string | undefined
}

export const NOTHING: Selection = { ids: new Set(), anchor: undefined }

export function toggleRow({ ids }: Selection, id: string): Selection {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, anchor: id }
}

/** Everything between the anchor and `id`, whichever comes first, joins; without an anchor `id` alone. */
export function extendTo({ ids, anchor }: Selection, id: string, order: readonly string[]): Selection {
  const from = anchor === undefined ? -1 : order.indexOf(anchor)
  const to = order.indexOf(id)
  if (from < 0 || to < 0) return { ids: new Set([...ids, id]), anchor: id }
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1)
  return { ids: new Set([...ids, ...range]), anchor }
}

export function selectAll(ids: readonly string[]): Selection {
  return { ids: new Set(ids), anchor: ids[0] }
}

export function deselect({ ids, anchor }: Selection, gone: readonly string[]): Selection {
  return { ids: ids.difference(new Set(gone)), anchor }
}
