/** What has to change of the things of one kind. */
import { canonicalJson } from '../../engine/fact-chain.ts'
import type { Editor } from '../change-configuration.ts'
import type { ConfigKind, KindName } from '../config-kind.ts'
import { type FieldDifference, listDifferences } from './difference.ts'

export interface Change {
  kind: KindName
  /** The id, or a person's mail address. */
  name: string
  action: 'create' | 'update' | 'delete' | 'deactivate'
  fields: FieldDifference[]
  /** Of a new person: the id that the plan gave them. */
  userId?: string
  /** Carries it out. */
  write(editor: Editor): Promise<void>
}

export interface KindPlan<Row> {
  writes: Change[]
  drops: Change[]
  after: Row[]
}

export interface KindRows<Row> {
  current: readonly Row[]
  desired: readonly Row[]
  prune: boolean
  nameUser?: (id: string) => string
}

export function planKind<Row>(
  kind: ConfigKind<Row>,
  { current, desired, prune, nameUser = asIs }: KindRows<Row>,
): KindPlan<Row> {
  const existing = new Map(current.map((row) => [kind.idOf(row), row]))
  const owned = desired.map((row) => kind.withOwner(row, 'file'))
  const wanted = new Set(owned.map((row) => kind.idOf(row)))
  const writes = owned.flatMap((row) => planWrite(kind, existing.get(kind.idOf(row)), row, nameUser))
  const left = current.filter((row) => !wanted.has(kind.idOf(row)))
  const dropped = prune ? left.filter((row) => kind.ownerOf(row) === 'file') : []
  const drops = dropped.map((row): Change => {
    const document = kind.describe(row, nameUser)
    return {
      kind: kind.name,
      name: nameOf(document, kind.idOf(row)),
      action: 'delete',
      fields: listDifferences(document, undefined),
      write: (editor) => editor.drop(kind, kind.idOf(row)),
    }
  })
  return { writes, drops, after: [...owned, ...left.filter((row) => !dropped.includes(row))] }
}

function planWrite<Row>(
  kind: ConfigKind<Row>,
  before: Row | undefined,
  after: Row,
  nameUser: (id: string) => string,
): Change[] {
  if (before !== undefined && canonicalJson(before) === canonicalJson(after)) return []
  const document = kind.describe(after, nameUser)
  const owner = before !== undefined && kind.ownerOf(before) !== kind.ownerOf(after)
  return [
    {
      kind: kind.name,
      name: nameOf(document, kind.idOf(after)),
      action: before === undefined ? 'create' : 'update',
      fields: [
        ...listDifferences(before && kind.describe(before, nameUser), document),
        ...(owner ? [{ path: 'owned_by', before: 'app', after: 'file' }] : []),
      ],
      ...(kind.name === 'user' && before === undefined && { userId: kind.idOf(after) }),
      write: async (editor) => void (await editor.put(kind, after)),
    },
  ]
}

function nameOf(document: { id?: unknown; email?: unknown }, id: string): string {
  return String(document.email ?? document.id ?? id)
}

function asIs(id: string): string {
  return id
}
