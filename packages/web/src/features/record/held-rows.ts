/**
 * Rows that keep their places. A list that is live must not move under a finger that is about to press: while somebody is at
 * the list, rows change where they stand, leavers stay as empty places, and newcomers wait to be shown.
 */
export interface PlacedRow<Item> {
  item: Item
  group: string
  /** No longer in the list; kept until the list is arranged anew. */
  isGone: boolean
}

interface WithId {
  id: string
}

/** The order of `groups` first, then the order in which the server gave them. */
export function arrangeRows<Item extends WithId>(
  items: readonly Item[],
  groups: readonly string[],
  groupOf: (item: Item) => string,
): PlacedRow<Item>[] {
  const rows = items.map((item) => ({ item, group: groupOf(item), isGone: false }))
  return rows.sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group))
}

/** The rows where they stood, as they are now; and how many newcomers wait. */
export function keepPlaces<Item extends WithId>(
  placed: readonly PlacedRow<Item>[],
  items: readonly Item[],
): { rows: PlacedRow<Item>[]; waiting: number } {
  const fresh = new Map(items.map((item) => [item.id, item]))
  const rows = placed.map(({ item, group }) => {
    const now = fresh.get(item.id)
    fresh.delete(item.id)
    return { item: now ?? item, group, isGone: now === undefined }
  })
  return { rows, waiting: fresh.size }
}
