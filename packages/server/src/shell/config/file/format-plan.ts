/** A plan for people. */
import type { FieldDifference } from './difference.ts'
import type { Change } from './plan-kind.ts'

export type ShownChange = Pick<Change, 'kind' | 'name' | 'action' | 'fields'>

const SIGNS = { create: '+', update: '~', delete: '-', deactivate: '-' } as const
const ENDINGS = {
  create: '',
  update: '',
  delete: '',
  deactivate: ' (deactivated: people are not deleted, because incidents name them)',
}

export function formatPlan(changes: readonly ShownChange[], { isDone }: { isDone: boolean }): string {
  if (changes.length === 0) return 'Nothing to change: the configuration is what the file says.\n'
  const blocks = changes.map(({ kind, name, action, fields }) => {
    const lines =
      action === 'delete' || action === 'deactivate' ? [] : fields.map((field) => `    ${formatField(field, action)}`)
    return [`${SIGNS[action]} ${kind} ${name}${ENDINGS[action]}`, ...lines].join('\n')
  })
  return `${blocks.join('\n')}\n\n${formatCounts(changes, isDone)}\n`
}

/** `3 created, 1 updated.` */
export function formatCounts(changes: readonly ShownChange[], isDone: boolean): string {
  const words = {
    create: ['create', 'created'],
    update: ['update', 'updated'],
    delete: ['delete', 'deleted'],
    deactivate: ['deactivate', 'deactivated'],
  } as const
  const parts = (Object.keys(words) as Change['action'][]).flatMap((action) => {
    const count = changes.filter((change) => change.action === action).length
    if (count === 0) return []
    return [isDone ? `${count} ${words[action][1]}` : `${count} to ${words[action][0]}`]
  })
  return `${parts.join(', ')}.`
}

function formatField({ path, before, after }: FieldDifference, action: Change['action']): string {
  if (action === 'create') return `${path}: ${after}`
  if (before === '(secret)' && after === '(secret)') return `${path}: (secret, changed)`
  return `${path}: ${before ?? '(none)'} → ${after ?? '(none)'}`
}
