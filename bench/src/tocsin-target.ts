/** Tocsin as a user starts it: a process of its own with a configuration file, on either engine. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { type ChildProgram, findFreePort, makeFolder, startProgram, waitUntilReady } from './child-program.ts'
import type { DatabaseAddress } from './database-inspection.ts'
import { KEYS, type OrganisationOptions, organisationYaml } from './organisation.ts'
import { startTocsinSink } from './page-sink.ts'
import type { PostgresServer } from './postgres-server.ts'
import { childrenOf } from './process-reading.ts'
import { silenceBodies } from './quiet-rules.ts'
import type { Engine, Target, TocsinName } from './target.ts'

export const OWN_SERVER = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url))

export interface TocsinTarget extends Target {
  name: TocsinName
  url: string
  database: DatabaseAddress
  /** SIGKILL, as a crash of the process. */
  kill(): Promise<void>
  /** Ends the process in order; what it stored stays. */
  halt(): Promise<void>
  /** Starts it again on what it stored. Resolves with the milliseconds until it was ready. */
  restart(): Promise<number>
}

/** With what its organisation is like; see organisation.ts. */
export interface TocsinSettings extends OrganisationOptions {
  engine: Engine
  /** Needed for the engine `postgres`. */
  postgres: PostgresServer | null
  /** The server's main.ts; that of another checkout shows a before beside an after. */
  server: string
  /** Where CPU profiles go. */
  profileFolder: string | null
  hasRules: boolean
}

export async function startTocsin(settings: TocsinSettings): Promise<TocsinTarget> {
  const sink = await startTocsinSink()
  const dataDir = makeFolder('data')
  const configFile = join(dataDir, 'tocsin.yaml')
  writeFileSync(configFile, organisationYaml(sink.url, settings))
  const { postgres } = settings
  const databaseUrl = settings.engine === 'postgres' ? await postgres?.createDatabase() : undefined
  const url = `http://127.0.0.1:${await findFreePort()}`
  const start = async (): Promise<ChildProgram> => {
    const child = startProgram(
      process.execPath,
      [...profileFlags(settings), settings.server, 'serve', '--config', configFile],
      { cwd: dataDir, env: environmentOf(url, dataDir, databaseUrl) },
    )
    await waitUntilReady(child, `${url}/readyz`)
    return child
  }
  let child = await start()
  if (settings.hasRules) await setSilences(url)
  return {
    name: settings.hasRules ? `${settings.engine}, quiet` : settings.engine,
    url,
    alertsUrl: `${url}/am/${KEYS.am}/api/v2/alerts`,
    sink,
    database: { dataDir, ...(databaseUrl !== undefined && { url: databaseUrl }) },
    get pid() {
      return child.pid
    },
    pids: () => [
      child.pid,
      ...(databaseUrl === undefined || !postgres ? [] : [postgres.pid, ...childrenOf(postgres.pid)]),
    ],
    diedWith: () => child.diedWith(),
    kill: () => child.kill(),
    halt: () => child.stop(),
    async restart() {
      const begin = performance.now()
      child = await start()
      return performance.now() - begin
    },
    async stop() {
      if (!child.hasEnded()) await child.stop()
      await sink.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function setSilences(url: string): Promise<void> {
  for (const body of silenceBodies()) {
    const response = await fetch(`${url}/api/v1/silences`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEYS.api}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (response.status !== 201) throw new Error(`a silence was refused: ${response.status} ${await response.text()}`)
  }
}

function environmentOf(url: string, dataDir: string, databaseUrl: string | undefined): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '/',
    TOCSIN_DATA: dataDir,
    TOCSIN_PORT: new URL(url).port,
    TOCSIN_HOST: '127.0.0.1',
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
  }
}

/** A profile is written when the process ends in order. */
function profileFlags({ profileFolder }: TocsinSettings): string[] {
  return profileFolder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]
}
