/** Debian's Icinga 2 as a real peer: its daemon in a folder of its own, with one host and one service whose state the test sets. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { makeTempDir } from './tocsin-process.ts'

export interface Icinga {
  /** 0: OK, 1: warning, 2: critical. It is checked each second. */
  setState(state: 0 | 1 | 2, output: string): void
  output(): string
  stop(): Promise<void>
}

const FOLDERS = ['data', 'cache', 'log', 'run', 'spool']

/** @param commands what the guide of the source gives: the notification command, the user, and the notifications */
export function startIcinga(program: string, commands: string): Icinga {
  const dir = makeTempDir('icinga')
  for (const folder of FOLDERS) mkdirSync(join(dir, folder, folder === 'data' ? 'api' : ''), { recursive: true })
  const plugin = join(dir, 'plugin.sh')
  const setState: Icinga['setState'] = (state, output) =>
    writeFileSync(plugin, `echo '${output.replaceAll("'", '')}'\nexit ${state}\n`)
  setState(0, 'all is well')
  writeFileSync(join(dir, 'icinga2.conf'), `${configOf(plugin)}\n${commands}\n`)
  const { username } = userInfo()
  const constants = {
    ...{ DataDir: 'data', CacheDir: 'cache', LogDir: 'log', InitRunDir: 'run', SpoolDir: 'spool' },
  }
  const defined = [
    ...Object.entries(constants).map(([name, folder]) => `Configuration.${name}=${join(dir, folder)}`),
    `Configuration.RunAsUser=${username}`,
    `Configuration.RunAsGroup=${username}`,
  ]
  const args = ['daemon', '-c', join(dir, 'icinga2.conf'), ...defined.flatMap((each) => ['-D', each])]
  const child: ChildProcess = spawn(program, args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      text += chunk
    })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    setState,
    output: () => text,
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function configOf(plugin: string): string {
  return `include <itl>
const NodeName = "monitor"
const ZoneName = "monitor"
object Endpoint NodeName { }
object Zone ZoneName { endpoints = [ NodeName ] }
object CheckerComponent "checker" { }
object NotificationComponent "notification" { }
object CheckCommand "plugin" { command = [ "/bin/sh", "${plugin}" ] }
object Host "web-1" { check_command = "dummy", address = "192.0.2.1" }
object Service "http" {
  host_name = "web-1"
  check_command = "plugin"
  check_interval = 1s
  retry_interval = 1s
  max_check_attempts = 2
}`
}
