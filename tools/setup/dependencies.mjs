import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint, readStamp, writeStamp } from './fingerprint.mjs'
import { pinnedNode, run } from './process.mjs'

// The stamp is the quick answer. When it is missing or differs, npm's own record of what it installed is compared with
// the lock file, so that a developer's `npm install` is not followed by a needless `npm ci`.

const stampOf = (root) => join(root, 'node_modules/.tocsin-installed')
const dependencyFields = ['dependencies', 'devDependencies', 'optionalDependencies']

export const dependencies = {
  title: 'installing dependencies (npm ci; about a minute)',

  isDone(root) {
    if (pinnedNode(root) === undefined && !isRuntimeUnpackaged(root)) return false
    const wanted = wantedStamp(root)
    if (readStamp(stampOf(root)) === wanted) return true
    if (!isInstalled(root)) return false
    writeStamp(stampOf(root), wanted)
    return true
  },

  run(root) {
    // The Node that runs npm itself: ours may be the pinned one, which `npm ci` is about to replace.
    const node = process.env.npm_node_execpath ?? process.execPath
    const npm = process.env.npm_execpath
    // NODE_ENV=production or a user's settings must not leave out the runtime or what builds the console.
    const args = ['ci', '--include=dev', '--include=optional']
    const { ok, error } = npm ? run(node, [npm, ...args], { cwd: root }) : run('npm', args, { cwd: root })
    if (!ok) return installAdvice(error)
    if (pinnedNode(root) === undefined) return runtimeAdvice(root)
    writeStamp(stampOf(root), wantedStamp(root))
    return undefined
  },
}

function wantedStamp(root) {
  return fingerprint(root, ['package-lock.json', ...manifestPaths(root)])
}

/** The package.json files of the root and its workspaces. */
export function manifestPaths(root) {
  const { workspaces = [] } = readJson(root, 'package.json')
  const folders = workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern]
    const parent = pattern.slice(0, -2)
    return existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`) : []
  })
  const manifests = folders.map((folder) => `${folder}/package.json`).filter((path) => existsSync(join(root, path)))
  return ['package.json', ...manifests.sort()]
}

function readJson(root, path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}

/** Whether node_modules holds what the lock file says, by npm's own record, and the manifests agree with the lock. */
export function isInstalled(root) {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false
  const locked = readJson(root, 'package-lock.json').packages
  const present = readJson(root, 'node_modules/.package-lock.json').packages
  const agree = manifestPaths(root).every((path) => {
    const manifest = readJson(root, path)
    const entry = locked[path === 'package.json' ? '' : path.slice(0, -'/package.json'.length)] ?? {}
    return dependencyFields.every((field) => sameEntries(manifest[field], entry[field]))
  })
  return agree && Object.entries(locked).every(([path, entry]) => isPresent(path, entry, present[path]))
}

function isPresent(path, wanted, present) {
  if (!path.includes('node_modules/')) return true
  if (!present) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true
  return wanted.link === true || (wanted.version === present.version && wanted.integrity === present.integrity)
}

function sameEntries(a = {}, b = {}) {
  const sorted = (entries) => JSON.stringify(Object.entries(entries).sort(([x], [y]) => (x < y ? -1 : 1)))
  return sorted(a) === sorted(b)
}

/** On a platform without a package for the runtime, a Node of the right major version serves as well. */
function isRuntimeUnpackaged(root) {
  const major = runtimeVersion(root).split('.')[0]
  return process.versions.node.split('.')[0] === major && existsSync(join(root, 'node_modules'))
}

function runtimeVersion(root) {
  return Object.values(readJson(root, 'package.json').optionalDependencies)[0]
}

function runtimeAdvice(root) {
  if (isRuntimeUnpackaged(root)) return undefined
  const version = runtimeVersion(root)
  return (
    `npm has no package with Node ${version} for ${process.platform} on ${process.arch}.\n` +
    `  Install Node ${version} yourself, put it first in PATH, and run the command again.`
  )
}

function installAdvice(error) {
  return [
    `npm ci did not succeed${error ? ` (${error.message})` : ''}; its own words stand above. What helps most often:`,
    '  - no network, or a proxy or mirror: see `npm config get registry`, `npm config get proxy`, and try `npm ping`',
    '  - a full disk: about 1 GB is needed below this folder',
    '  - “not in sync”: a package.json was changed by hand; run `npm install` once and look at what it changed',
    '  - a half-finished install: delete the folder node_modules and run the command again',
  ].join('\n')
}
