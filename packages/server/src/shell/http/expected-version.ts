import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { invalidField } from './refusal.ts'

/**
 * The version that a change builds on, where two people may edit one thing: `If-Match: "7"`, or `version` of the body. Undefined
 * when the request says neither, which means: whatever there is now.
 */
export function readExpectedVersion(request: FastifyRequest, bodyVersion?: number): number | undefined {
  const header = request.headers['if-match']
  if (header === undefined || header === '*') return bodyVersion
  const [, digits] = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header) ?? []
  if (digits === undefined) throw invalidField('If-Match', 'is not the version of anything here', '"7"')
  return Number(digits)
}

/** Tells the version of what the answer shows, in the form in which `If-Match` takes it back. */
export function tellVersion(reply: FastifyReply, version: number): void {
  reply.header('etag', `"${version}"`)
}

/** The rejection of a change that builds on another version than the one there is. */
export function rejectStale(expected: number | undefined, actual: number): Rejection | undefined {
  if (expected === undefined || expected === actual) return undefined
  return { code: 'version_conflict', facts: { expected, actual } }
}
