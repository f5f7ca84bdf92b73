import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { frame } from './frame-route.ts'

// Event rules, trying them out, and what changed ones would have made of the last days.

export const rules = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/rules',
  component: lazyRouteComponent(() => import('../features/detect/rules/rules-page.tsx'), 'RulesPage'),
})

export const newRule = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/rules/new',
  component: lazyRouteComponent(() => import('../features/detect/rules/rule-page.tsx'), 'NewRulePage'),
})

export const rule = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/rules/$id',
  component: lazyRouteComponent(() => import('../features/detect/rules/rule-page.tsx'), 'RulePage'),
})

export const backtest = createRoute({
  getParentRoute: () => frame,
  path: '/alerts/rules/backtests/$id',
  component: lazyRouteComponent(() => import('../features/detect/rules/backtest-page.tsx'), 'BacktestPage'),
})
