import { field, isFields, scalarText } from './fields.ts'

/** What stands at a path of names in foreign JSON; undefined where the path breaks off. Own properties only. */
export function valueAt(value: unknown, ...path: string[]): unknown {
  let found = value
  for (const name of path) {
    if (!isFields(found)) return undefined
    found = field(found, name)
  }
  return found
}

/** The scalar at a path as text that says something, without blanks around it; undefined for what says nothing. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  return saidText(valueAt(value, ...path))
}

/** A scalar as trimmed text, or undefined when nothing is left. */
export function saidText(value: unknown): string | undefined {
  return scalarText(value)?.trim() || undefined
}

/** The texts of a list; a scalar is a list of itself. Objects, lists in it and blanks are left out. */
export function textList(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  return items.flatMap((item) => saidText(item) ?? [])
}
