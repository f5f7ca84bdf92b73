import { isFields } from '../fields.ts'

/** A body as expressions see it, with the sizes that bound what a loop over it can cost. */
export interface CelInput {
  value: unknown
  /** Items of the largest list or map. */
  itemsMax: number
  /** Characters of the longest text. */
  charsMax: number
}

const DEPTH_MAX = 100

interface Survey {
  itemsMax: number
  charsMax: number
  isTooDeep: boolean
  hasConstructor: boolean
}

/**
 * The expression library reads own properties only, but it asks an object for its constructor to tell what it is, and a body
 * may say something else under that name. Such a body is handed in as Maps, where every name is data; any other as it is,
 * which costs less. Undefined when the body nests deeper than any alert has reason to.
 */
export function celInput(body: unknown): CelInput | undefined {
  const survey = { itemsMax: 0, charsMax: 0, isTooDeep: false, hasConstructor: false }
  inspect(body, 0, survey)
  if (survey.isTooDeep) return undefined
  return { value: survey.hasConstructor ? toMaps(body) : body, itemsMax: survey.itemsMax, charsMax: survey.charsMax }
}

function inspect(value: unknown, depth: number, survey: Survey): void {
  if (typeof value === 'string') survey.charsMax = Math.max(survey.charsMax, value.length)
  if (typeof value !== 'object' || value === null) return
  if (depth === DEPTH_MAX) {
    survey.isTooDeep = true
    return
  }
  if (Object.hasOwn(value, 'constructor')) survey.hasConstructor = true
  const children: unknown[] = Array.isArray(value) ? value : Object.values(value)
  survey.itemsMax = Math.max(survey.itemsMax, children.length)
  for (const child of children) inspect(child, depth + 1, survey)
}

function toMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toMaps)
  if (!isFields(value)) return value
  return new Map(Object.entries(value).map(([name, item]) => [name, toMaps(item)]))
}
