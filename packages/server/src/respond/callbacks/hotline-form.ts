/** The typed form for somebody who called, by text message, where those are sent through Twilio. */
import { senderField, senderFor } from '@tocsin/adapters/out/telephone/number.ts'
import { smsConfigSchema } from '@tocsin/adapters/out/telephone/sms.ts'
import { callTwilio } from '@tocsin/adapters/out/telephone/twilio-call.ts'
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { IncidentId, ReportId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { signReportLink } from '../../shell/secrets/report-links.ts'
import type { CallbackDeps } from './callback-deps.ts'

/** What was wrong, if anything was. */
export async function sendForm(
  { net, engine, secrets, publicUrl, channelConfig }: CallbackDeps,
  to: string,
  { incident, report, locale }: { incident: IncidentId; report: ReportId; locale: Locale },
): Promise<string | undefined> {
  const config = smsConfigSchema.safeParse(channelConfig('sms'))
  if (!config.success || config.data.provider !== 'twilio' || !/^\+[1-9]\d{5,14}$/.test(to)) return undefined
  const url = `${publicUrl()}/report/${signReportLink(secrets, { incident, report })}`
  const text =
    locale === 'ja'
      ? `${incident}: 詳細の追加と進み具合の確認: ${url}`
      : `${incident}: add details and see how it goes: ${url}`
  const form: [string, string][] = [
    ['To', to],
    senderField(senderFor(to, config.data.from, config.data.senders)),
    ['Body', text],
  ]
  const result = await callTwilio(net, config.data, 'Messages', form, formatInstant(engine.clock.now()))
  return 'failure' in result ? result.failure.cause : undefined
}
