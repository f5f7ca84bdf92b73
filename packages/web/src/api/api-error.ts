/** What the server said no with, or `offline` and `timeout` when no answer came. The interface shows `message` and `mend`. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly mend: string
  readonly details: unknown
  readonly requestId: string | undefined

  constructor(answer: {
    status: number
    code: string
    message: string
    mend?: string
    details?: unknown
    requestId?: string
  }) {
    super(answer.message)
    this.name = 'ApiError'
    this.status = answer.status
    this.code = answer.code
    this.mend = answer.mend ?? ''
    this.details = answer.details
    this.requestId = answer.requestId
  }
}

/** Whether asking again later may help: nothing was decided about the request. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return error.status === 0 || error.status === 408 || error.status === 429 || error.status >= 500
}

/** Problems by field, from the `details` of a refusal: `[{ field, problem }]`. */
export function fieldProblems(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError) || !Array.isArray(error.details)) return {}
  const entries = error.details.flatMap((detail: unknown) => {
    const { field, problem } = (detail ?? {}) as { field?: unknown; problem?: unknown }
    return typeof field === 'string' ? [[field, String(problem ?? '')] as const] : []
  })
  return Object.fromEntries(entries)
}

/** Whether nothing but the id in the address was refused: where nobody filled in anything, the page’s own address is wrong. */
export function isOfAddress(error: ApiError): boolean {
  const problems = Object.keys(fieldProblems(error))
  return error.code === 'invalid_request' && problems.length > 0 && problems.every((field) => field === 'id')
}
