import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { readStamp } from './fingerprint.mjs'
import { say } from './process.mjs'

// Programs of other projects that some tests talk to. Tests read .cache/test-capabilities.json and leave themselves out,
// visibly, where a program is missing.

export const programs = [
  {
    key: 'chromium',
    commands: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    without: 'the browser tests',
  },
  { key: 'prometheus', commands: ['prometheus'], without: 'the tests with a real Prometheus' },
  {
    key: 'alertmanager',
    commands: ['prometheus-alertmanager', 'alertmanager'],
    without: 'the tests with a real Alertmanager',
  },
  { key: 'amtool', commands: ['amtool'], without: 'the tests with amtool' },
  { key: 'wrk', commands: ['wrk'], without: 'the load measurements' },
  { key: 'icinga', commands: ['icinga2'], without: 'the test with a real Icinga' },
  { key: 'zabbixJs', commands: ['zabbix_js'], without: 'the test with Zabbix’ own script engine' },
  { key: 'redis', commands: ['redis-server'], without: 'the tests with a real Redis' },
]

/** `{chromium: '/usr/bin/chromium', wrk: null, …}`: a path for each program that is there. */
export function findCapabilities(path = process.env.PATH ?? '') {
  const folders = [...path.split(delimiter), '/usr/bin', '/usr/local/bin', '/usr/sbin'].filter(
    (folder) => folder !== '',
  )
  const find = (command) => folders.map((folder) => join(folder, command)).find(isExecutable)
  return Object.fromEntries(
    programs.map(({ key, commands }) => [key, commands.map(find).find((found) => found !== undefined) ?? null]),
  )
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(error.code)) return false
    throw error
  }
}

export function writeCapabilities(root) {
  const found = findCapabilities()
  const text = JSON.stringify(found, null, 2)
  const file = join(root, '.cache/test-capabilities.json')
  if (readStamp(file) !== text) {
    mkdirSync(join(root, '.cache'), { recursive: true })
    writeFileSync(file, `${text}\n`)
  }
  for (const { key, commands, without } of programs) {
    if (found[key] === null) say(`${commands[0]} is not installed: ${without} are left out`)
  }
}
