/** The turns that the commands of one transaction read and take. */
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import { nextTurn } from '@tocsin/core/kernel/turn.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Policy } from '@tocsin/core/people/policy.ts'
import type { LoadedIncident, StoreTx } from '../store/store.ts'
import type { TurnRow } from '../store/turn-tx.ts'

/** Once for each configuration: directories are replaced, never changed. */
const known = new WeakMap<Directory['policies'], boolean>()

function haveTurns(policies: Directory['policies']): boolean {
  const found = known.get(policies) ?? [...policies.values()].some(hasTurns)
  known.set(policies, found)
  return found
}

function hasTurns({ steps }: Pick<Policy, 'steps'>): boolean {
  return steps.some(({ turnKey }) => turnKey !== undefined)
}

export class Turns {
  readonly #turns = new Map<string, number>()
  readonly #taken = new Map<string, TurnRow>()
  #isLoaded = false

  /** As the commands so far left them. */
  get turns(): ReadonlyMap<string, number> {
    return this.#turns
  }

  /** A run keeps its copy of the policy, whose steps may take turns though those of today do not. */
  async loadFor(tx: StoreTx, incidents: readonly LoadedIncident[]): Promise<void> {
    const isNeeded = incidents.some(({ state }) => {
      const policy = state.response.escalation?.policy
      return policy !== undefined && hasTurns(policy)
    })
    if (isNeeded) await this.#load(tx)
  }

  async loadOf(tx: StoreTx, { policies }: Directory): Promise<void> {
    if (haveTurns(policies)) await this.#load(tx)
  }

  async #load(tx: StoreTx): Promise<void> {
    if (this.#isLoaded) return
    this.#isLoaded = true
    for (const [key, number] of await tx.loadTurns()) this.#turns.set(key, number)
  }

  take(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.type !== 'StepFired' || !fact.turn) continue
      const { key } = fact.turn
      const number = nextTurn(fact.turn)
      const expected = this.#taken.get(key)?.expected ?? this.#turns.get(key) ?? 0
      this.#turns.set(key, number)
      this.#taken.set(key, { key, expected, number })
    }
  }

  taken(): TurnRow[] {
    return [...this.#taken.values()]
  }
}
