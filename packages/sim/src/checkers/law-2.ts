/** Law 2: every firing alert is in exactly one incident, or has a recorded reason why not. */
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { Row } from '@tocsin/server/shell/store/memory/tables.ts'
import { type Checker, type Evidence, latest, type Violation } from '../auditor/evidence.ts'
import { factsOf, type Story, tellStories } from '../auditor/story.ts'

const law = 'law 2'

export const checkPlacement: Checker = (evidence) => {
  const stories = tellStories(evidence.journal)
  const attached = attachments(stories)
  const placements = new Map(evidence.settled.placements.map((row) => [row.alert_id, row]))
  return [
    ...[...attached].flatMap(([episode, incidents]) =>
      incidents.length > 1 ? [{ law, message: `alert ${episode} is in ${incidents.join(' and ')}` }] : [],
    ),
    ...evidence.settled.alerts.flatMap((alert) => checkAlert(evidence, alert, placements.get(alert.id), attached)),
    ...[...stories.values()].flatMap((story) => checkFiring(evidence, story)),
  ]
}

/** Alert and episode → the incidents that attached it. */
function attachments(stories: Map<IncidentId, Story>): Map<string, IncidentId[]> {
  const attached = new Map<string, IncidentId[]>()
  for (const story of stories.values()) {
    for (const { fact } of factsOf(story, 'AlertsAttached')) {
      for (const alert of fact.alerts) {
        const episode = `${alert.id}/${alert.episode}`
        attached.set(episode, [...(attached.get(episode) ?? []), story.incident])
      }
    }
  }
  return attached
}

function checkAlert(
  evidence: Evidence,
  alert: Row<'alerts'>,
  placement: Row<'placements'> | undefined,
  attached: Map<string, IncidentId[]>,
): Violation[] {
  if (alert.state !== 'firing') return []
  const say = (message: string): Violation[] => [
    { law, message: `firing alert ${alert.source_id}/${alert.key} ${message}` },
  ]
  if (!placement) return say('was placed nowhere')
  if (placement.episode !== alert.episode)
    return say(`is in episode ${alert.episode}, its placement in ${placement.episode}`)
  const [incident] = attached.get(`${alert.id}/${alert.episode}`) ?? []
  if (placement.incident_id !== null) {
    return incident === placement.incident_id
      ? []
      : say(`is placed in ${placement.incident_id}, whose facts do not have it`)
  }
  return checkMuted(evidence, alert, placement, say)
}

function checkMuted(
  evidence: Evidence,
  alert: Row<'alerts'>,
  placement: Row<'placements'>,
  say: (message: string) => Violation[],
): Violation[] {
  if (placement.because === 'watchdog' || placement.because === 'test_notification')
    return alert.record_only === placement.because ? [] : say(`is muted as ${placement.because} and is none`)
  if (placement.because !== 'muted_by_silence') return say(`is in no incident because of ${placement.because}`)
  const silence = evidence.settled.silences.find((row) => row.id === placement.silence_id)
  if (!silence) return say('is muted by a silence that does not exist')
  return evidence.settledAt > latest(evidence, silence.ends_at) ? say('is still muted by a silence that has ended') : []
}

/** What an incident believes to fire does fire, in the same episode. */
function checkFiring(evidence: Evidence, story: Story): Violation[] {
  const firing = new Map<string, number>()
  for (const { fact, at } of story.facts) {
    if (at > evidence.settledAt) break
    if (fact.type === 'AlertsAttached') for (const alert of fact.alerts) firing.set(alert.id, alert.episode)
    if (fact.type === 'AlertsCleared') for (const alert of fact.alerts) firing.delete(alert.id)
  }
  return [...firing].flatMap(([id, episode]) => {
    const alert = evidence.settled.alerts.find((row) => row.id === id)
    if (alert?.state === 'firing' && alert.episode === episode) return []
    const now = alert ? `${alert.state} in episode ${alert.episode}` : 'unknown'
    return [{ law, message: `${story.incident} believes that alert ${id} fires in episode ${episode}; it is ${now}` }]
  })
}
