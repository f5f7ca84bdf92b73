import type { CheckKind } from './check.ts'
import { dnsCheck } from './dns/check.ts'
import { grpcCheck } from './grpc/check.ts'
import { httpCheck } from './http/check.ts'
import { metricCheck } from './metric/check.ts'
import { pingCheck } from './ping/check.ts'
import { postgresCheck } from './postgres/check.ts'
import { redisCheck } from './redis/check.ts'
import { smtpCheck } from './smtp/check.ts'
import { tcpCheck } from './tcp/check.ts'
import { tlsCheck } from './tls/check.ts'

/** Every kind of monitor, in the order in which it is offered. */
const CHECKS: readonly CheckKind[] = [
  httpCheck,
  tcpCheck,
  tlsCheck,
  dnsCheck,
  pingCheck,
  grpcCheck,
  postgresCheck,
  redisCheck,
  smtpCheck,
  metricCheck,
]

export const CHECK_KINDS = CHECKS.map(({ kind }) => kind) as [string, ...string[]]

export function checkKind(kind: string): CheckKind | undefined {
  return CHECKS.find((each) => each.kind === kind)
}
