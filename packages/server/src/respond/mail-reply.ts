/**
 * Replies to pages by mail: whoever was paged answers the mail, and that acknowledges, resolves, or becomes a note. Who they are is said by
 * the address that the page told them to answer to, which nobody else was sent; the sender of the mail has to fit, so that a colleague who
 * answers to all does not answer for them. A mail that is handed over twice counts once. Files that come along are kept with the incident
 * and shown by a note. What could not be done is answered by mail. Mails that came back come to the same addresses.
 */
import { hash } from 'node:crypto'
import { readBounce } from '@tocsin/adapters/in/email/bounce.ts'
import { whyIgnored } from '@tocsin/adapters/in/email/loops.ts'
import type { Mail } from '@tocsin/adapters/in/email/mail.ts'
import { filesOfReply, type PageReply, readPageReply } from '@tocsin/adapters/in/email/page-reply.ts'
import type { IncidentCommand } from '@tocsin/core/incident.ts'
import { type Actor, actorLabel } from '@tocsin/core/kernel/actor.ts'
import type { ContactId, IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { User } from '@tocsin/core/people/directory.ts'
import { can } from '@tocsin/core/people/permissions.ts'
import { doOnce } from '../shell/engine/do-once.ts'
import { transact } from '../shell/engine/transact.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import { REPLY_MAILBOX, type ReplyAddress, readReplyToken, signReplyToken } from '../shell/secrets/reply-address.ts'
import type { Secrets } from '../shell/secrets/secrets.ts'
import { type BounceDeps, takeBounce } from './mail-bounce.ts'
import { type ReplyAnswer, writeAnswer } from './reply-answer.ts'
import { type KeepFiles, type LeftOutFile, NO_FILES, noteWith, type ReplyFiles } from './reply-files.ts'

export interface MailReplyDeps extends BounceDeps {
  secrets: Pick<Secrets, 'isMacHead'>
  keepFiles: KeepFiles
}

export interface MailReplies {
  /** Whether what stands behind the `+` of an address is of one that we gave out, ended or not. */
  isOurs(detail: string): boolean
  /** Carries out what a mail to such an address asks for. Rejects when that could not be written: it is to come again. */
  take(detail: string, mail: Mail): Promise<void>
}

/** Longer than any night, and than the day after; shorter than a mailbox that somebody else gets to read. */
const REPLY_LIFE_MS = 3 * DAY

/** The address that a page or a notice is answered to; absent where no mail comes in. */
export function createReplyTo(secrets: Pick<Secrets, 'mac'>, domain: () => string | undefined) {
  return ({ incident, user, report }: PersonMessage, at: Instant): string | undefined => {
    const host = domain()
    if (host === undefined || report) return undefined
    const token = signReplyToken(secrets, { incident, person: user, expiresAt: (at + REPLY_LIFE_MS) as Instant })
    return token && `${REPLY_MAILBOX}+${token}@${host}`
  }
}

export function createMailReplies(deps: MailReplyDeps): MailReplies {
  const { engine, secrets } = deps
  const read = (detail: string) => {
    const people = engine.directory.latest().users.keys()
    return readReplyToken(secrets, detail, people, engine.clock.now())
  }
  return {
    isOurs: (detail) => 'reply' in read(detail),
    async take(detail, mail) {
      const reading = read(detail)
      const bounce = readBounce(mail)
      if ('reply' in reading && bounce) return takeBounce(deps, reading.reply, bounce)
      const ignored = whyIgnored(mail)
      if ('problem' in reading || ignored !== undefined) {
        engine.log.info({ reason: ignored ?? 'the address is not ours' }, 'a mail that answers a page was ignored')
        return
      }
      await takeReply(deps, reading.reply, reading.isExpired, mail)
    },
  }
}

/** What is said of it by mail, if anything. */
interface Told {
  answer?: ReplyAnswer
  leftOut?: readonly LeftOutFile[]
}

function takeReply(deps: MailReplyDeps, address: ReplyAddress, isExpired: boolean, mail: Mail): Promise<void> {
  const { incident, person } = address
  const key = hash('sha256', [incident, person, mail.messageId ?? `${mail.subject}\n${mail.text}`].join('|'))
  return transact(deps.engine, async (unit) => {
    const user = unit.directory.users.get(person)
    if (!user?.isActive) return
    await doOnce(unit, { purpose: 'mail reply', key }, async () => {
      const told: Told = isExpired
        ? { answer: { kind: 'expired' } }
        : await carryOut(deps, unit, { user, incident, mail })
      const { leftOut = [] } = told
      const answer = told.answer ?? (leftOut.length > 0 ? ({ kind: 'files_left_out' } as const) : undefined)
      if (answer) await queueAnswer(unit, user, { key, incident, answer, leftOut })
      return { answer: answer?.kind ?? 'none' }
    })
  })
}

async function carryOut(
  { keepFiles }: MailReplyDeps,
  unit: UnitOfWork,
  { user, incident, mail }: { user: User; incident: IncidentId; mail: Mail },
): Promise<Told> {
  if (!addressesOf(user).includes(mail.from)) return { answer: { kind: 'other_sender', from: mail.from } }
  const reply = readPageReply(mail)
  if (reply.kind === 'empty') return { answer: { kind: 'not_understood' } }
  const permission = reply.kind === 'note' ? 'incident.comment' : 'incident.respond'
  if (!can({ kind: 'user', role: user.role, isActive: user.isActive }, permission).allowed)
    return { answer: { kind: 'forbidden' } }
  const current = await findCurrent(unit, incident)
  if (current === undefined) return { answer: { kind: 'gone' } }
  const actor: Actor = { kind: 'user', id: user.id, via: 'mail' }
  const files = filesOfReply(mail)
  const kept =
    files.length === 0 ? NO_FILES : await keepFiles(unit, { incident: current, files, uploadedBy: actorLabel(actor) })
  const answer = runReply(unit, current, { reply, actor, person: user.id, kept })
  return { ...(answer && { answer }), leftOut: kept.leftOut }
}

interface ReplyOrder {
  reply: Exclude<PageReply, { kind: 'empty' }>
  actor: Actor
  person: UserId
  kept: ReplyFiles
}

/** Undefined when there is nothing to say: what they wrote stands in the timeline. */
function runReply(
  unit: UnitOfWork,
  incident: IncidentId,
  { reply, actor, person, kept }: ReplyOrder,
): ReplyAnswer | undefined {
  const note = (words: string) => {
    const text = noteWith(words, kept)
    return text === '' ? undefined : unit.run(incident, { type: 'AddNote', text }, actor)
  }
  if (reply.kind === 'note') {
    const noted = note(reply.text)
    return noted && 'rejected' in noted ? { kind: 'refused', code: noted.rejected.code } : undefined
  }
  const outcome = unit.run(incident, commandOf(reply, person), actor)
  // Words are kept also where there was nothing to take or to resolve any more; those of a solution stand in its fact, its files do not.
  const isInFact = reply.kind === 'resolve' && !('rejected' in outcome) && outcome.facts.length > 0
  note(isInFact ? '' : reply.note)
  if ('rejected' in outcome) return { kind: 'refused', code: outcome.rejected.code }
  if (outcome.facts.length > 0) return { kind: reply.kind === 'acknowledge' ? 'acknowledged' : 'resolved' }
  if (reply.kind === 'resolve') return { kind: 'refused', code: 'incident_already_resolved' }
  const { acknowledgedBy } = outcome.state.response
  if (acknowledgedBy === undefined || acknowledgedBy === person) return { kind: 'acknowledged' }
  return { kind: 'taken_by', name: unit.directory.users.get(acknowledgedBy)?.name ?? acknowledgedBy }
}

function commandOf({ kind, note }: Extract<PageReply, { note: string }>, by: UserId): IncidentCommand {
  return kind === 'acknowledge'
    ? { type: 'Acknowledge', by }
    : { type: 'Resolve', by, because: 'said_by_responder', ...(note && { note }) }
}

/** Everywhere that the person is written to by mail, in small letters. */
function addressesOf({ email, contacts }: User): string[] {
  const mailed = contacts.filter(({ channel, isVerified }) => channel === 'email' && isVerified).map(({ to }) => to)
  return [email, ...mailed].map((address) => address.toLowerCase())
}

/** Loaded; of one that was merged the one in which it goes on. Undefined when it is gone with the years. */
async function findCurrent(unit: UnitOfWork, incident: IncidentId): Promise<IncidentId | undefined> {
  let current = incident
  for (let steps = 0; steps < LIMITS.mergeChainMax; steps++) {
    await unit.load([current])
    const state = unit.state(current)
    if (!state) return undefined
    if (!state.record.merged) return current
    current = state.record.merged.into
  }
  return undefined
}

interface AnswerOrder {
  key: string
  incident: IncidentId
  answer: ReplyAnswer
  leftOut: readonly LeftOutFile[]
}

/** To the address that the page went to, and never to whoever the mail claims to be of. */
async function queueAnswer(
  unit: UnitOfWork,
  user: User,
  { key, incident, answer, leftOut }: AnswerOrder,
): Promise<void> {
  const [to = user.email] = addressesOf(user).slice(1)
  const language = user.locale?.startsWith('ja') ? 'ja' : 'en'
  const { subject, lines } = writeAnswer(answer, leftOut, incident, language)
  const page = `letter/reply/${key}` as PageId
  await unit.tx.addSends([
    {
      ...{ key: page, class: 'status', due: unit.at, requestedAt: unit.at },
      message: {
        ...{ kind: 'letter', page, user: user.id, subject, lines, view: `/incidents/${incident}` },
        ...{ target: { contact: 'reply' as ContactId, channel: 'email', to }, requestedAt: unit.at },
      },
    },
  ])
  unit.nudgeAfterCommit('send:status')
}
