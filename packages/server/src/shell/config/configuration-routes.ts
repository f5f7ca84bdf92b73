import { serviceRoutes } from '../../lake/service.routes.ts'
import { calendarRoutes } from '../../people/calendars/calendar.routes.ts'
import { fairnessRoutes } from '../../people/fairness/fairness.routes.ts'
import { mendRoutes } from '../../people/fairness/mend.routes.ts'
import { planRoutes } from '../../people/fairness/plan.routes.ts'
import { restRoutes } from '../../people/fairness/rest.routes.ts'
import { feedRoutes } from '../../people/feeds/feed.routes.ts'
import { onCallRoutes } from '../../people/on-call.routes.ts'
import { onCallLoadRoutes } from '../../people/on-call-load.routes.ts'
import { policyRoutes } from '../../people/policy.routes.ts'
import { scheduleRoutes } from '../../people/schedule.routes.ts'
import { scheduleStateRoutes } from '../../people/schedule-state.routes.ts'
import { shiftRoutes } from '../../people/shift.routes.ts'
import { teamRoutes } from '../../people/team.routes.ts'
import { vendorRoutes } from '../../people/vendor.routes.ts'
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
import { templateRoutes } from './template.routes.ts'

/** The API of the configuration: teams, services, schedules, policies, sources, channels, settings, who is on call, and the first steps. */
export function configurationRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [
    teamRoutes,
    serviceRoutes,
    calendarRoutes,
    feedRoutes,
    fairnessRoutes,
    restRoutes,
    planRoutes,
    mendRoutes,
    scheduleRoutes,
    onCallRoutes,
    shiftRoutes,
    scheduleStateRoutes,
    onCallLoadRoutes,
    vendorRoutes,
    policyRoutes,
    sourceConfigurationRoutes,
    eventRuleRoutes,
    inhibitionRoutes,
    maintenanceRoutes,
    channelRoutes,
    settingRoutes,
    templateRoutes,
    wholeConfigurationRoutes,
    firstRunRoutes,
  ].flatMap((routes) => routes(deps))
}
