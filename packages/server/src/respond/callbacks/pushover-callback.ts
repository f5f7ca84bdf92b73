/** Pressed “acknowledge” in the Pushover app: it posts the receipt to the address that it was given with the page, and signs nothing. */
import { readCallback } from '../../shell/secrets/callback-links.ts'
import { answerPage } from '../answers/answer-page.ts'
import { listBundle } from '../gather/bundle.queries.ts'
import { type CallbackAnswer, type CallbackDeps, type CallbackRequest, NOT_FOUND, TAKEN } from './callback-deps.ts'

export async function takePushoverCallback(
  { db, engine, secrets }: CallbackDeps,
  token: string,
  { body }: CallbackRequest,
): Promise<CallbackAnswer> {
  const link = readCallback(secrets, token, engine.clock.now())
  if (!link) return NOT_FOUND
  const form = new URLSearchParams(body.toString('utf8'))
  if (form.get('acknowledged') !== '1') return TAKEN
  // Where it was about several, all of them were acknowledged.
  for (const { incident } of await listBundle(db, link))
    await answerPage(engine, { incident, person: link.person, answer: 'acknowledge', via: 'phone' })
  return TAKEN
}
