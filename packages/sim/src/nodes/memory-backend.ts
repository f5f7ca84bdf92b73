import { createMemoryStore, type MemoryConnection } from '@tocsin/server/shell/store/memory-store.ts'
import { type Backend, type NodeConnection, type OnCommit, type Pending, readContents, withNotes } from './backend.ts'
import type { Life } from './node-life.ts'

/** The store in memory. Each call has a connection of its own, so that its commit can be told from others'. */
export function createMemoryBackend(onCommit: OnCommit): Backend {
  const memory = createMemoryStore()
  return {
    connect(life) {
      const open = new Set<MemoryConnection>()
      return {
        ...waysOf(memory, life, open, onCommit),
        sever() {
          for (const connection of open) connection.sever()
        },
      }
    },
    setDirectory: async (directory) => memory.setDirectory(directory),
    contents: () => readContents(async (table) => memory.contents(table)),
    close: async () => {},
  }
}

function waysOf(
  memory: ReturnType<typeof createMemoryStore>,
  life: Life,
  open: Set<MemoryConnection>,
  onCommit: OnCommit,
): Omit<NodeConnection, 'sever'> {
  const onConnection = async <T>(work: (connection: MemoryConnection, pending: Pending) => Promise<T>): Promise<T> => {
    const pending: Pending = []
    const connection = memory.connect((label) => {
      if (label === 'committed') onCommit(life.name, pending)
      return life.turn(label)
    })
    open.add(connection)
    try {
      return await work(connection, pending)
    } finally {
      open.delete(connection)
    }
  }
  const store: NodeConnection['store'] = {
    accept: (batch) => onConnection((connection) => connection.accept(batch)),
    transaction: (work) =>
      onConnection((connection, pending) => connection.transaction((tx) => work(withNotes(tx, pending)))),
    loadDirectory: () => onConnection((connection) => connection.loadDirectory()),
    nextWakeDue: () => onConnection((connection) => connection.nextWakeDue()),
    nextPlacementCheck: () => onConnection((connection) => connection.nextPlacementCheck()),
    claimSends: (claim) => onConnection((connection) => connection.claimSends(claim)),
    releaseSends: (release) => onConnection((connection) => connection.releaseSends(release)),
    nextSendDue: (sendClass, fullChannels) =>
      onConnection((connection) => connection.nextSendDue(sendClass, fullChannels)),
    beatNode: (node, deadBefore) => onConnection((connection) => connection.beatNode(node, deadBefore)),
  }
  const bundles: NodeConnection['bundles'] = {
    findRecentPages: (page, times) => onConnection(({ bundles: rows }) => rows.findRecentPages(page, times)),
    lead: (page) => onConnection(({ bundles: rows }) => rows.lead(page)),
    takeAlong: (page, which) => onConnection(({ bundles: rows }) => rows.takeAlong(page, which)),
    markCarried: (pages, by, at) => onConnection(({ bundles: rows }) => rows.markCarried(pages, by, at)),
  }
  return { store, bundles }
}
