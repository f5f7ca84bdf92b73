import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const SCRIPT = fileURLToPath(new URL('./ingest.lua', import.meta.url))
export const CONNECTIONS = 64

export interface Load {
  url: string
  alertsPerRequest: number
  kind: 'distinct' | 'repeats'
  seconds: number
  /** Sets the new alerts of this run apart. */
  tag: string
  /** Names the 1,000 conditions that repeat; the same in every round, so that they are repeats. */
  poolTag: string
}

export interface LoadOutcome {
  /** Answered with 2xx. */
  requests: number
  /** Answered or not: at the end up to one a connection is under way, and the server may or may not have taken it. */
  sentRequests: number
  /** Conditions never sent before, in all that was sent. */
  sentNew: number
  alertsPerSecond: number
  refused: number
  broken: number
  p50Ms: number
  p99Ms: number
}

interface Printed {
  requests: number
  sentRequests: number
  sentNew: number
  durationUs: number
  refused: number
  broken: number
  timeouts: number
  p50Us: number
  p99Us: number
}

/** One run of wrk: one thread, because the server needs the other core, and 64 connections that each wait for their answer. */
export async function runWrk(program: string, load: Load): Promise<LoadOutcome> {
  const { stdout } = await promisify(execFile)(program, [
    ...['-t1', `-c${CONNECTIONS}`, `-d${load.seconds}s`, '--timeout', '15s', '-s', SCRIPT, load.url, '--'],
    ...[String(load.alertsPerRequest), load.kind, load.tag, load.poolTag],
  ])
  const line = /^RESULT (.*)$/m.exec(stdout)?.[1]
  if (line === undefined) throw new Error(`wrk printed no result:\n${stdout}`)
  const printed = JSON.parse(line) as Printed
  const requests = printed.requests - printed.refused
  return {
    requests,
    sentRequests: printed.sentRequests,
    sentNew: printed.sentNew,
    alertsPerSecond: (requests * load.alertsPerRequest) / (printed.durationUs / 1e6),
    refused: printed.refused,
    broken: printed.broken + printed.timeouts,
    p50Ms: printed.p50Us / 1_000,
    p99Ms: printed.p99Us / 1_000,
  }
}
