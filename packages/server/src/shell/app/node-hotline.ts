/** What a node does for the hot line beside answering its calls: it fetches the messages that callers left. Everything else goes before. */
import { createFileKeeper } from '../../record/keep-files.ts'
import { createRecordingLoop } from '../../respond/callbacks/hotline-recording-loop.ts'
import { withPriority } from '../database/acquire-priority.ts'
import type { Database } from '../database/open-database.ts'
import type { EngineDeps } from '../engine/deps.ts'
import type { Loop } from '../engine/loop.ts'
import type { Ports } from '../ports/ports.ts'
import { withStorePriority } from './store-priority.ts'

/** The loop of a node; `channelConfig` gives what the organisation configured for a channel. */
export function createHotlineLoop(
  { database, ports }: { database: Pick<Database, 'kysely'>; ports: Pick<Ports, 'net'> },
  engine: EngineDeps,
  channelConfig: (channel: string) => unknown,
): Loop {
  const { name, round } = createRecordingLoop({
    ...{ db: database.kysely, engine: withStorePriority(engine, 'normal'), net: ports.net, channelConfig },
    keepFiles: createFileKeeper(engine.ids),
  })
  return { name, round: () => withPriority('normal', round) }
}
