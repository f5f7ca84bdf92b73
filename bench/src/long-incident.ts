/** An incident as it is after a bad hour: alerts that came and went, changes of priority, and what people wrote. Nobody has taken it. */
import { setTimeout } from 'node:timers/promises'
import { alertsRequest, type BenchAlert } from './alerts.ts'
import { openPump } from './http-pump.ts'
import { KEYS } from './organisation.ts'
import type { TocsinTarget } from './tocsin-target.ts'

const ALERTS = 20
const NOTES = 24
const PATIENCE_MS = 30_000

/** Resolves with its id. Its last note says “Step 24 of the runbook”. */
export async function makeLongIncident(target: TocsinTarget): Promise<string> {
  const alerts = Array.from(
    { length: ALERTS },
    (_, index): BenchAlert => ({ alertname: 'Long', service: 0, id: `Long-${index}` }),
  )
  const pump = await openPump(target.alertsUrl, 1)
  for (const alert of alerts) await pump.send(alertsRequest(target.alertsUrl, [alert], Date.now()))
  pump.close()
  const id = await findIncident(target)
  for (let note = 1; note <= NOTES; note++) {
    if (note % 8 === 0) await post(target, `${id}/priority`, { priority: `P${note / 8}`, reason: 'More is known now.' })
    const text = `**Step ${note} of the runbook**: \`df -h\` says 92 %, see [the graph](https://graphs.example.com/${note}).`
    await post(target, `${id}/notes`, { text })
  }
  return id
}

async function findIncident(target: TocsinTarget): Promise<string> {
  const until = performance.now() + PATIENCE_MS
  while (performance.now() < until) {
    const { items } = (await ask(target, '?query=is:active%20node-Long&limit=1')) as { items: { id: string }[] }
    if (items[0]) return items[0].id
    await setTimeout(200)
  }
  throw new Error(`${target.name} opened no incident for its alerts`)
}

function post(target: TocsinTarget, path: string, body: object): Promise<unknown> {
  return ask(target, `/${path}`, { method: 'POST', body: JSON.stringify(body) })
}

async function ask({ url }: TocsinTarget, path: string, init: RequestInit = {}): Promise<unknown> {
  const headers = { authorization: `Bearer ${KEYS.api}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/v1/incidents${path}`, { ...init, headers })
  if (!answer.ok) throw new Error(`/incidents${path} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}
