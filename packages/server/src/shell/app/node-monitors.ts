/** The monitors of a node: their loop, and what checks that somebody asks for work with. */
import { createMonitorLoop } from '../../detect/monitors/monitor-loop.ts'
import type { CheckDeps } from '../../detect/monitors/run-check.ts'
import { withPriority } from '../database/acquire-priority.ts'
import type { EngineDeps } from '../engine/deps.ts'
import type { Loop } from '../engine/loop.ts'
import type { NodeWatch } from '../engine/node-loop.ts'
import { createCheckNets } from '../ports/check-net/check-net.ts'
import { createTargetGuard } from '../ports/target-guard.ts'
import type { NodeParts } from './node.ts'
import { createPauseLookup } from './pause-monitors.ts'
import type { SourceTraffic } from './source-traffic.ts'

export interface MonitorParts {
  deps: EngineDeps
  /** The node's name in leases. */
  name: string
  nodes: NodeWatch
  traffic: SourceTraffic
}

export function createNodeMonitors(
  { options, ports, secrets, database, publicUrl }: NodeParts,
  { deps, name, nodes, traffic }: MonitorParts,
): { check: CheckDeps; loop: Loop } {
  const openNet = createCheckNets(createTargetGuard(options.allowedTargets))
  const check: CheckDeps = { clock: ports.clock, secrets, openNet }
  const directory = () => deps.directory.latest()
  const monitors = createMonitorLoop({
    ...{ engine: deps, db: database.kysely, node: name, nodes, check, publicUrl },
    pausedUntil: createPauseLookup(directory),
    accepted(id, signals) {
      const source = directory().sources.get(id)
      if (source) traffic.accepted(source, signals)
    },
  })
  return { check, loop: { name: 'monitors', round: () => withPriority('normal', monitors.round) } }
}
