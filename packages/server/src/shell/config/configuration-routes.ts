import { serviceRoutes } from '../../lake/service.routes.ts'
import { onCallRoutes } from '../../people/on-call.routes.ts'
import { policyRoutes } from '../../people/policy.routes.ts'
import { scheduleRoutes } from '../../people/schedule.routes.ts'
import { shiftRoutes } from '../../people/shift.routes.ts'
import { teamRoutes } from '../../people/team.routes.ts'
import { firstRunRoutes } from '../app/first-run.routes.ts'
import type { ApiRoute } from '../http/api.ts'
import { channelRoutes } from './channel.routes.ts'
import { wholeConfigurationRoutes } from './configuration.routes.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import { eventRuleRoutes } from './event-rule.routes.ts'
import { inhibitionRoutes } from './inhibition.routes.ts'
import { maintenanceRoutes } from './maintenance.routes.ts'
import { settingRoutes } from './setting.routes.ts'
import { sourceConfigurationRoutes } from './source.routes.ts'

/** The API of the configuration: teams, services, schedules, policies, sources, channels, settings, who is on call, and the first steps. */
export function configurationRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [
    teamRoutes,
    serviceRoutes,
    scheduleRoutes,
    onCallRoutes,
    shiftRoutes,
    policyRoutes,
    sourceConfigurationRoutes,
    eventRuleRoutes,
    inhibitionRoutes,
    maintenanceRoutes,
    channelRoutes,
    settingRoutes,
    wholeConfigurationRoutes,
    firstRunRoutes,
  ].flatMap((routes) => routes(deps))
}
