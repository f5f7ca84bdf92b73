import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { z } from 'zod'
import type { DirectoryNames } from './directory-names.ts'

export const actorSchema = z
  .looseObject({ kind: z.enum(['user', 'key', 'source', 'reporter', 'system']), label: z.string() })
  .describe('Who it was, and as people know them.')

/** As the timeline calls them; a person who is gone keeps the id. */
export function presentActor(actor: Actor, names: DirectoryNames): z.output<typeof actorSchema> {
  return { ...actor, label: labelOf(actor, names) }
}

function labelOf(actor: Actor, names: DirectoryNames): string {
  switch (actor.kind) {
    case 'user':
      return names.user(actor.id).name
    case 'source':
      return names.source(actor.id).name
    case 'reporter':
      return actor.name ?? actor.id
    case 'key':
      return actor.name
    case 'system':
      return actor.part
  }
}
