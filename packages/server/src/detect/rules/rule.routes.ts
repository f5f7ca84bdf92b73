import type { ApiRoute } from '../../shell/http/api.ts'
import { backtestRoutes } from './backtest.routes.ts'
import { createBacktests } from './backtest.ts'
import { type RuleRouteDeps, ruleTestRoute } from './rule-test.routes.ts'

/** Trying event rules out; what they are is configuration. */
export function ruleRoutes(deps: RuleRouteDeps): ApiRoute[] {
  return [ruleTestRoute(deps), ...backtestRoutes({ ...deps, backtests: createBacktests(deps.db, deps.engine) })]
}
