import type { Net } from '@tocsin/adapters/out/net.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { Secrets } from '../../shell/secrets/secrets.ts'
import type { KeepFiles } from '../reply-files.ts'
import type { HotlineReport } from './hotline-report.ts'

export interface CallbackDeps {
  db: Kysely<Schema>
  engine: EngineDeps
  net: Net
  secrets: Pick<Secrets, 'mac' | 'isMac'>
  publicUrl(): string
  /** What the organisation configured for a channel; undefined when nothing. */
  channelConfig(channel: string): unknown
  /** Of its second provider, where it has one. */
  secondConfig?(channel: string): unknown
  /** Opens an incident for somebody who called, the way the portal does. The same report twice is one. */
  report(report: HotlineReport): Promise<IncidentId>
  /** Keeps files with an incident. */
  keepFiles: KeepFiles
  /** A contact whose owner wants no more messages there. */
  optedOut(channel: string, address: string): Promise<void>
  /** They want messages there again. False where they had not said otherwise. */
  optedIn(channel: string, address: string): Promise<boolean>
}

/** A request of a provider, not yet believed. */
export interface CallbackRequest {
  /** With the query, as the provider knows it. */
  url: string
  headers: Readonly<Record<string, string | undefined>>
  body: Buffer
}

export interface CallbackAnswer {
  status: number
  type?: string
  body?: string
}

export const REFUSED: CallbackAnswer = { status: 403, type: 'text/plain', body: 'The signature is missing or wrong.' }
export const NOT_FOUND: CallbackAnswer = { status: 404, type: 'text/plain', body: 'Nothing is expected here.' }
/** Taken, and there is nothing to say. */
export const TAKEN: CallbackAnswer = { status: 200, type: 'text/plain', body: '' }
