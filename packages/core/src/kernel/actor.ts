import type { ReportId, SourceId, UserId } from './brand.ts'

/** Who asks. Every fact names one. `via` tells the door a person came through. */
export type Actor =
  | { kind: 'user'; id: UserId; via: 'console' | 'api' | 'link' | 'cli' | 'chat' | 'phone' | 'mail' }
  | { kind: 'key'; name: string }
  | { kind: 'source'; id: SourceId }
  /** Somebody without an account, known by their report; the name is what they gave. */
  | { kind: 'reporter'; id: ReportId; name?: string }
  | {
      kind: 'system'
      part: 'escalation' | 'matcher' | 'outbox' | 'timer' | 'apply' | 'setup' | 'monitor' | 'calendars' | 'chat'
    }

export function actorLabel(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return actor.id
    case 'key':
      return `key ${actor.name}`
    case 'source':
      return `source ${actor.id}`
    case 'reporter':
      return `reporter ${actor.id}`
    case 'system':
      return `tocsin ${actor.part}`
  }
}
