/** Debian's Redis as a real peer, on a port that it keeps when it is started again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeTempDir } from './tocsin-process.ts'

export interface Redis {
  stop(): Promise<void>
}

export async function startRedis(program: string, port: number, password: string): Promise<Redis> {
  const dir = makeTempDir('redis')
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--requirepass', password, '--save', '']
  const child: ChildProcess = spawn(program, settings, { cwd: dir, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for (let tries = 0; !(await isOpen(port)); tries++) {
    if (tries > 100) throw new Error('Redis did not start')
    await sleep(50)
  }
  return {
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
