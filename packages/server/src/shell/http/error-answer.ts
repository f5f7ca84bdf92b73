/**
 * Every error of the API in one form: `{"error": {"code", "message", "mend", "details": […], "request_id"}}`. What was thrown
 * becomes a code of the registry here and nowhere else; what nobody foresaw is `internal_error`, and only that says nothing of
 * its cause to the outside.
 */
import { CODES, type Code, type Rejection } from '@tocsin/core/kernel/codes.ts'
import { z } from 'zod'
import { DatabaseFailure } from '../database/database-failure.ts'
import { StoreConflict } from '../store/store.ts'
import { factsInMessage, messageOfCode } from './message-of-code.ts'
import { type ProblemDetail, Refusal } from './refusal.ts'
import { STATUS_OF_CODE } from './status-of-code.ts'
import { hasValidationProblems, problemsOf, type RequestSchemas } from './validation-problems.ts'

export const errorSchema = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(CODES) as [Code, ...Code[]]),
      message: z.string().describe('What happened.'),
      mend: z.string().describe('What to do about it.'),
      details: z.array(
        z
          .object({ field: z.string(), problem: z.string(), example: z.string().optional() })
          .describe('One wrong field.'),
      ),
      request_id: z.string().describe('Names the line of the log that says more.'),
    }),
  })
  .meta({ id: 'Error' })

export interface ErrorAnswer {
  status: number
  code: Code
  body: z.infer<typeof errorSchema>
  /** Seconds. */
  retryAfterS?: number
}

const BUSY_RETRY_AFTER_S = 2

/** Facts that the sentence does not name stand in the details. */
export function answerRejection(
  { code, facts }: Rejection,
  requestId: string,
  problems: readonly ProblemDetail[] = [],
): ErrorAnswer {
  const { field, ...others } = facts ?? {}
  const said = factsInMessage(code)
  const rest = Object.entries(others).filter(([name]) => !said.has(name))
  const details =
    typeof field === 'string'
      ? [{ field, problem: ['is not allowed', ...rest.map((fact) => fact.join(' '))].join(', ') }]
      : rest.map(([name, value]) => ({ field: name, problem: String(value) }))
  return answer(code, requestId, { message: messageOfCode(code, facts), details: [...problems, ...details] })
}

/** `schemas` are those of the route, which know examples for the fields that were wrong. */
export function answerThrown(thrown: unknown, requestId: string, schemas?: RequestSchemas): ErrorAnswer {
  if (thrown instanceof Refusal) {
    const message = thrown.message === thrown.code ? messageOfCode(thrown.code) : thrown.message
    return answer(thrown.code, requestId, { message, details: thrown.details, retryAfterS: thrown.retryAfterS })
  }
  if (hasValidationProblems(thrown)) {
    return answer('invalid_request', requestId, { details: problemsOf(thrown, schemas) })
  }
  return answerForeign(thrown, requestId)
}

function answerForeign(thrown: unknown, requestId: string): ErrorAnswer {
  const { code, statusCode } = fieldsOf(thrown)
  if (statusCode === 413) return answer('body_too_large', requestId, {})
  if (statusCode === 404) return answer('not_found', requestId, {})
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return answer('invalid_request', requestId, { details: [{ field: 'body', problem: problemOfReading(code) }] })
  }
  if (isUnstorableText(code)) {
    return answer('invalid_request', requestId, {
      details: [{ field: 'body', problem: 'holds characters that cannot be stored' }],
    })
  }
  if (isStorageFull(code)) return answer('storage_full', requestId, { retryAfterS: 30 })
  if (thrown instanceof StoreConflict)
    return answer('conflict_retries_exhausted', requestId, { retryAfterS: BUSY_RETRY_AFTER_S })
  if (isBusy(thrown, code)) return answer('busy', requestId, { retryAfterS: BUSY_RETRY_AFTER_S })
  return answer('internal_error', requestId, {})
}

/** Sentences of our own: the framework's may quote the address, and addresses hold keys. */
function problemOfReading(code: string | undefined): string {
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return 'must be sent with `Content-Type: application/json`'
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return 'is empty, though the request says that it is JSON'
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return 'is not as long as `Content-Length` says'
    default:
      return 'is not valid JSON'
  }
}

/** PostgreSQL takes no NUL in texts, and no half of a surrogate pair in JSON. */
function isUnstorableText(code: string | undefined): boolean {
  return code === '22021' || code === '22P05'
}

/** PostgreSQL's class 53100 and the operating system's word for the same. */
function isStorageFull(code: string | undefined): boolean {
  return code === '53100' || code === 'ENOSPC'
}

/** Lost connections, servers that start or stop, deadlocks and time-outs: another attempt may well succeed. */
function isBusy(thrown: unknown, code = ''): boolean {
  if (thrown instanceof DatabaseFailure) return thrown.code === 'busy' || thrown.code === 'database_closed'
  return /^(08|57P0|40001|40P01|55P03|53[234]00|ECONN|ETIMEDOUT|EPIPE)/.test(code)
}

function fieldsOf(thrown: unknown): { code?: string; statusCode?: number } {
  if (typeof thrown !== 'object' || thrown === null) return {}
  const { code, statusCode } = thrown as { code?: unknown; statusCode?: unknown }
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof statusCode === 'number' && { statusCode }),
  }
}

function answer(
  code: Code,
  requestId: string,
  { message = messageOfCode(code), details = [], retryAfterS }: Said,
): ErrorAnswer {
  return {
    status: STATUS_OF_CODE[code],
    code,
    body: { error: { code, message, mend: CODES[code].mend, details, request_id: requestId } },
    ...(retryAfterS !== undefined && { retryAfterS }),
  }
}

interface Said {
  message?: string
  details?: ProblemDetail[]
  retryAfterS?: number | undefined
}
