import { type Document, type DocumentValue, Hidden } from '../config-kind.ts'

/** One field that differs; what is absent was or will be without a value. Secrets show as `(secret)`. */
export interface FieldDifference {
  path: string
  before?: string
  after?: string
}

const SECRET = '(secret)'

/** The fields in which two documents differ, in the order of the newer one. */
export function listDifferences(before: Document | undefined, after: Document | undefined): FieldDifference[] {
  const [old, wanted] = [leavesOf(before), leavesOf(after)]
  const paths = new Set([...wanted.keys(), ...old.keys()])
  return [...paths].flatMap((path) => {
    const [was, is] = [old.get(path), wanted.get(path)]
    if (was?.key === is?.key) return []
    return [{ path, ...(was && { before: was.shown }), ...(is && { after: is.shown }) }]
  })
}

/** `key` tells two values apart, `shown` is for eyes. */
interface Leaf {
  key: string
  shown: string
}

function leavesOf(document: Document | undefined): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  if (document) for (const [field, value] of Object.entries(document)) collect(leaves, field, value)
  return leaves
}

function collect(leaves: Map<string, Leaf>, path: string, value: DocumentValue | undefined): void {
  if (value === undefined) return
  if (value instanceof Hidden) leaves.set(path, { key: value.stored, shown: SECRET })
  else if (isList(value)) {
    if (value.every(isPlain)) leaves.set(path, leaf(`[${value.join(', ')}]`))
    else for (const [index, each] of value.entries()) collect(leaves, `${path}[${index}]`, each)
  } else if (typeof value === 'object' && value !== null) {
    for (const [field, each] of Object.entries(value)) collect(leaves, `${path}.${field}`, each)
  } else leaves.set(path, leaf(value === '' ? '""' : String(value)))
}

function leaf(shown: string): Leaf {
  return { key: shown, shown }
}

function isList(value: DocumentValue): value is readonly DocumentValue[] {
  return Array.isArray(value)
}

function isPlain(value: DocumentValue): boolean {
  return typeof value !== 'object' || value === null
}
