/** The listener for syslog, beside that for HTTP: it opens and closes with it. */
import type { FastifyInstance } from 'fastify'
import type { DoorDeps } from '../../detect/door.ts'
import { openSyslog, type SyslogListener, type SyslogOptions } from '../../detect/stream/syslog-listener.ts'
import type { Options } from '../config/options.ts'
import { StartFailure } from './start-failure.ts'

/** Undefined while none is to be taken. */
export function syslogOptionsOf(
  { syslog }: Pick<Options, 'syslog'>,
  tls: SyslogOptions['tls'],
): SyslogOptions | undefined {
  if (!syslog) return undefined
  if (!tls && syslog.some(({ protocol }) => protocol === 'tls'))
    throw new StartFailure('--syslog with tls:// needs a certificate: give --tls-cert and --tls-key as well')
  return { addresses: syslog, tls }
}

/** A port that cannot be had is known before requests are taken. */
export function registerSyslog(app: FastifyInstance, door: DoorDeps, options: SyslogOptions): void {
  let opened: SyslogListener | undefined
  app.addHook('onReady', async () => {
    opened = await openSyslog(door, options).catch((error: Error) => {
      throw explainListening(error)
    })
    for (const { protocol, host, port } of opened.addresses)
      app.log.info({ protocol, host, port }, 'listening for syslog')
  })
  app.addHook('preClose', async () => opened?.close())
}

function explainListening(error: Error): Error {
  const code = 'code' in error ? error.code : undefined
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error
  const [port, host] = ['port', 'address'].map((name) =>
    String(Object.entries(error).find(([key]) => key === name)?.[1]),
  )
  const why = code === 'EADDRINUSE' ? 'is in use by another program' : 'needs rights that this user has not'
  return new StartFailure(
    `Port ${port} of ${host} for syslog ${why}. Choose another with --syslog, for example udp://0.0.0.0:5514`,
  )
}
