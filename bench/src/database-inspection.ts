/** Looks into the database behind the server's back: what was acknowledged must be there. */
import { openDatabase } from '@tocsin/server/shell/database/open-database.ts'

export interface DatabaseAddress {
  url?: string
  dataDir: string
}

export interface Stored {
  /** Conditions. */
  rows: number
  /** How often they were told, repeats counted. */
  received: number
}

export type Query = <Row>(text: string, values?: unknown[]) => Promise<Row[]>

/** Opens the database for one look. The embedded one belongs to one process, so its server must have stopped. */
export async function inspectDatabase<T>(
  { url, dataDir }: DatabaseAddress,
  look: (query: Query) => Promise<T>,
): Promise<T> {
  let fatal: Error | undefined
  const database = await openDatabase({
    ...(url === undefined ? { dataDir } : { url, poolMax: 2 }),
    queryTimeoutMs: 60_000,
    onFatal: (error) => {
      fatal = error
    },
  })
  try {
    const seen = await look(async (text, values = []) => (await database.pool.query(text, values)).rows)
    if (fatal) throw fatal
    return seen
  } finally {
    await database.close()
  }
}

export async function countStored(query: Query): Promise<Stored> {
  const [row] = await query<Stored>('select count(*)::int rows, coalesce(sum(repeats), 0)::float8 received from alerts')
  return row ?? { rows: 0, received: 0 }
}

export interface Placed {
  alerts: number
  /** Of them in an incident. */
  placed: number
  incidents: number
  /** What the incidents say that they hold: more than `placed` would mean an alert in two of them. */
  held: number
  /** When the last of them was placed, in epoch milliseconds. */
  lastAt: number
}

/** Where the alerts of this name are. Each has one row that names its incident. */
export async function countPlaced(query: Query, alertname: string): Promise<Placed> {
  const [row] = await query<Placed>(
    `with mine as (
       select p.incident_id, p.placed_at from alerts a join placements p on p.alert_id = a.id where a.labels->>'alertname' = $1
     ), theirs as (select distinct incident_id id from mine where incident_id is not null)
     select (select count(*) from mine)::int alerts, (select count(incident_id) from mine)::int placed,
       (select count(*) from theirs)::int incidents,
       (select coalesce(sum(i.alerts_count), 0) from incidents i join theirs using (id))::int held,
       (select extract(epoch from max(placed_at)) * 1000 from mine)::float8 "lastAt"`,
    [alertname],
  )
  return row ?? { alerts: 0, placed: 0, incidents: 0, held: 0, lastAt: Number.NaN }
}

/** The label `id` of every alert. */
export async function listIds(query: Query): Promise<Set<string>> {
  const rows = await query<{ id: string }>("select labels->>'id' id from alerts")
  return new Set(rows.map(({ id }) => id))
}
