/** Where the demo is played: people and monitors come to a server as everybody does, through its doors and its API. */
import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import type { AssembledServer } from '../app/assemble.ts'
import { CSRF_HEADER, csrfTokenOf } from '../auth/csrf.ts'
import type { StartedSession } from '../auth/sessions.ts'
import { API_PREFIX } from '../http/api.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { emailOf, PEOPLE, type Person } from './company.ts'
import type { DemoSettings } from './demo-folder.ts'
import type { DoorCall } from './senders.ts'
import { findIncidentByTitle, listUnfinished, type Unfinished } from './stage.queries.ts'

export interface Answer {
  status: number
  // What the API answers is read for an id at most.
  id: string | undefined
}

export interface Stage {
  settings: DemoSettings
  now(): Instant
  /** A request of a monitor. Throws when the door does not take it. */
  send(call: DoorCall): Promise<void>
  /** What somebody does in the console. A refusal is an answer: others may have been faster. */
  does(person: Person, path: string, body?: object): Promise<Answer>
  whoIsOnCall(schedule: string): Person | undefined
  personOf(user: UserId): Person | undefined
  /** The incident that has the newest alert of a title, or was declared with that title, since then. */
  findIncident(title: string, since: Instant, source?: string): Promise<IncidentId | undefined>
  /** Incidents that somebody still has to do something about. */
  listUnfinished(): Promise<Unfinished[]>
  /** Waits until what was set in motion has come to rest. */
  settle(): Promise<void>
}

export interface StageParts {
  server: AssembledServer
  secrets: Secrets
  settings: DemoSettings
  settle(): Promise<void>
}

/** Sessions end a week after their last use. */
const SESSION_MS = 6 * DAY

export function createStage({ server, secrets, settings, settle }: StageParts): Stage {
  const { app, node, accounts } = server
  const { directory, clock } = node.deps
  const db = accounts.db
  const sessions = new Map<Person, StartedSession & { until: number }>()
  const userOf = (person: Person) =>
    [...directory.latest().users.values()].find(({ email }) => email === emailOf(person))

  async function sessionOf(person: Person): Promise<StartedSession | undefined> {
    const at = clock.now()
    const known = sessions.get(person)
    if (known && known.until > at) return known
    const user = userOf(person)
    if (!user) return undefined
    const started = await accounts.sessions.start(db, user.id, { at, address: '127.0.0.1', agent: 'Kiteline laptop' })
    sessions.set(person, { ...started, until: at + SESSION_MS })
    return started
  }

  return {
    settings,
    settle,
    now: clock.now,
    async send({ url, headers, payload }) {
      const { statusCode, body } = await app.inject({ method: 'POST', url, headers, payload })
      if (statusCode >= 300) throw new Error(`the door ${url.split('/')[2]} answered ${statusCode}: ${body}`)
    },
    async does(person, path, body = {}) {
      const session = await sessionOf(person)
      if (!session) return { status: 404, id: undefined }
      const { statusCode, body: text } = await app.inject({
        ...{ method: 'POST', url: `${API_PREFIX}${path}`, payload: body },
        headers: {
          cookie: `tocsin_session=${session.token}`,
          [CSRF_HEADER]: csrfTokenOf(secrets, session.id),
        },
      })
      if (statusCode >= 500) throw new Error(`POST ${path} answered ${statusCode}: ${text}`)
      const answer: unknown = statusCode < 300 && text !== '' ? JSON.parse(text) : undefined
      return { status: statusCode, id: idIn(answer) }
    },
    whoIsOnCall(name) {
      const schedule = [...directory.latest().schedules.values()].find(({ id }) => id === name)
      const [first] = schedule ? calcOnCall(directory.latest(), schedule, clock.now()).people : []
      return first && personOf(directory.latest().users.get(first.user)?.email)
    },
    personOf: (user) => personOf(directory.latest().users.get(user)?.email),
    findIncident: (title, since, source) => findIncidentByTitle(db, { title, since, source }),
    listUnfinished: () => listUnfinished(db, clock.now()),
  }
}

function idIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('id' in answer)) return undefined
  return typeof answer.id === 'string' ? answer.id : undefined
}

function personOf(email: string | undefined): Person | undefined {
  return (Object.keys(PEOPLE) as Person[]).find((person) => emailOf(person) === email)
}
