/** Wakes sleeping loops of this process. A nudge for a loop that is awake is remembered until it wants to sleep. */
export interface Signals {
  nudge(name: string): void
  /** An abort signal that fires at the next nudge of `name`; fired already when one came since the last call. */
  listen(name: string): AbortSignal
}

export function createSignals(): Signals {
  const waiting = new Map<string, AbortController>()
  const controllerOf = (name: string): AbortController => {
    const held = waiting.get(name) ?? new AbortController()
    waiting.set(name, held)
    return held
  }
  return {
    nudge: (name) => controllerOf(name).abort(),
    listen(name) {
      const controller = controllerOf(name)
      if (!controller.signal.aborted) return controller.signal
      waiting.delete(name)
      return controller.signal
    },
  }
}
