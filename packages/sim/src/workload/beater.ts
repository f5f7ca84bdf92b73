/** A job that calls its heartbeat URL in time, until it hangs for a while. */
import type { Knock } from '../journal.ts'
import type { Random } from '../world/random.ts'
import { DOORS } from './requests.ts'
import { knockOnce, type SenderSetup } from './sender.ts'

export class Beater {
  readonly #setup: SenderSetup
  readonly #random: Random
  #isEnding = false

  constructor(setup: SenderSetup) {
    this.#setup = setup
    this.#random = setup.world.random.fork(setup.name)
  }

  async run(): Promise<void> {
    const { world, source } = this.#setup
    const everyMs = source.everyMs ?? 20_000
    while (!this.#isEnding) {
      await this.#beat()
      const isHanging = this.#random.chance(0.15)
      await world.sleep(isHanging ? this.#random.int(2, 4) * everyMs : this.#random.int(everyMs / 2, everyMs))
    }
  }

  /** From now on it never beats again. */
  end(): void {
    this.#isEnding = true
  }

  async #beat(): Promise<void> {
    const { world, journal, source, name } = this.#setup
    const door = DOORS[source.id]
    if (!door) return
    const knock: Knock = { sender: name, source: source.id, tries: [], isBeat: true }
    journal.knocks.push(knock)
    for (let tries = 0; tries < 3 && knock.acceptedAt === undefined; tries++) {
      await knockOnce(this.#setup, door, knock, { path: '', body: '' })
      if (knock.acceptedAt === undefined) await world.sleep(500)
    }
  }
}
