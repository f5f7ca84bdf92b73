/** Deliberate bugs: parts of the product that do not do what they promise. Each is to be caught by the law that it breaks. */
import type { AlertId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import type { Accepted, Store, StoreTx } from '@tocsin/server/shell/store/store.ts'
import type { Sabotage } from '../sabotage.ts'
import type { ScenarioName } from '../scenario.ts'

export interface Bug {
  what: string
  law: string
  /** In which it shows; the usual one when absent. */
  scenario?: ScenarioName
  /** Made anew for each run. */
  create(): Sabotage
}

export function inTransactions(change: (tx: StoreTx) => Partial<StoreTx>): Sabotage {
  return {
    wrapStore: (store) => ({
      ...store,
      transaction: (work) => store.transaction((tx) => work({ ...tx, ...change(tx) })),
    }),
  }
}

function inStore(change: (store: Store) => Partial<Store>): Sabotage {
  return { wrapStore: (store) => ({ ...store, ...change(store) }) }
}

/** True every so many times. */
export function everyNth(n: number): () => boolean {
  let count = 0
  return () => {
    count += 1
    return count % n === 0
  }
}

export const BUGS: readonly Bug[] = [
  {
    what: 'a later rule of somebody paged that is lost',
    law: 'law 3',
    create: () =>
      inTransactions((tx) => ({
        saveWakes: (rows) => tx.saveWakes(rows.filter((row) => row.kind !== 'NotificationRuleDue')),
      })),
  },
  {
    what: 'a clearing that is held back for ever',
    law: 'law 2',
    create: () =>
      inTransactions((tx) => ({
        countChanges: async (asked) => new Map(asked.map(({ alert }) => [alert, 99])),
        savePlacements: (rows) =>
          tx.savePlacements(
            rows.map(({ checkAt, ...row }) => (row.mutedBy ? row : { ...row, ...(checkAt && { checkAt }) })),
          ),
      })),
  },
  {
    what: 'an edit that changes the past',
    law: 'law 8',
    scenario: 'edits',
    create: () => ({ wrapChange: beginTooEarly }),
  },
  {
    what: 'a heartbeat that nobody misses',
    law: 'heartbeats',
    create: () =>
      inTransactions((tx) => ({
        accept: (batch) => tx.accept({ ...batch, signals: [] }),
      })),
  },
  {
    what: 'a page that is sent twice',
    law: 'law 4',
    create() {
      const isDouble = everyNth(5)
      return {
        wrapNet: (net) => ({
          ...net,
          async sendMail(server, mail) {
            if (isDouble()) await net.sendMail(server, mail)
            return net.sendMail(server, mail)
          },
        }),
      }
    },
  },
  {
    what: 'a page to somebody who is off duty',
    law: 'law 4',
    create: () => ({
      wrapStore: (store) => ({
        ...store,
        loadDirectory: async () => withShiftedTurns(await store.loadDirectory()),
        transaction: (work) =>
          store.transaction((tx) =>
            work({ ...tx, loadDirectory: async () => withShiftedTurns(await tx.loadDirectory()) }),
          ),
      }),
    }),
  },
  {
    what: 'a firing alert in no incident',
    law: 'law 2',
    create() {
      const isDropped = everyNth(3)
      return inTransactions((tx) => ({
        async claimAlertWork(rank, limit) {
          const works = await tx.claimAlertWork(rank, limit)
          const dropped = works.filter((work) => work.signal.kind === 'fired' && isDropped())
          await tx.finishAlertWork(dropped.map((work) => ({ alert: work.alert, seq: work.signal.seq })))
          return works.filter((work) => !dropped.includes(work))
        },
      }))
    },
  },
  {
    what: 'an alert in two incidents',
    law: 'law 2',
    create() {
      const isForgotten = everyNth(3)
      return inTransactions((tx) => ({
        async finishAlertWork(done) {
          await tx.finishAlertWork(done.filter(() => !isForgotten()))
        },
        // What is already placed is looked at as if it were new, in a group of its own.
        async claimAlertWork(rank, limit) {
          const works = await tx.claimAlertWork(rank, limit)
          return works.map((work) =>
            work.placement?.incident ? { ...work, labels: { ...work.labels, alertname: 'another' } } : work,
          )
        },
      }))
    },
  },
  {
    what: 'a forgotten row of the outbox',
    law: 'law 3',
    create() {
      const isForgotten = everyNth(4)
      return inTransactions((tx) => ({
        addSends: (rows) => tx.addSends(rows.filter((row) => row.class !== 'page' || !isForgotten())),
      }))
    },
  },
  {
    what: 'an answer before the commit',
    law: 'law 1',
    create: () =>
      inStore((store) => ({
        async accept(batch) {
          store.accept(batch).catch(() => {})
          return batch.signals.map(
            ({ source, signal, newId }): Accepted => ({
              source,
              key: signal.key,
              alert: newId as AlertId,
              transition: 'fired',
            }),
          )
        },
      })),
  },
  {
    what: 'an expiry that nobody heeds',
    law: 'law 1',
    create: () => inTransactions(() => ({ expireAlerts: async () => [] })),
  },
  {
    what: 'a page that goes on after the acknowledgement',
    law: 'law 5',
    create: () =>
      inTransactions((tx) => ({
        cancelSends: async () => {},
        // Neither does the outcome of an attempt end the row that was called off.
        endSends: (endings, at) =>
          tx.endSends(
            endings.map(({ how, ...ending }) =>
              how.kind === 'dead'
                ? { ...ending, how: { ...how, kind: 'retry', due: (at + 3_000) as Instant } }
                : { ...ending, how },
            ),
            at,
          ),
      })),
  },
  {
    what: 'a page that queues behind other messages',
    law: 'law 6',
    create() {
      const isItsTurn = everyNth(500)
      return inStore((store) => ({
        claimSends: async (claim) => (claim.class === 'page' && !isItsTurn() ? [] : store.claimSends(claim)),
      }))
    },
  },
  {
    what: 'a fact that is not written',
    law: 'law 7',
    create() {
      const isLost = everyNth(10)
      return inTransactions((tx) => ({
        saveIncidents: (saves) =>
          tx.saveIncidents(saves.map((save) => (isLost() ? { ...save, facts: save.facts.slice(0, -1) } : save))),
      }))
    },
  },
  {
    what: 'merged alerts that keep the place that they had',
    law: 'law 2',
    create: () =>
      inTransactions((tx) => ({
        savePlacements: (rows) => tx.savePlacements(rows.filter((row) => row.because !== 'alerts_merged')),
      })),
  },
  {
    what: 'half a merge',
    law: 'law 2',
    create: () =>
      inTransactions((tx) => ({
        saveIncidents: (saves) =>
          tx.saveIncidents(saves.filter(({ facts }) => facts.every(({ fact }) => fact.type !== 'IncidentAbsorbed'))),
      })),
  },
  {
    what: 'a state that its facts do not give',
    law: 'law 7',
    create() {
      const isWrong = everyNth(10)
      return inTransactions((tx) => ({
        saveIncidents: (saves) =>
          tx.saveIncidents(
            saves.map((save) =>
              isWrong()
                ? { ...save, state: { ...save.state, record: { ...save.state.record, title: 'Another title' } } }
                : save,
            ),
          ),
      }))
    },
  },
]

/** Versions of schedules that begin five seconds before the instant that was asked for. */
function beginTooEarly(earlier: Directory, later: Directory): Directory {
  const schedules = [...later.schedules].map(([id, schedule]): [typeof id, Schedule] => {
    const { before = [] } = schedule
    const last = before.at(-1)
    if (!last || before === earlier.schedules.get(id)?.before) return [id, schedule]
    const until = (last.until - 5_000) as Instant
    return [id, { ...schedule, before: [...before.slice(0, -1), { ...last, until }] }]
  })
  return { ...later, schedules: new Map(schedules) }
}

function withShiftedTurns(directory: Directory): Directory {
  const schedules = [...directory.schedules.values()].map((schedule) => ({
    ...schedule,
    layers: schedule.layers.map((layer) => ({
      ...layer,
      turns: [...layer.turns.slice(1), ...layer.turns.slice(0, 1)],
    })),
  }))
  return { ...directory, schedules: new Map(schedules.map((schedule) => [schedule.id, schedule])) }
}
