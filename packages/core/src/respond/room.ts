/**
 * The room of an incident: a channel in a chat and a bridge, a link to a call. That they are wanted is decided here, so that a rule and a
 * person ask in the same way and the timeline says who did; the shell makes the channel afterwards and says what became of it.
 * A rule sets a bridge once: what somebody replaced or removed is theirs.
 */
import type { ChatPlace } from '../kernel/chat.ts'
import type { Context, Decision, Effect } from '../kernel/decision.ts'
import { decided, nothing, rejected } from '../kernel/decision.ts'
import type { Fact, Head } from '../kernel/fact.ts'
import { LIMITS } from '../kernel/limits.ts'
import { type Directory, settingsOfRooms } from '../people/directory.ts'
import type { BridgeSettings } from '../people/rooms.ts'
import { fillPlaces, placesOf } from './places-in-text.ts'

export interface RoomState {
  /** Wanted; with its place once it is there. */
  channel?: { place?: ChatPlace }
  bridge?: string
  /** Somebody wants none: rules set none any more. */
  isBridgeRemoved?: true
}

type RoomReason = 'set_by_rule' | 'set_by_hand'

export type RoomCommand =
  | { type: 'RequestChannel'; because: RoomReason }
  /** The channel is there; of one that could not be opened again, the one that took its place. */
  | { type: 'RecordChannel'; place: ChatPlace }
  /** Without a link the one that is set for its service, or for all. */
  | { type: 'SetBridge'; url?: string; because: RoomReason }
  | { type: 'RemoveBridge' }

const ROOM_COMMANDS: readonly string[] = ['RequestChannel', 'RecordChannel', 'SetBridge', 'RemoveBridge']

export function isRoomCommand(command: { type: string }): command is RoomCommand {
  return ROOM_COMMANDS.includes(command.type)
}

export function decideRoom(
  room: RoomState | undefined,
  head: Head,
  command: RoomCommand,
  { directory, chance }: Context,
): Decision {
  switch (command.type) {
    case 'RequestChannel':
      if (room?.channel) return nothing('no_change')
      if (!settingsOfRooms(directory).channel.enabled) return rejected('incident_channels_off')
      return decided(command.because, { type: 'ChannelRequested', because: command.because })
    case 'RecordChannel':
      if (room?.channel?.place?.id === command.place.id) return nothing('no_change')
      return decided('asked', { type: 'ChannelOpened', place: command.place, because: 'asked' })
    case 'SetBridge': {
      const isRule = command.because === 'set_by_rule'
      if (isRule && (room?.bridge !== undefined || room?.isBridgeRemoved)) return nothing('no_change')
      const url = command.url ?? bridgeOf(head, directory, chance)
      if (url === undefined) return rejected('no_bridge_link')
      if (!isBridgeLink(url)) return rejected('invalid_request', { field: 'url' })
      return room?.bridge === url
        ? nothing('no_change')
        : decided(command.because, { type: 'BridgeSet', url, because: command.because })
    }
    case 'RemoveBridge':
      return room?.bridge === undefined
        ? nothing('no_change')
        : decided('set_by_hand', { type: 'BridgeRemoved', because: 'set_by_hand' })
  }
}

export function evolveRoom(room: RoomState | undefined, fact: Fact): RoomState | undefined {
  switch (fact.type) {
    case 'ChannelRequested':
      return { ...room, channel: {} }
    case 'ChannelOpened':
      return { ...room, channel: { place: fact.place } }
    case 'BridgeSet': {
      const { isBridgeRemoved: _, ...rest } = room ?? {}
      return { ...rest, bridge: fact.url }
    }
    case 'BridgeRemoved': {
      const { bridge: _, ...rest } = room ?? {}
      return { ...rest, isBridgeRemoved: true }
    }
    default:
      return room
  }
}

/** What rules ask for once the priority is known, and when it rises. A test meets nobody. */
export function reactRoom(
  room: RoomState | undefined,
  { priority, testOf, status }: Head,
  fact: Fact,
  directory: Directory,
): Effect<RoomCommand>[] {
  if (fact.type !== 'PriorityAssessed' && fact.type !== 'IncidentReopened') return []
  if (testOf !== undefined || status === 'closed' || status === 'declined' || status === 'merged') return []
  const { channel, bridge } = settingsOfRooms(directory)
  const effects: Effect<RoomCommand>[] = []
  if (!room?.bridge && !room?.isBridgeRemoved && bridge.priorities.includes(priority))
    effects.push({ kind: 'command', part: 'chat', command: { type: 'SetBridge', because: 'set_by_rule' } })
  if (!room?.channel && channel.enabled && channel.priorities.includes(priority))
    effects.push({ kind: 'command', part: 'chat', command: { type: 'RequestChannel', because: 'set_by_rule' } })
  return effects
}

function bridgeOf(head: Head, directory: Directory, chance: Context['chance']): string | undefined {
  const template = templateOf(head, settingsOfRooms(directory).bridge)
  if (template === undefined) return undefined
  return fillPlaces(template, { ...placesOf(head, directory), random: chance?.() ?? '' }, encodeURIComponent)
}

/** The first of its services that has a link of its own says it. */
function templateOf({ services }: Head, settings: BridgeSettings): string | undefined {
  const own = services.map((id) => settings.services[id]).find((each) => each !== undefined && each !== '')
  return own ?? (settings.link === '' ? undefined : settings.link)
}

/** Something that a browser opens, and nothing that it runs. */
export function isBridgeLink(url: string): boolean {
  return url.length <= LIMITS.bridgeCharsMax && /^https?:\/\/[^\s/@]+(\/\S*)?$/i.test(url)
}
