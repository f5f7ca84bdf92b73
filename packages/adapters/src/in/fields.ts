/** Reading fields of foreign JSON. Only own properties count: `constructor` and `__proto__` are names like any other. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function field(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** A text that says something: undefined for what is missing, null, not a string, or blank. */
export function textField(fields: Fields, name: string): string | undefined {
  const value = field(fields, name)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** A scalar as text, for senders that write numbers where text is meant; undefined for null, objects and lists. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : undefined
}
