import type { ChangeEvent } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { boundDepth } from './bounded-json.ts'
import { boundEntries, boundLink, boundText, boundTitle } from './bounds.ts'
import { saidText } from './field-path.ts'
import { isFields } from './fields.ts'
import { said } from './signal-draft.ts'

export type ChangeOutcome = 'started' | 'succeeded' | 'failed' | 'degraded'

/** What an adapter found about a change, before it is bounded. Whoever looks for a cause asks: what, where, which, who. */
export interface ChangeDraft {
  summary: string
  /** `deployment`, `pipeline`, `push`, `release`; of senders that are free in it, any word. */
  kind: string | undefined
  outcome?: ChangeOutcome | undefined
  /** The repository, project or application. */
  origin: string | undefined
  /** By id or name, where the sender says it. */
  service?: string | undefined
  at: Instant | undefined
  environment?: string | undefined
  ref?: string | undefined
  revision?: string | undefined
  actor?: string | undefined
  links: readonly { href: string | undefined; text?: string | undefined }[]
  /** What else there is to know. Fields stand beside those above and give way to them. */
  details?: unknown
}

/** The change of a draft, within the limits of what is stored and shown. */
export function changeOf(draft: ChangeDraft): ChangeEvent {
  const origin = saidText(draft.origin)
  const service = saidText(draft.service)
  return {
    summary: boundTitle(saidText(draft.summary) ?? 'Change without a summary'),
    ...(origin !== undefined && { source: boundText(origin, LIMITS.labelCharsMax) }),
    ...(service !== undefined && { service: boundText(service, LIMITS.labelCharsMax) }),
    ...(draft.at !== undefined && { at: draft.at }),
    links: linksOf(draft.links),
    details: detailsOf(draft),
  }
}

function linksOf(links: ChangeDraft['links']): ChangeEvent['links'] {
  return links.slice(0, LIMITS.labelsMax).flatMap(({ href, text }) => {
    const kept = boundLink(href)
    if (kept === undefined) return []
    const label = saidText(text)
    return [label === undefined ? { href: kept } : { href: kept, text: boundTitle(label) }]
  })
}

function detailsOf({ kind, outcome, environment, ref, revision, actor, details }: ChangeDraft): unknown {
  const named = said({ kind, outcome, environment, ref, revision, actor })
  const own = boundEntries(Object.entries(named), LIMITS.labelCharsMax)
  const more = boundDepth(details ?? {})
  return isFields(more) ? { ...more, ...own } : { ...own, details: more }
}
