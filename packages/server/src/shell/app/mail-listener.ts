/** The listener for mail, beside that for HTTP: it opens and closes with it. */
import type { FastifyInstance } from 'fastify'
import type { DoorDeps } from '../../detect/door.ts'
import { type MailDoor, openMailDoor } from '../../detect/mail-door.ts'
import type { Options } from '../config/options.ts'
import { StartFailure } from './start-failure.ts'

export interface MailOptions {
  host: string
  port: number
  /** Absent: the host of the public address. */
  domain?: string | undefined
  tls?: { key: string; cert: string } | undefined
}

/** Undefined while no mail is to be taken. */
export function mailOptionsOf(
  { smtpListen, mailDomain }: Pick<Options, 'smtpListen' | 'mailDomain'>,
  tls: MailOptions['tls'],
): MailOptions | undefined {
  return smtpListen && { ...smtpListen, domain: mailDomain, tls }
}

export function mailDomainOf({ domain }: MailOptions, publicUrl: string): string {
  return domain ?? new URL(publicUrl).hostname
}

/** The domain of addresses at which pages are answered; undefined while no mail comes in, by the listener or by a mail provider. */
export function replyDomainOf(
  { smtpListen, mailDomain }: Pick<Options, 'smtpListen' | 'mailDomain'>,
  publicUrl: string,
): string | undefined {
  return smtpListen || mailDomain ? (mailDomain ?? new URL(publicUrl).hostname) : undefined
}

/** Mails are taken before requests are, so that a port that cannot be had is known at once; and no longer than those. */
export function registerMailDoor(
  app: FastifyInstance,
  door: DoorDeps,
  options: MailOptions,
  publicUrl: () => string,
): void {
  let opened: MailDoor | undefined
  app.addHook('onReady', async () => {
    const { host, port, tls } = options
    opened = await openMailDoor(door, { host, port, tls, domain: mailDomainOf(options, publicUrl()) }).catch(
      (error: Error) => {
        throw explainListening(error, options)
      },
    )
    app.log.info({ host: opened.host, port: opened.port }, 'listening for mail')
  })
  app.addHook('preClose', async () => opened?.close())
}

function explainListening(error: Error, { host, port }: MailOptions): Error {
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new StartFailure(`Port ${port} of ${host} is in use by another program. Choose another with --smtp-listen`)
  if (code === 'EACCES')
    return new StartFailure(
      `Port ${port} for mail needs rights that this user has not. Choose one above 1023, for example --smtp-listen 2525, and let the mail server of this machine forward to it`,
    )
  return error
}
