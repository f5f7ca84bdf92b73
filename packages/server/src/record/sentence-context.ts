/** What every sentence of the timeline works with: names, pages, and who did it. */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { PageId } from '@tocsin/core/kernel/brand.ts'
import type { PlannedContact } from '@tocsin/core/kernel/fact.ts'
import type { DirectoryNames } from '../people/directory-names.ts'

/** What sentences need to know beside the fact. */
export interface SentenceContext {
  names: DirectoryNames
  /** Whom a page was for and how it went, if it is known. */
  page(id: PageId): { user: string; target: PlannedContact } | undefined
}

/** The name of who did it. */
export function who(actor: Actor, { names }: Pick<SentenceContext, 'names'>): string {
  switch (actor.kind) {
    case 'user':
      return names.user(actor.id).name
    case 'key':
      return `The API key ${actor.name}`
    case 'source':
      return names.source(actor.id).name
    case 'reporter':
      return actor.name ? `${actor.name} (by the portal)` : 'Somebody (by the portal)'
    case 'system':
      return 'Tocsin'
  }
}
