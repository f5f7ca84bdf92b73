/** The API of accounts on a real server, with mails and codes kept instead of sent, and a client that behaves like a browser. */
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { FastifyInstance } from 'fastify'
import type { AccountMail, ContactCode } from '../../shell/auth/account-mail.ts'
import { setupToken } from '../../shell/auth/setup-token.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { guardApi } from '../../shell/http/api.ts'
import { registerOpenApi } from '../../shell/http/openapi.ts'
import type { HttpServerOptions } from '../../shell/http/server.ts'
import { createTestClock, createTestServer } from '../../shell/http/testing/listening.ts'
import { systemClock } from '../../shell/ports/clock.ts'
import { createIds } from '../../shell/ports/ids.ts'
import { createSecrets } from '../../shell/secrets/sealed-box.ts'
import { registerAccountRoutes } from '../account-routes.ts'
import { createAccounts } from '../accounts.ts'

export const ANA = { email: 'ana@example.com', name: 'Ana', password: 'correct horse battery' }
export const LINK_URL = 'http://tocsin.test'

export interface AccountServerOptions {
  publicUrl?: string
  http?: Partial<HttpServerOptions>
  mailProblem?: string
  /** Another one than that of the other servers. */
  secretKey?: Buffer
}

export type AccountServer = Awaited<ReturnType<typeof startAccountServer>>

export async function startAccountServer(database: Database, options: AccountServerOptions = {}) {
  const { publicUrl, mailProblem } = options
  const clock = createTestClock()
  const ids = createIds(systemClock)
  const secrets = createSecrets({ current: options.secretKey ?? Buffer.alloc(32, 7), older: [] }, ids)
  const mails: AccountMail[] = []
  const codes: ContactCode[] = []
  const warnings: string[] = []
  let configurationChanges = 0
  const accounts = createAccounts({
    db: database.kysely,
    clock,
    ids,
    secrets,
    publicUrl,
    linkUrl: () => LINK_URL,
    async sendAccountMail(mail) {
      mails.push(mail)
      return mailProblem === undefined ? { sent: true } : { notSent: mailProblem }
    },
    async sendContactCode(message) {
      codes.push(message)
      return message.to.includes('broken') ? { notSent: 'the provider refused the address' } : { sent: true }
    },
    async configurationChanged() {
      configurationChanges += 1
    },
    log: { warn: (_facts, message) => void warnings.push(message) },
    passwordCost: { ln: 8, r: 8, p: 1 },
  })
  const { app, listen, lines } = createTestServer({ publicUrl, ...options.http })
  guardApi(app)
  await registerOpenApi(app, { version: '0.0.0' })
  registerAccountRoutes(app, accounts)
  const url = await listen()
  return {
    app,
    accounts,
    clock,
    mails,
    codes,
    lines,
    warnings,
    url,
    setupToken: setupToken(secrets),
    configurationChanges: () => configurationChanges,
    browser: () => new Browser(url, app),
    async browserOfAdmin(): Promise<Browser> {
      const browser = new Browser(url, app)
      const answer = await browser.post('/setup', { token: setupToken(secrets), ...ANA })
      assert(answer.status === 201, JSON.stringify(answer.body))
      return browser
    },
    /** The token of the last link that was mailed. */
    lastLinkToken(): string {
      const mail = mails.findLast((each) => each.url !== undefined)
      assert(mail?.url, 'a mail with a link')
      return new URL(mail.url).searchParams.get('token') ?? ''
    },
  }
}

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of a body.
  body: any
  /** The code of an error. */
  code: string | undefined
}

/** Keeps cookies, and repeats the CSRF cookie as a header, as the console does. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #url: string
  readonly app: FastifyInstance

  constructor(url: string, app: FastifyInstance) {
    this.#url = url
    this.app = app
  }

  get = (path: string, headers?: Record<string, string>) => this.send('GET', path, undefined, headers)
  post = (path: string, body?: unknown, headers?: Record<string, string>) => this.send('POST', path, body, headers)
  put = (path: string, body?: unknown, headers?: Record<string, string>) => this.send('PUT', path, body, headers)
  patch = (path: string, body?: unknown, headers?: Record<string, string>) => this.send('PATCH', path, body, headers)
  delete = (path: string, headers?: Record<string, string>) => this.send('DELETE', path, undefined, headers)

  login(email = ANA.email, password = ANA.password): Promise<Answer> {
    return this.post('/session', { email, password })
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const csrf = [...this.cookies].find(([name]) => name.endsWith('tocsin_csrf'))?.[1]
    const cookie = [...this.cookies].map((each) => each.join('=')).join('; ')
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        ...(cookie && { cookie }),
        ...(csrf && { 'x-csrf-token': csrf }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    this.#keepCookies(response)
    const text = await response.text()
    const parsed = text === '' ? undefined : JSON.parse(text)
    return { status: response.status, headers: response.headers, body: parsed, code: parsed?.error?.code }
  }

  #keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }
}
