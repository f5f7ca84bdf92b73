/** An id out of a name: `Payment API (Tokyo)` → `payment-api-tokyo`. Empty when nothing of the name can stand in one. */
export function suggestId(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
}
