/** What commands on the same machine may ask of the server that has their data folder; see docs/adr/0009. */
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Accounts } from '../../people/accounts.ts'
import { explainRejectedReset, resetAdmin } from '../../people/reset-admin.ts'
import type { Options } from '../config/options.ts'
import { withPriority } from '../database/acquire-priority.ts'
import type { Database } from '../database/open-database.ts'
import { API_PREFIX } from '../http/api.ts'
import { type LocalHandler, LocalRefusal } from '../local/local-server.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { applyAsFile } from './apply-as-file.ts'
import type { Finding } from './doctor-checks.ts'
import { examine } from './examination.ts'
import type { LocalReader } from './local-reader.ts'
import type { TocsinNode } from './node.ts'
import { VERSION } from './version.ts'
import { listSilentLoops } from './watchdog.ts'

export interface LocalRequestParts {
  options: Options
  database: Database
  secrets: Secrets
  node: TocsinNode
  accounts: Accounts
  app: FastifyInstance
  reader: LocalReader
}

export function localHandlers(parts: LocalRequestParts): Record<string, LocalHandler> {
  return {
    copy: inLine(copyHandler(parts)),
    doctor: inLine(doctorHandler(parts)),
    apply: inLine(applyHandler(parts)),
    'reset-admin': inLine(resetAdminHandler(parts)),
    read: inLine(readHandler(parts)),
  }
}

/** Somebody waits for it, also in a storm: it waits for the database in the line of the requests of people; see store-priority.ts. */
function inLine(handler: LocalHandler): LocalHandler {
  return (call) => withPriority('door', () => handler(call))
}

/** Two exchanges: the command copies the data files, is told the label of the copy, and copies the log; see copy-gate.ts. */
function copyHandler({ database }: LocalRequestParts): LocalHandler {
  return async ({ say, next }) => {
    const copy = await database.copies?.begin()
    if (!copy) {
      throw new LocalRefusal('Another command copies the database at this moment. Give this one again when it is done.')
    }
    try {
      say({})
      await next()
      say({ label: await copy.endData() })
      await next()
      return {}
    } finally {
      await copy.release()
    }
  }
}

/** With the eyes of the server: its key, its disk, its clock. */
function doctorHandler({ options, database, secrets, node }: LocalRequestParts): LocalHandler {
  const keyOrigin = options.secretKey === undefined ? 'file' : 'variable'
  return async () => {
    const findings = await examine({ options, database, clock: node.deps.clock, keys: () => ({ secrets, keyOrigin }) })
    return { findings: [checkServer(node), ...findings] }
  }
}

function checkServer({ name, engine, deps }: TocsinNode): Finding {
  const silent = listSilentLoops(engine, deps.clock.now())
  const check = 'server'
  if (silent.length === 0) return { check, state: 'ok', message: `Tocsin ${VERSION} runs as ${name}` }
  return { check, state: 'problem', message: `Tocsin ${VERSION} runs, but hangs in: ${silent.join(', ')}. Restart it.` }
}

const applyInput = z.object({
  name: z.string(),
  text: z.string(),
  variables: z.record(z.string(), z.string()),
  prune: z.boolean(),
  plan: z.boolean(),
})

function applyHandler({ database, secrets, node }: LocalRequestParts): LocalHandler {
  const { clock, ids } = node.deps
  return async ({ input }) => {
    const { name, text, variables, prune, plan } = applyInput.parse(input)
    const given = { name, text, environment: variables }
    const applied = await applyAsFile({ database, secrets, clock, ids }, given, { prune, plan })
    if (applied.is_applied) await node.configuration.refresh()
    return applied
  }
}

const resetInput = z.object({ email: z.string(), create: z.boolean().default(false) })

function resetAdminHandler({ node, accounts }: LocalRequestParts): LocalHandler {
  return async ({ input }) => {
    const { email, create } = resetInput.parse(input)
    const outcome = await resetAdmin(accounts, { email, create })
    if ('rejected' in outcome) throw new LocalRefusal(explainRejectedReset(outcome.rejected, email))
    await node.configuration.refresh()
    const { url, expiresAt } = outcome.link
    return { url, expires_at: formatInstant(expiresAt), is_new: outcome.isNew }
  }
}

const readInput = z.object({ path: z.string().startsWith('/') })

/** A reading request of the API, by nobody: what it may see is what a viewer sees. */
function readHandler({ app, reader }: LocalRequestParts): LocalHandler {
  return async ({ input }) => {
    const { path } = readInput.parse(input)
    const { statusCode, body } = await app.inject({
      method: 'GET',
      url: `${API_PREFIX}${path}`,
      headers: reader.headers,
    })
    return { status: statusCode, body }
  }
}
