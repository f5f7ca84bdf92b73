import { cloudwatchQuery } from './cloudwatch/query.ts'
import { elasticQuery } from './elastic/query.ts'
import { lokiQuery } from './loki/query.ts'
import { postgresQuery } from './postgres/query.ts'
import { prometheusQuery } from './prometheus/query.ts'
import type { QuerySystem } from './query.ts'
import { signozQuery } from './signoz/query.ts'

/** What a data source may be, in the order in which it is offered. */
const SYSTEMS: readonly QuerySystem[] = [
  prometheusQuery,
  postgresQuery,
  elasticQuery,
  lokiQuery,
  signozQuery,
  cloudwatchQuery,
]

export const QUERY_SYSTEMS = SYSTEMS.map(({ system }) => system) as [string, ...string[]]

export function querySystem(system: string): QuerySystem | undefined {
  return SYSTEMS.find((each) => each.system === system)
}
