/** Debian's Prometheus and Alertmanager as real peers, in folders and on ports of their own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findFreePort, makeTempDir } from './tocsin-process.ts'

const CAPABILITIES = fileURLToPath(new URL('../../../.cache/test-capabilities.json', import.meta.url))

export type Capability = 'chromium' | 'prometheus' | 'alertmanager' | 'amtool' | 'wrk' | 'icinga' | 'zabbixJs' | 'redis'

/** The path of a program that `npm test` installs on Debian; null where it could not, and the test is left out and counted. */
export function findProgram(name: Capability): string | null {
  if (!existsSync(CAPABILITIES)) return null
  const found = JSON.parse(readFileSync(CAPABILITIES, 'utf8')) as Partial<Record<Capability, string | null>>
  return found[name] ?? null
}

/** Something to watch: a metric that the test sets. */
export interface Exporter {
  address: string
  set(value: number): void
  close(): Promise<void>
}

export async function startExporter(metric: string): Promise<Exporter> {
  let value = 0
  const server: Server = createServer((_, response) => response.end(`# TYPE ${metric} gauge\n${metric} ${value}\n`))
  const port = await findFreePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${port}`,
    set: (next) => {
      value = next
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

export interface Peer {
  url: string
  stop(): Promise<void>
}

async function startPeer(program: string, args: string[], dir: string, url: string, readyPath: string): Promise<Peer> {
  const child: ChildProcess = spawn(program, args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for (let tries = 0; tries < 300; tries++) {
    const ready = await fetch(`${url}${readyPath}`).catch(() => null)
    if (ready?.ok) break
    if (child.exitCode !== null || tries === 299) throw new Error(`${program} did not start:\n${output}`)
    await sleep(100)
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export interface PrometheusOptions {
  program: string
  /** Host and port that is scraped. */
  target: string
  /** A rules file's text. */
  rules: string
  /** The Alertmanager to send to: host:port, and a path in front of `/api/v2`. */
  alertmanager: { address: string; pathPrefix: string }
}

export async function startPrometheus({ program, target, rules, alertmanager }: PrometheusOptions): Promise<Peer> {
  const dir = makeTempDir('prometheus')
  writeFileSync(join(dir, 'rules.yml'), rules)
  writeFileSync(
    join(dir, 'prometheus.yml'),
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
alerting:
  alertmanagers:
    - api_version: v2
      path_prefix: ${alertmanager.pathPrefix}
      static_configs: [{ targets: ["${alertmanager.address}"] }]
scrape_configs:
  - { job_name: payments, static_configs: [{ targets: ["${target}"] }] }
`,
  )
  const port = await findFreePort()
  const args = ['--config.file=prometheus.yml', '--storage.tsdb.path=tsdb', `--web.listen-address=127.0.0.1:${port}`]
  return startPeer(program, args, dir, `http://127.0.0.1:${port}`, '/-/ready')
}

/** An Alertmanager that sends everything to one webhook, quickly. */
export async function startAlertmanager(program: string, webhookUrl: string): Promise<Peer> {
  const dir = makeTempDir('alertmanager')
  writeFileSync(
    join(dir, 'alertmanager.yml'),
    `route: { receiver: tocsin, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers:
  - name: tocsin
    webhook_configs: [{ url: "${webhookUrl}", send_resolved: true }]
`,
  )
  const port = await findFreePort()
  const args = [
    '--config.file=alertmanager.yml',
    '--storage.path=data',
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ]
  return startPeer(program, args, dir, `http://127.0.0.1:${port}`, '/-/ready')
}
