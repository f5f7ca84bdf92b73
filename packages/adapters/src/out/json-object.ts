/** The JSON object of a provider's answer; empty when it is none, e.g. the HTML of a proxy in front of it. */
export function readJsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** What an object holds in a place; undefined where there is no text. */
export function textAt(object: unknown, ...path: readonly string[]): string | undefined {
  const value = path.reduce<unknown>(
    (held, key) => (typeof held === 'object' && held !== null ? (held as Record<string, unknown>)[key] : undefined),
    object,
  )
  return typeof value === 'string' ? value : undefined
}
