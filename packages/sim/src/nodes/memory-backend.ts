import { createMemoryStore, type MemoryConnection } from '@tocsin/server/shell/store/memory-store.ts'
import type { Store } from '@tocsin/server/shell/store/store.ts'
import { type Backend, type OnCommit, type Pending, readContents, withNotes } from './backend.ts'
import type { Life } from './node-life.ts'

/** The store in memory. Each call has a connection of its own, so that its commit can be told from others'. */
export function createMemoryBackend(onCommit: OnCommit): Backend {
  const memory = createMemoryStore()
  return {
    connect(life) {
      const open = new Set<MemoryConnection>()
      return {
        store: storeOf(memory, life, open, onCommit),
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

function storeOf(
  memory: ReturnType<typeof createMemoryStore>,
  life: Life,
  open: Set<MemoryConnection>,
  onCommit: OnCommit,
): Store {
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
  return {
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
}
