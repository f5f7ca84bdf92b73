import { isFields } from './fields.ts'

const DEPTH_MAX = 20

/**
 * Foreign JSON that is kept as it is, cut below a depth of 20: what stores or shows it recurses, and a body of a few kilobytes
 * can nest deeper than any stack.
 */
export function boundDepth(value: unknown, depthLeft = DEPTH_MAX): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depthLeft === 0) return '…'
  if (Array.isArray(value)) return value.map((item) => boundDepth(item, depthLeft - 1))
  if (!isFields(value)) return null
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, boundDepth(item, depthLeft - 1)]))
}

/** A value as text: a string as it is, anything else as JSON. */
export function jsonText(value: unknown): string {
  if (typeof value === 'string') return value
  return JSON.stringify(boundDepth(value)) ?? ''
}
