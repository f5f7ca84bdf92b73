/** Replies to pages come by the same ways as every other mail: to the SMTP listener, or by a mail provider's webhook. */
import type { DoorReply, DoorRequest, InAdapter } from '@tocsin/adapters/in/door.ts'
import type { Mail, Unpacked } from '@tocsin/adapters/in/email/mail.ts'
import { email } from '@tocsin/adapters/in/email/read.ts'
import { unpack } from '@tocsin/adapters/in/email/unpack.ts'
import { jsonReply } from '@tocsin/adapters/in/reply.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'

/** Who knows of such addresses and carries out what is answered; see respond/mail-reply.ts. */
export interface ReplyTaker {
  isOurs(detail: string): boolean
  take(detail: string, mail: Mail): Promise<void>
}

/** Undefined for what is no reply to a page. */
export async function takeReply(
  { engine, replies }: { engine: EngineDeps; replies?: ReplyTaker | undefined },
  adapter: InAdapter,
  request: DoorRequest,
): Promise<DoorReply | undefined> {
  if (!replies || adapter !== email) return undefined
  const { content } = await unpack(request)
  const { mail } = content as { mail?: Extract<Unpacked, { mail: Mail }>['mail'] }
  if (mail?.detail === undefined || !replies.isOurs(mail.detail)) return undefined
  try {
    await replies.take(mail.detail, mail)
    return jsonReply(200, { status: 'success', reply: 'taken' })
  } catch (error) {
    engine.log.error({ error: String(error) }, 'a reply to a page could not be carried out')
    return email.busy()
  }
}
