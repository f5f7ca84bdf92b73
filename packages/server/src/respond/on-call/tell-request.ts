/** Letters about a request, in the transaction that changes it. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import { namesOf } from '../../people/directory-names.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { queueLetter } from '../queue-letter.ts'
import type { ShiftRequest } from './shift-request.queries.ts'
import { type RequestEvent, requestWords } from './words/request-words.ts'

export interface RequestNews {
  request: ShiftRequest
  event: RequestEvent
  to: readonly UserId[]
  by?: UserId
  reason?: string | undefined
}

export async function tellRequest(unit: UnitOfWork, { request, event, to, by, reason }: RequestNews): Promise<void> {
  const names = namesOf(unit.directory)
  const who = by === undefined ? '' : names.user(by).name
  for (const user of to) {
    await queueLetter(unit, {
      key: `shift-request/${request.id}/${event}/${by ?? ''}/${user}`,
      ...{ to: user, view: '/on-call/mine' },
      ...(event === 'asked' && { asks: { request: request.id, until: request.expiresAt } }),
      words: (language, zone) =>
        requestWords(
          { event, request, who, ...(reason && { reason }), scheduleName: (id) => names.schedule(id).name },
          language,
          zone,
        ),
    })
  }
}
