import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { BundleDeps } from '@tocsin/server/respond/gather/bundle-pages.ts'
import type { MemoryTableName, Row } from '@tocsin/server/shell/store/memory/tables.ts'
import type { Store, StoreTx } from '@tocsin/server/shell/store/store.ts'
import type { Contents } from '../auditor/evidence.ts'
import type { Life } from './node-life.ts'

/** What the sends of a burst ask of the outbox, each a statement of its own. */
export type BundleRows = Pick<BundleDeps, 'findRecentPages' | 'lead' | 'takeAlong' | 'markCarried'>

/** One node's way to the database. */
export interface NodeConnection {
  store: Store
  bundles: BundleRows
  sever(): void
}

/** The database that all nodes of a simulation share. */
export interface Backend {
  connect(life: Life): NodeConnection
  setDirectory(directory: Directory): Promise<void>
  /** Everything that is committed, at one instant. */
  contents(): Promise<Contents>
  close(): Promise<void>
}

/** What a transaction is about to commit. */
export type Pending = { incident: IncidentId; fact: Fact }[]

export type OnCommit = (node: string, facts: Pending) => void

/** Notes the facts that go by. */
export function withNotes(tx: StoreTx, pending: Pending): StoreTx {
  return {
    ...tx,
    async saveIncidents(saves) {
      await tx.saveIncidents(saves)
      for (const { state, facts } of saves) for (const { fact } of facts) pending.push({ incident: state.id, fact })
    },
  }
}

export type ReadTable = <Name extends MemoryTableName>(table: Name) => Promise<Row<Name>[]>

export async function readContents(rows: ReadTable): Promise<Contents> {
  return {
    deliveries: await rows('deliveries'),
    alerts: await rows('alerts'),
    signals: await rows('signals'),
    alert_work: await rows('alert_work'),
    placements: await rows('placements'),
    facts: await rows('facts'),
    incidents: await rows('incidents'),
    incident_numbers: await rows('incident_numbers'),
    wakes: await rows('wakes'),
    outbox: await rows('outbox'),
    silences: await rows('silences'),
    silence_changes: await rows('silence_changes'),
    heartbeats: await rows('heartbeats'),
    changes: await rows('changes'),
    nodes: await rows('nodes'),
    inhibition_state: await rows('inhibition_state'),
    policy_turns: await rows('policy_turns'),
  }
}
