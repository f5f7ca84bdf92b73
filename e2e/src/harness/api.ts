import { setTimeout as sleep } from 'node:timers/promises'

export interface Incident {
  id: string
  title: string
  status: string
  priority: string
  services: { id: string; name: string }[]
  alerts_count: number
  firing_count: number
  acknowledged_at: string | null
  resolved_at: string | null
  closed_at: string | null
  is_exhausted: boolean
  version: number
}

export interface FactItem {
  version: number
  at: string
  type: string
  because: string
  actor: { kind: string; label: string }
  sentence: string
  data: Record<string, unknown>
}

/** Tocsin's API as a user of it: an API key and fetch. */
export interface ApiClient {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<{ status: number; body: T }>
  put<T>(path: string, body: unknown): Promise<{ status: number; body: T }>
  incidents(query?: string): Promise<Incident[]>
  incident(id: string): Promise<Incident>
  facts(id: string): Promise<FactItem[]>
  waitForIncident(predicate: (incident: Incident) => boolean, timeoutMs: number): Promise<Incident>
}

export function createApi(url: string, key: string): ApiClient {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, { headers })
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  const send = async (method: string, path: string, body: unknown) => {
    const response = await fetch(`${url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as never }
  }
  const incidents = async (query = ''): Promise<Incident[]> =>
    (await get<{ items: Incident[] }>(`/incidents${query}`)).items
  return {
    get,
    incidents,
    incident: (id) => get<Incident>(`/incidents/${id}`),
    facts: async (id) => (await get<{ items: FactItem[] }>(`/incidents/${id}/facts`)).items,
    post: (path, body = {}) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    async waitForIncident(predicate, timeoutMs) {
      const deadline = Date.now() + timeoutMs
      for (;;) {
        const seen = await incidents()
        const found = seen.find(predicate)
        if (found) return found
        if (Date.now() > deadline) throw new Error(`no such incident within ${timeoutMs} ms: ${JSON.stringify(seen)}`)
        await sleep(50)
      }
    },
  }
}
