/** Where people meet over an incident: a channel of a chat, and a bridge, which is a link to a call. As the organisation has set them. */
import type { Priority } from '../kernel/scales.ts'

export interface IncidentChannelSettings {
  /** Nobody gets a channel while it is off. */
  enabled: boolean
  /** Incidents of these get one by themselves; the others when somebody asks. */
  priorities: readonly Priority[]
  /** What they are called; `{{ incident.id }}` and its like stand for what the incident says. */
  name: string
  /** Only who is invited sees it. */
  private: boolean
  /** What Tocsin writes there is in this language. */
  language: 'en' | 'ja'
  /** From closing to archiving. */
  archive_after_hours: number
  /** Names of emoji, as in `pushpin`: a message that gets one becomes a note. So does one that is pinned. */
  note_emoji: readonly string[]
}

export interface BridgeSettings {
  /** The link of every incident, with `{{ random }}` and its like; empty: none. */
  link: string
  /** Incidents of these get one by themselves; the others when somebody asks. */
  priorities: readonly Priority[]
  /** Links of services, by id, that go before. */
  services: Readonly<Record<string, string>>
}

export const USUAL_CHANNEL: IncidentChannelSettings = {
  enabled: false,
  priorities: [],
  name: '{{ incident.id }}-{{ incident.title }}',
  private: false,
  language: 'en',
  archive_after_hours: 24,
  note_emoji: ['pushpin'],
}

export const USUAL_BRIDGE: BridgeSettings = { link: '', priorities: [], services: {} }
