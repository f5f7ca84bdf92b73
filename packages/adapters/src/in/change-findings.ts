import { z } from 'zod'
import type { ChangeDraft } from './change-draft.ts'
import { isOptionOn } from './options.ts'
import { said } from './signal-draft.ts'
import type { Findings, Notification } from './webhook.ts'

/** A failed deployment is a change like one that succeeded: it pages nobody unless the source wants it. */
export const changeOptions = {
  alert_on_failure: z
    .boolean({ error: 'expected true or false' })
    .meta({ examples: [true] })
    .optional(),
}

/**
 * What follows from a change. `track` is where changes follow one another, e.g. an environment of a repository: where the source
 * wants alerts, what failed there is one until something succeeds there.
 */
export function findingsOf(change: ChangeDraft, track: string | undefined, { context }: Notification): Findings {
  const isOver = change.outcome === 'succeeded'
  const isWanted = isOptionOn(context.options, 'alert_on_failure') && track !== undefined
  if (!isWanted || change.outcome === undefined || change.outcome === 'started') {
    return { signals: [], changes: [change] }
  }
  const { kind, origin, service, environment, ref, revision, actor, at, links } = change
  return {
    changes: [change],
    signals: [
      {
        key: track,
        state: isOver ? 'resolved' : 'firing',
        title: change.summary,
        labels: said({ kind, origin, service, environment, ref }),
        annotations: { revision, actor },
        startedAt: isOver ? undefined : at,
        endedAt: at,
        links: links.map(({ href }) => href),
      },
    ],
  }
}

/** Nothing that anybody has to know of. */
export const NO_FINDINGS: Findings = { signals: [], changes: [] }
