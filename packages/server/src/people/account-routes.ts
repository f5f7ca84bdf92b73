import type { FastifyInstance } from 'fastify'
import { type ApiRoute, registerApiRoutes } from '../shell/http/api.ts'
import { accessLogRoutes } from './access-log.routes.ts'
import type { Accounts } from './accounts.ts'
import { apiKeyRoutes } from './api-key.routes.ts'
import { browserRoutes } from './browser.routes.ts'
import { contactRoutes } from './contact.routes.ts'
import { messageUseRoutes } from './message-use.routes.ts'
import { ownSessionRoutes } from './own-session.routes.ts'
import { passwordRoutes } from './password.routes.ts'
import { ruleRoutes } from './rule.routes.ts'
import { sessionRoutes } from './session.routes.ts'
import { setupRoutes } from './setup.routes.ts'
import { userRoutes } from './user.routes.ts'

export function accountRoutes(accounts: Accounts): ApiRoute[] {
  return [
    ...[sessionRoutes, ownSessionRoutes, accessLogRoutes, setupRoutes, passwordRoutes],
    ...[userRoutes, contactRoutes, browserRoutes, ruleRoutes, messageUseRoutes, apiKeyRoutes],
  ].flatMap((routes) => routes(accounts))
}

/** Registers the routes of sessions, their log, set-up, passwords, people, contacts, rules and API keys. */
export function registerAccountRoutes(app: FastifyInstance, accounts: Accounts): void {
  registerApiRoutes(app, accounts, accountRoutes(accounts))
}
