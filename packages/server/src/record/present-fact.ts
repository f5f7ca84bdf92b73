import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import { formatFact } from './fact-sentence.ts'
import type { FactView } from './incident.schema.ts'
import { type SentenceContext, who } from './sentence-context.ts'

export function presentFact(fact: Fact, context: SentenceContext): FactView {
  const { version, at, type, because, actor, ...data } = fact
  return {
    version,
    at,
    type,
    because,
    actor: presentActor(actor, context),
    sentence: formatFact(fact, context),
    data: withoutAddresses(data) as FactView['data'],
  }
}

function presentActor(actor: Actor, context: SentenceContext): FactView['actor'] {
  const label = who(actor, context)
  switch (actor.kind) {
    case 'user':
      return { kind: actor.kind, label, id: actor.id, via: actor.via }
    case 'source':
      return { kind: actor.kind, label, id: actor.id, via: null }
    case 'reporter':
      return { kind: actor.kind, label, id: actor.id, via: null }
    case 'key':
      return { kind: actor.kind, label, id: actor.name, via: null }
    case 'system':
      return { kind: actor.kind, label, id: actor.part, via: null }
  }
}

/** Where a person is reached is for them and the admins: a webhook's address or a phone number is no matter of the timeline. */
function withoutAddresses(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAddresses)
  if (typeof value !== 'object' || value === null) return value
  const isContact = 'contact' in value && 'channel' in value
  const entries = Object.entries(value).filter(([key]) => !(isContact && key === 'to'))
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutAddresses(each)]))
}
