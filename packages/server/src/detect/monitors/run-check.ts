/** Carries out one check: reads what is configured, asks the world, and always comes back with a report. */
import { type CheckReport, failed, type QuerySource } from '@tocsin/adapters/check/check.ts'
import { checkKind } from '@tocsin/adapters/check/registry.ts'
import type { DataSourceRow } from '../../shell/config/data-source-configuration.ts'
import type { MonitorRow } from '../../shell/config/monitor-configuration.ts'
import type { OpenCheckNet } from '../../shell/ports/check-net/check-net.ts'
import type { Clock } from '../../shell/ports/clock.ts'
import { type Secrets, tryUnseal } from '../../shell/secrets/secrets.ts'

export interface CheckDeps {
  clock: Clock
  secrets: Secrets
  openNet: OpenCheckNet
}

/** What of a monitor a check is about; a draft that nobody saved has it too. */
export type Checkable = Pick<MonitorRow, 'kind' | 'settings' | 'secret_sealed' | 'timeout_ms'>

export interface Checked {
  report: CheckReport
  latencyMs: number
  target: string
}

/** Beyond the time-out, for what does not end by it although it should. */
const GRACE_MS = 2_000

export async function runCheck(deps: CheckDeps, monitor: Checkable, source?: DataSourceRow): Promise<Checked> {
  const { clock } = deps
  const kind = checkKind(monitor.kind)
  const settings = kind?.settings.safeParse(monitor.settings)
  const begunAt = clock.now()
  if (!kind || !settings?.success)
    return { report: failed('its settings cannot be read: save it anew'), latencyMs: 0, target: monitor.kind }
  const target = kind.target(settings.data)
  const context = contextOf(deps, monitor, source)
  if ('problem' in context) return { report: failed(context.problem), latencyMs: 0, target }
  const done = new AbortController()
  const late = async (): Promise<CheckReport> => {
    await clock.sleep(monitor.timeout_ms + GRACE_MS, done.signal)
    return failed('no answer in time')
  }
  const run = kind.run(settings.data, { ...context, net: deps.openNet(monitor.timeout_ms), at: begunAt })
  const report = await Promise.race([run, late()])
    .catch((error: unknown) => failed(`the check itself failed: ${String(error)}`))
    .finally(() => done.abort())
  return { report, target, latencyMs: report.latencyMs ?? clock.now() - begunAt }
}

function contextOf(
  { secrets }: CheckDeps,
  monitor: Checkable,
  source: DataSourceRow | undefined,
): { secret?: string; source?: QuerySource } | { problem: string } {
  const secret = open(secrets, monitor.secret_sealed)
  const sourceSecret = open(secrets, source?.secret_sealed ?? null)
  if (secret === null || sourceSecret === null)
    return { problem: 'its secret cannot be read with the key of this installation: give it again' }
  if (source && !source.is_active) return { problem: `the data source “${source.name}” is switched off` }
  return {
    ...(secret !== undefined && { secret }),
    ...(source && {
      source: {
        system: source.system,
        settings: source.settings,
        ...(sourceSecret !== undefined && { secret: sourceSecret }),
      },
    }),
  }
}

/** Undefined where there is none, null where it cannot be read. */
function open(secrets: Secrets, sealed: string | null): string | undefined | null {
  if (sealed === null) return undefined
  return tryUnseal(secrets, sealed) ?? null
}
