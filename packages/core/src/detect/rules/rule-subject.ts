/** What an event rule sees of an alert, and what asking it gives. */
import type { Instant, ServiceId } from '../../kernel/brand.ts'
import type { SourceSeverity } from '../../kernel/scales.ts'
import type { EventRule, Service, Source } from '../../people/directory.ts'
import type { Signal } from '../signal.ts'

/** The alert as it came in, with what only some rules ask for. */
export type RuledSignal = Pick<Signal, 'key' | 'labels' | 'severity' | 'recordOnly'> & {
  title: string
  receivedAt: Instant
  description?: string
  annotations?: Record<string, string>
  link?: string
}

/** The alert as the rules before have left it. */
export interface RuleSubject {
  title: string
  description: string
  link: string
  severity: SourceSeverity
  labels: Readonly<Record<string, string>>
  annotations: Readonly<Record<string, string>>
  source: Source
  service: Service | undefined
  isTest: boolean
  receivedAt: Instant
}

/** What could not be evaluated says why, and throws nothing. */
export type RuleVerdict = boolean | { problem: string }
export type RuleText = string | { problem: string }

/** A rule that can be asked: the shell compiles its texts, because the core knows no expression language. */
export interface CompiledRule {
  rule: EventRule
  test(subject: RuleSubject): RuleVerdict
  /** What its title and labels come to. Only those that it has. */
  title?(subject: RuleSubject): RuleText
  labels: readonly { name: string; text(subject: RuleSubject): RuleText }[]
}

export function subjectOf(
  { title, description, link, labels, annotations, recordOnly, receivedAt }: RuledSignal,
  { source, severity, service }: { source: Source; severity: SourceSeverity; service: Service | undefined },
): RuleSubject {
  return {
    ...{ title, severity, labels, source, service, receivedAt },
    description: description ?? '',
    link: link ?? '',
    annotations: annotations ?? {},
    isTest: recordOnly === 'test_notification',
  }
}

/** What a rule that names a service means, should that be gone since. */
export function serviceNamed(
  services: ReadonlyMap<ServiceId, Service>,
  id: ServiceId | undefined,
): Service | undefined {
  return id === undefined ? undefined : services.get(id)
}
