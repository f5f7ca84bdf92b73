/**
 * Wakes sleeping loops of this process. None is lost: what a nudge speaks of is durable before the nudge. If the nudge comes
 * before `listen`, the round that the loop makes after it finds the work; if it comes after, the signal is aborted and the loop
 * does not sleep. There is one loop of a name.
 */
export interface Signals {
  nudge(name: string): void
  /** An abort signal that fires at the next nudge of `name`. To be asked for ahead of a round, for the sleep after it. */
  listen(name: string): AbortSignal
}

export function createSignals(): Signals {
  const listening = new Map<string, AbortController>()
  return {
    nudge: (name) => listening.get(name)?.abort(),
    listen(name) {
      const controller = new AbortController()
      listening.set(name, controller)
      return controller.signal
    },
  }
}
