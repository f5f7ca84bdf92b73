/**
 * A kind of check: what is set of it, and what it does. A check asks the world through the `CheckNet` that it is given, which ends
 * everything by the check's time-out and goes only where the installation lets it; what comes back is judged here, purely.
 */
import type { Finding } from '@tocsin/core/detect/monitor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { z } from 'zod'
import type { NetError } from '../out/net.ts'
import type { CheckNet } from './check-net.ts'

export interface CheckReport {
  finding: Finding
  /** What was found, in a sentence without a full stop: it stands in titles. */
  message: string
  /** What was measured, of checks that measure something. */
  value?: number
  /** Of the part that counts, e.g. until the answer; by default the whole check. */
  latencyMs?: number
  /** Further facts for whoever looks at the result; kept with the alert. */
  details?: Record<string, unknown>
}

/** Where a metric comes from, as its configuration says; the secret is open here and nowhere else. */
export interface QuerySource {
  system: string
  settings: unknown
  secret?: string
}

export interface CheckContext {
  net: CheckNet
  secret?: string
  at: Instant
  /** Of a metric: the data source that it names. */
  source?: QuerySource
}

export interface CheckKind {
  kind: string
  /** Refuses fields that it does not know. */
  settings: z.ZodType
  /** What the secret of such a monitor is, for whoever sets it; absent where it takes none. */
  secret?: string
  /** What is checked, in a few words: an address, a host and a port. `settings` have been parsed. */
  target(settings: unknown): string
  /** Never rejects for what the world does. */
  run(settings: unknown, context: CheckContext): Promise<CheckReport>
}

interface CheckDefinition<Settings extends z.ZodType> {
  kind: string
  settings: Settings
  secret?: string
  target(settings: z.output<Settings>): string
  run(settings: z.output<Settings>, context: CheckContext): Promise<CheckReport>
}

/** Lets a check speak of its own settings; whoever runs it has parsed them. */
export function defineCheck<Settings extends z.ZodType>(definition: CheckDefinition<Settings>): CheckKind {
  return definition as unknown as CheckKind
}

/** An object of settings that names what there is when it meets something else. */
export function settingsForm<Shape extends z.core.$ZodShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `is no setting of this kind. There are ${known}.` : 'expected settings',
  })
}

export function failed(message: string, more: Omit<CheckReport, 'finding' | 'message'> = {}): CheckReport {
  return { finding: 'critical', message, ...more }
}

export function passed(message: string, more: Omit<CheckReport, 'finding' | 'message'> = {}): CheckReport {
  return { finding: 'ok', message, ...more }
}

export function isNetError(answer: object): answer is NetError {
  return 'error' in answer
}

/** What the network could not do, as a sentence that says what to look at. */
export function netReport({ error, cause }: NetError): CheckReport {
  if (error === 'timeout') return failed('no answer in time')
  if (error === 'tls') return failed(`TLS failed: ${cause}`)
  return failed(cause)
}
