/** Whom the question is about, and when: what stands in the address of the page. */
export interface WhyPagedSearch {
  user?: string | undefined
  /** An instant, RFC 3339. */
  at?: string | undefined
}

export function parseWhyPaged({ user, at }: Record<string, unknown>): WhyPagedSearch {
  return {
    user: typeof user === 'string' && user !== '' ? user : undefined,
    at: parseAt(at),
  }
}

/** Undefined for what is no instant. */
export function parseAt(at: unknown): string | undefined {
  return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? new Date(Date.parse(at)).toISOString() : undefined
}
