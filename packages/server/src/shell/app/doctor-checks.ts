/** What `tocsin doctor` looks at. A check says what it saw, and what to do where that is not well. */
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import { after, DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory, User } from '@tocsin/core/people/directory.ts'
import { calcGaps } from '@tocsin/core/respond/on-call.ts'
import { listMigrations } from '../backup/tables.ts'
import type { Options } from '../config/options.ts'
import { readMigrations, readOutlook, type SchemaOutlook } from '../database/migrate.ts'
import type { Database } from '../database/open-database.ts'
import { CLOCK_SKEW_MS_MAX } from '../engine/node-loop.ts'
import type { Clock } from '../ports/clock.ts'
import { measureDatabaseSkew } from '../ports/database-clock.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { listStoredSecrets } from '../secrets/stored-secrets.ts'
import { explainUnreadable, listUnreadableSecrets } from '../secrets/unreadable-secrets.ts'
import { readStorage } from './storage-watch.ts'

export interface Finding {
  check: string
  /** `warning`: it works, but seldom as it is meant. */
  state: 'ok' | 'warning' | 'problem'
  message: string
}

export interface Patient {
  options: Options
  database: Database
  directory: Directory
  secrets: Secrets
  keyOrigin: 'variable' | 'file' | 'created'
  clock: Clock
}

type Check = (patient: Patient) => Promise<Finding[]> | Finding[]

const GAP_DAYS = 30

export async function checkDatabase({ database }: Pick<Patient, 'database'>): Promise<Finding[]> {
  const { rows } = await database.pool.query<{ version: string }>('select version()')
  const version = /PostgreSQL [\d.]+/.exec(rows[0]?.version ?? '')?.[0] ?? 'an unknown version'
  const engine = database.engine === 'embedded' ? `the embedded engine (${version})` : `a ${version} server`
  return [ok('database', engine), await checkMigrations(database)]
}

async function checkMigrations({ pool }: Database): Promise<Finding> {
  const applied = await listMigrations(pool)
  const names = readMigrations().map(({ name }) => name)
  const pending = names.filter((name) => !applied.includes(name))
  const { newer, tooOld }: SchemaOutlook = await readOutlook(pool)
  if (tooOld) {
    return problem(
      'migrations',
      `The database was migrated by a newer release (${tooOld.migration}) and needs Tocsin ${tooOld.minRelease} or newer. Run that one, or a later one.`,
    )
  }
  if (pending.length > 0) return warning('migrations', `${pending.join(', ')} will be applied at the next start.`)
  if (newer.length === 0) return ok('migrations', `all ${names.length} are applied`)
  return ok('migrations', `A newer release has migrated the database (${newer.join(', ')}); this one works on it too.`)
}

const checkSecrets: Check = async ({ database, secrets, keyOrigin }) => {
  const unreadable = await listUnreadableSecrets(database.kysely, secrets)
  const shared =
    database.engine === 'postgres' && keyOrigin !== 'variable'
      ? [
          warning(
            'secrets',
            'The key is a file of this machine. Other nodes of this database need the same: put its content into TOCSIN_SECRET_KEY.',
          ),
        ]
      : []
  const old = (await listStoredSecrets(database.kysely)).filter(({ sealed }) => secrets.isOutdated(sealed))
  const outdated =
    old.length > unreadable.length
      ? [
          warning(
            'secrets',
            `${old.length - unreadable.length} are encrypted with an older key. Once every node has both keys, "tocsin admin reseal" writes them anew; keep TOCSIN_SECRET_KEY_OLD until then.`,
          ),
        ]
      : []
  if (unreadable.length === 0)
    return [
      ...(outdated.length > 0 ? outdated : [ok('secrets', `all can be read with the key ${secrets.keyId}`)]),
      ...shared,
    ]
  return [problem('secrets', explainUnreadable(unreadable, secrets).join(' ')), ...shared]
}

const checkDisk: Check = async ({ database, options }) => {
  if (database.engine === 'postgres') return []
  const { freeBytes, isLow, isFull } = await readStorage(options.dataDir)
  const free = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB are free in ${options.dataDir}`
  if (isFull) return [problem('disk', `${free}: doors refuse what comes. Free space.`)]
  return [isLow ? warning('disk', `${free}, which is little.`) : ok('disk', free)]
}

const checkClock: Check = async ({ database, clock }) => {
  if (database.engine === 'embedded') return []
  const { skewMs, tookMs } = await measureDatabaseSkew(database.pool, clock)
  const apart = `the clock of the database is ${Math.abs(skewMs)} ms ${skewMs < 0 ? 'behind' : 'ahead of'} this one (± ${Math.ceil(tookMs / 2)} ms)`
  return [
    Math.abs(skewMs) > CLOCK_SKEW_MS_MAX
      ? problem('clock', `${apart}. Run a time service (NTP) on both.`)
      : ok('clock', apart),
  ]
}

const checkChannels: Check = async ({ database, directory }) => {
  const configured = new Set(
    (await database.kysely.selectFrom('channels').select('channel').execute()).map(({ channel }) => channel),
  )
  const works = (name: string) =>
    configured.has(name) || outChannels.get(name)?.configSchema.safeParse(undefined).success === true
  const people = [...directory.users.values()].filter(({ isActive }) => isActive)
  const dead = [...new Set(people.flatMap(({ contacts }) => contacts.map(({ channel }) => channel)))].filter(
    (name) => !works(name),
  )
  const mail = configured.has('email')
    ? ok('channels', `set up: ${[...configured].sort().join(', ')}`)
    : problem(
        'channels',
        'E-mail is not set up, so nobody can be reached by it, and no password can be reset. Add channels.email.',
      )
  const others = dead.filter((name) => name !== 'email')
  return [mail, ...others.map((name) => problem('channels', `People have contacts on ${name}, which is not set up.`))]
}

const checkPeople: Check = ({ directory }) => {
  const people = [...directory.users.values()].filter(({ isActive }) => isActive)
  const unverified = people.filter(({ contacts }) => !contacts.some(({ isVerified }) => isVerified))
  const admins = people.filter(({ role }) => role === 'admin')
  return [
    admins.length > 0
      ? ok('people', `${people.length} active, ${admins.length} of them admins`)
      : problem(
          'people',
          'There is no active admin. Open the set-up link that the start prints, or run "tocsin admin reset".',
        ),
    ...(unverified.length > 0
      ? [
          warning(
            'people',
            `${namesOf(unverified)} ${hasOrHave(unverified)} no verified contact, and can be reached at the mail address of the account only.`,
          ),
        ]
      : []),
  ]
}

function hasOrHave({ length }: readonly unknown[]): string {
  return length === 1 ? 'has' : 'have'
}

const checkServices: Check = ({ directory }) => {
  const services = [...directory.services.values()].filter(({ isActive }) => isActive)
  const bare = services.filter(({ policy }) => policy === undefined || !directory.policies.has(policy))
  if (bare.length === 0) return [ok('services', `${services.length}, each with a policy`)]
  return [
    warning(
      'services',
      `${bare.map(({ id }) => id).join(', ')} ${hasOrHave(bare)} no policy: incidents of ${bare.length === 1 ? 'it' : 'these'} page the admins.`,
    ),
  ]
}

const checkSchedules: Check = ({ directory, clock }) => {
  const now = clock.now()
  const until = after(now, (GAP_DAYS * DAY) as typeof DAY)
  const findings = [...directory.schedules.values()].flatMap((schedule): Finding[] => {
    const [gap, ...more] = calcGaps(directory, schedule, now, until)
    const gone = schedule.layers
      .flatMap(({ turns }) => turns.flat())
      .filter((each) => typeof each === 'string' && !directory.users.get(each)?.isActive)
    const gaps = gap
      ? [
          warning(
            'schedules',
            `${schedule.id} has nobody on call from ${formatInstant(gap.startsAt)} to ${formatInstant(gap.endsAt)}${more.length > 0 ? `, and ${more.length} more gaps` : ''} in the next ${GAP_DAYS} days.`,
          ),
        ]
      : []
    return gone.length > 0
      ? [
          ...gaps,
          warning('schedules', `${schedule.id} gives turns to people who are deactivated; those turns page nobody.`),
        ]
      : gaps
  })
  return findings.length > 0
    ? findings
    : [ok('schedules', `${directory.schedules.size}, without a gap in the next ${GAP_DAYS} days`)]
}

/** In the order in which they are shown; those of the database itself come before, because these need its tables. */
export const CHECKS: readonly Check[] = [
  checkSecrets,
  checkDisk,
  checkClock,
  checkChannels,
  checkPeople,
  checkServices,
  checkSchedules,
]

function namesOf(people: readonly User[]): string {
  const shown = people.slice(0, 5).map(({ name }) => name)
  return people.length > shown.length
    ? `${shown.join(', ')} and ${people.length - shown.length} more`
    : shown.join(', ')
}

function ok(check: string, message: string): Finding {
  return { check, state: 'ok', message }
}

function warning(check: string, message: string): Finding {
  return { check, state: 'warning', message }
}

function problem(check: string, message: string): Finding {
  return { check, state: 'problem', message }
}
