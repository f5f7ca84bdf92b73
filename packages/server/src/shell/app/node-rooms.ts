/** What a node does in chats: channels of incidents show what happens and keep what is said there; buttons of pages end with what they ask. */
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { findIncident, listFacts } from '../../record/incident.queries.ts'
import { createActionLinks } from '../../respond/action-links.ts'
import { createEditButtons } from '../../respond/edit-buttons.ts'
import { wantChannel } from '../../respond/rooms/channel.queries.ts'
import { CHANNEL_LOOP, createChannelLoop } from '../../respond/rooms/channel-loop.ts'
import { createChatEventLoop } from '../../respond/rooms/chat-event-loop.ts'
import { withPriority } from '../database/acquire-priority.ts'
import type { Database } from '../database/open-database.ts'
import type { EngineDeps } from '../engine/deps.ts'
import type { Loop } from '../engine/loop.ts'
import type { Ports } from '../ports/ports.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { withStorePriority } from './store-priority.ts'

export interface RoomParts {
  database: Pick<Database, 'kysely'>
  ports: Pick<Ports, 'net'>
  secrets: Pick<Secrets, 'mac' | 'isMac'>
  publicUrl(): string
}

/** From then on the engine hands over what channels have to show; the loop shows it, behind everything that is urgent. */
export function startRooms(
  { database, ports, secrets, publicUrl }: RoomParts,
  engine: EngineDeps,
  channelConfig: (channel: string) => unknown,
): { channels: Loop; events: Loop } {
  const db = database.kysely
  engine.showInChannel = async (notice) => {
    await wantChannel(db, notice, engine.clock.now())
    engine.nudge.nudge(CHANNEL_LOOP)
  }
  const edit = createEditButtons({
    ...{ db, net: ports.net, channels: outChannels, links: createActionLinks(secrets, publicUrl) },
    channelConfig: async (channel) => channelConfig(channel),
    directory: () => engine.directory.latest(),
    now: () => engine.clock.now(),
  })
  engine.editButtons = (notice) => withPriority('normal', () => edit(notice))
  const deps = {
    ...{ db, engine: withStorePriority(engine, 'normal'), net: ports.net, publicUrl, channelConfig },
    loadIncident: async (id: IncidentId) => (await findIncident(db, id))?.state,
    loadFacts: (id: IncidentId, after: number, limit: number) => listFacts(db, id, after, limit),
  }
  return { channels: inTurn(createChannelLoop(deps)), events: inTurn(createChatEventLoop(deps)) }
}

function inTurn({ name, round }: Loop): Loop {
  return { name, round: () => withPriority('normal', round) }
}
