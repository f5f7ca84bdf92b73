/** Pressed “acknowledge” in the Pushover app: it posts the receipt to the address that it was given with the page, and signs nothing. */
import { readCallback } from '../../shell/secrets/callback-links.ts'
import { answerPage } from '../answers/answer-page.ts'
import { type CallbackAnswer, type CallbackDeps, type CallbackRequest, NOT_FOUND, TAKEN } from './callback-deps.ts'

export async function takePushoverCallback(
  { engine, secrets }: CallbackDeps,
  token: string,
  { body }: CallbackRequest,
): Promise<CallbackAnswer> {
  const link = readCallback(secrets, token, engine.clock.now())
  if (!link) return NOT_FOUND
  const form = new URLSearchParams(body.toString('utf8'))
  if (form.get('acknowledged') !== '1') return TAKEN
  await answerPage(engine, { incident: link.incident, person: link.person, answer: 'acknowledge', via: 'phone' })
  return TAKEN
}
