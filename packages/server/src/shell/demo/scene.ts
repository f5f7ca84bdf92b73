/** A kind of trouble that the company has now and then: what its monitors say, how long it lasts, what people do about it. */
import type { Chance } from './chance.ts'
import type { ServiceId } from './company.ts'
import type { AlertSource, Condition } from './senders.ts'

export interface Scene {
  /** As the rule of the monitor is called. */
  name: string
  /** How often it happens, against the others. */
  weight: number
  source: AlertSource
  service: ServiceId
  severity: Condition['severity']
  /** Texts may hold `{3-9}`, a number in that range, and `{a|b}`, one of several words. */
  title: string
  description: string
  labels?: Readonly<Record<string, string>>
  /** How long it lasts, in minutes. */
  minutes: readonly [least: number, most: number]
  /** What whoever has it writes while it lasts, in this order. */
  notes: readonly string[]
  workaround?: string
  /** What is said when it is closed. */
  solutions: readonly string[]
  category?: readonly string[]
}

const CHOICE = /\{([^{}]+)\}/g
const RANGE = /^(\d+)-(\d+)$/

/** The text with its choices made. */
export function tell(text: string, chance: Chance): string {
  return text.replace(CHOICE, (_, choice: string) => {
    const [, least, most] = RANGE.exec(choice) ?? []
    return least !== undefined && most !== undefined
      ? String(chance.int(Number(least), Number(most)))
      : chance.pick(choice.split('|'))
  })
}

/** What the monitor of a scene sees this time. */
export function conditionOf(scene: Scene, chance: Chance): Condition {
  const { name, service, severity, labels = {} } = scene
  return {
    ...{ name, service, severity },
    title: tell(scene.title, chance),
    description: tell(scene.description, chance),
    labels: Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, tell(value, chance)])),
  }
}
