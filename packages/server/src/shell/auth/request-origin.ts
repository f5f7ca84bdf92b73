import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { FastifyRequest } from 'fastify'

/** From where and with what a request came. The address is the one that trusted proxies name. */
export interface RequestOrigin {
  at: Instant
  address: string
  agent: string
}

export function originOf(request: FastifyRequest, at: Instant): RequestOrigin {
  return { at, address: request.ip, agent: request.headers['user-agent'] ?? '' }
}
