/** Debian's Alertmanager as it comes: alerts in memory, one notification a group. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { findFreePort, makeFolder, startProgram, waitUntilReady } from './child-program.ts'
import { GROUP_BY } from './organisation.ts'
import { type PageSink, startAlertmanagerSink } from './page-sink.ts'
import type { Target } from './target.ts'

/**
 * @param isPaging notifies the first of a group at once, as Tocsin does. Without it nobody is told: for ingest alone, where
 *   its notifications with thousands of alerts each would burden it more than pages burden Tocsin.
 */
export async function startAlertmanager(program: string, { isPaging }: { isPaging: boolean }): Promise<Target> {
  const sink = await startAlertmanagerSink()
  const dir = makeFolder('alertmanager')
  writeFileSync(join(dir, 'alertmanager.yml'), configuration(sink, isPaging))
  const url = `http://127.0.0.1:${await findFreePort()}`
  const child = startProgram(
    program,
    [
      '--config.file=alertmanager.yml',
      '--storage.path=data',
      `--web.listen-address=${new URL(url).host}`,
      '--cluster.listen-address=',
    ],
    { cwd: dir, env: {} },
  )
  await waitUntilReady(child, `${url}/-/ready`)
  return {
    name: 'Alertmanager',
    alertsUrl: `${url}/api/v2/alerts`,
    sink,
    pid: child.pid,
    pids: () => [child.pid],
    diedWith: child.diedWith,
    async stop() {
      await child.stop()
      await sink.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function configuration(sink: PageSink, isPaging: boolean): string {
  const waits = isPaging ? { group_wait: '0s', group_interval: '5m' } : {}
  return stringify({
    route: { receiver: 'bench', group_by: GROUP_BY, ...waits },
    receivers: [{ name: 'bench', ...(isPaging && { webhook_configs: [{ url: sink.url, send_resolved: false }] }) }],
  })
}
