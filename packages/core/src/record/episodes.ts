/** Alerts of an incident by their latest episode: those that fire, and those that fire no longer. */
import type { AlertId } from '../kernel/brand.ts'
import type { AlertEpisode } from '../kernel/fact.ts'

export type Episodes = Record<AlertId, number>

export interface AlertEpisodes {
  /** Firing alert → its episode. */
  firing: Episodes
  /** Alert that fires no longer → the latest episode that is known to be over. */
  cleared: Episodes
}

/** Episodes count from 1; 0: the alert was never here. */
export function lastEpisode(state: AlertEpisodes, id: AlertId): number {
  return Math.max(state.firing[id] ?? 0, state.cleared[id] ?? 0)
}

/** Of several episodes of one alert only the latest counts: the ones before it are over. */
export function latestOfEach<T extends { id: AlertId; episode: number }>(alerts: readonly T[]): T[] {
  const latest = new Map<AlertId, T>()
  for (const alert of alerts) if ((latest.get(alert.id)?.episode ?? 0) < alert.episode) latest.set(alert.id, alert)
  return [...latest.values()]
}

/** Of an alert that both have, the later episode counts; one that either knows to be over is over. */
export function takeIn(
  state: AlertEpisodes,
  { firing, cleared }: { firing: AlertEpisode[]; cleared: AlertEpisode[] },
): AlertEpisodes {
  const isLater = ({ id, episode }: AlertEpisode): boolean => lastEpisode(state, id) < episode
  const fires = firing.filter(isLater)
  const over = cleared.filter((alert) => isLater(alert) || state.firing[alert.id] === alert.episode)
  return {
    firing: { ...without(state.firing, over), ...episodesOf(fires) },
    cleared: { ...without(state.cleared, fires), ...episodesOf(over) },
  }
}

/** Every alert that an incident has. */
export function alertsOf({ firing, cleared }: AlertEpisodes): AlertId[] {
  const ids = new Set([...Object.keys(firing), ...Object.keys(cleared)])
  // What is stored as JSON may come back in another order of its keys: the state must not depend on it.
  return [...ids].sort() as AlertId[]
}

export function episodesOf(alerts: readonly { id: AlertId; episode: number }[]): Episodes {
  return Object.fromEntries(alerts.map(({ id, episode }) => [id, episode]))
}

export function without(episodes: Episodes, alerts: readonly { id: AlertId }[]): Episodes {
  const rest = { ...episodes }
  for (const { id } of alerts) delete rest[id]
  return rest
}
