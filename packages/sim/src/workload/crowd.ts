/** A crowd of alerts, as when a whole site goes dark: each is an incident of its own, all fire together, and later all are well. */
import type { ServiceId, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Random } from '../world/random.ts'
import { type Condition, DOORS, type Door } from './requests.ts'
import { deliver, type SenderSetup } from './sender.ts'

const SOURCE = 'crowd' as SourceId
const BEGIN_MS = 10_000

/** The same directory with a source whose every alert is an incident of its own, of a service that needs no other. */
export function withCrowdSource(directory: Directory): Directory {
  const like = directory.sources.get('am' as SourceId)
  if (!like) throw new RangeError('no source am')
  const { quiet: _, groupWindowMs: __, ...rest } = like
  const source = { ...rest, id: SOURCE, name: SOURCE, service: 'api' as ServiceId, groupBy: ['alertname', 'host'] }
  return { ...directory, sources: new Map([...directory.sources, [SOURCE, source]]) }
}

export class Crowd {
  readonly #setup: SenderSetup
  readonly #random: Random
  readonly #door: Door
  readonly #size: number
  #conditions: Condition[] = []

  constructor(setup: SenderSetup, size: number) {
    this.#setup = setup
    this.#random = setup.world.random.fork(setup.name)
    const door = DOORS[SOURCE]
    if (!door) throw new RangeError(`no door for ${SOURCE}`)
    this.#door = door
    this.#size = size
  }

  async fire(): Promise<void> {
    const { world } = this.#setup
    await world.sleep(BEGIN_MS)
    const { now } = world
    this.#conditions = Array.from({ length: this.#size }, (_, index) => ({
      ...{ name: 'Dark', host: `d${index}`, isFiring: true, severity: 'critical', note: 'first' },
      ...{ startedAt: now, endedAt: now },
    }))
    await this.#say('firing')
  }

  async recover(): Promise<void> {
    const { now } = this.#setup.world
    for (const condition of this.#conditions) Object.assign(condition, { isFiring: false, endedAt: now })
    await this.#say('resolved')
  }

  async #say(word: 'firing' | 'resolved'): Promise<void> {
    const { statementsMax } = this.#door
    for (let at = 0; at < this.#conditions.length; at += statementsMax) {
      const batch = this.#conditions.slice(at, at + statementsMax)
      await deliver(
        this.#setup,
        this.#door,
        this.#random,
        batch.map((condition) => ({ condition, word })),
      )
    }
  }
}
