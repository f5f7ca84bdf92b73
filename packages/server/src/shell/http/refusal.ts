import type { Code } from '@tocsin/core/kernel/codes.ts'

/** What is wrong with one field: `field` is its path (`contacts.0.to`), `example` a value that would do. */
export interface ProblemDetail {
  field: string
  problem: string
  example?: string
}

export interface RefusalFacts {
  /** What happened, in one sentence; without it the code's own sentence. */
  message?: string
  details?: ProblemDetail[]
  /** Seconds for `Retry-After`. */
  retryAfterS?: number
}

/**
 * How the edge of HTTP ends a request before or around its handler: not signed in, not allowed, malformed. The business says no
 * with a rejection, which is a value and not this.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: Code
  readonly details: ProblemDetail[]
  readonly retryAfterS: number | undefined

  constructor(code: Code, { message, details = [], retryAfterS }: RefusalFacts = {}) {
    super(message ?? code)
    this.code = code
    this.details = details
    this.retryAfterS = retryAfterS
  }
}

export function invalidField(field: string, problem: string, example?: string): Refusal {
  return new Refusal('invalid_request', {
    details: [example === undefined ? { field, problem } : { field, problem, example }],
  })
}
