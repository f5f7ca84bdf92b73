import { existsSync, readFileSync } from 'node:fs'
import { run, say } from './process.mjs'

// On Debian, run by root (a container, a build machine), the programs that tests talk to are installed. Elsewhere nothing
// of the system is touched: what is missing is named, and its tests are left out.

const packages = [
  ...['chromium', 'fonts-dejavu-core', 'fonts-noto-cjk', 'prometheus', 'prometheus-alertmanager', 'wrk'],
  // The smallest package that brings zabbix_js, and the daemon of Icinga without its web interface.
  ...['icinga2-bin', 'redis-server', 'zabbix-proxy-sqlite3'],
]
/** What these packages would run as services; the tests start their own. */
const services = [
  ...['prometheus', 'prometheus-alertmanager', 'prometheus-node-exporter'],
  ...['icinga2', 'redis-server', 'zabbix-proxy'],
]
const installMsMax = 15 * 60_000

let isTried = false

export const debianPackages = {
  title: 'installing the Debian packages that tests use',

  isDone() {
    return isTried || !isRootOnDebian() || missingPackages().length === 0
  },

  run() {
    isTried = true
    const missing = missingPackages()
    say(`  ${missing.join(' ')}`)
    const running = services.filter(isRunning)
    const installed = install(missing) || (update() && install(missing))
    for (const service of services) if (!running.includes(service) && isRunning(service)) stop(service)
    // Not a reason to stop: every test that needs one of them says that it was left out.
    if (!installed) say('apt-get did not succeed; is the machine online, and is the package archive set up?')
    return undefined
  },
}

function isRootOnDebian() {
  if (process.platform !== 'linux' || process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  return existsSync('/etc/os-release') && /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

function missingPackages() {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are dpkg's, not ours.
  const format = '${Package} ${db:Status-Status}\n'
  const { stdout } = run('dpkg-query', ['-W', `-f=${format}`, ...packages], { capture: true })
  const present = new Set(stdout.split('\n').filter((line) => line.endsWith(' installed')))
  return packages.filter((name) => !present.has(`${name} installed`))
}

function update() {
  return apt(['update', '-qq'])
}

function install(names) {
  return apt(['install', '-y', '-qq', '--no-install-recommends', ...names])
}

function apt(args) {
  // RUNLEVEL=1 keeps the packages from starting their services.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const options = { env, capture: true, timeoutMs: installMsMax }
  return run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], options).ok
}

function isRunning(service) {
  return existsSync(`/etc/init.d/${service}`) && run('service', [service, 'status'], { capture: true }).ok
}

function stop(service) {
  say(`  stopping the service ${service}, which its package started`)
  run('service', [service, 'stop'], { capture: true })
}
