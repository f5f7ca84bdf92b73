import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { say } from './process.mjs'

const pollMs = 300
const waitMsMax = 15 * 60_000

/** Runs `work` while no other preparation of the same checkout runs. A lock whose process is gone is taken over. */
export function withLock(root, work) {
  const path = join(root, '.cache/prepare.lock')
  mkdirSync(join(root, '.cache'), { recursive: true })
  for (let waitedMs = 0; !take(path); waitedMs += pollMs) {
    if (waitedMs === 0) say(`process ${holderOf(path)} prepares this checkout already; waiting for it`)
    if (waitedMs >= waitMsMax) return `gave up waiting; if nothing else prepares this checkout, delete ${path}`
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs)
  }
  try {
    return work()
  } finally {
    rmSync(path, { force: true })
  }
}

function take(path) {
  try {
    const file = openSync(path, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  if (isAlive(holderOf(path))) return false
  rmSync(path, { force: true })
  return take(path)
}

function holderOf(path) {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function isAlive(pid) {
  // The holder may be between creating the file and writing its number into it.
  if (pid === undefined) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
