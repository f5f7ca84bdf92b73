import { present } from '@tocsin/core/kernel/assert.ts'
import { aDirectory } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { templatePreviewRoutes } from './template-preview.routes.ts'

const TWILIO = {
  provider: 'twilio',
  account_sid: `AC${'0'.repeat(32)}`,
  auth_token: '0'.repeat(32),
  from: '+81312345678',
}

/** What a text message says by the usual words, with text messages set up like this. */
async function previewSms(config: unknown): Promise<string> {
  const deps = {
    db: {} as never,
    engine: { directory: { latest: () => aDirectory() } as never },
    publicUrl: () => 'https://tocsin.example.com',
    channelConfig: (channel: string) => (channel === 'sms' ? config : undefined),
  }
  const route = present(
    templatePreviewRoutes(deps).find(({ id }) => id === 'previewMessageTemplate'),
    'the route',
  )
  const shown = await route.handle({ body: { id: 'sms-en' } } as never)
  return (shown as { text: string }).text
}

test('the preview of a text message ends as the message would: with an answer where one arrives, else with a link', async () => {
  expect(await previewSms(TWILIO)).toMatch(/Reply \d+a to acknowledge/)
  for (const config of [undefined, { ...TWILIO, replies: 'off' }, { ...TWILIO, from: 'Tocsin' }]) {
    const text = await previewSms(config)
    expect(text).not.toContain('Reply')
    expect(text).toMatch(/Acknowledge: https:\/\/tocsin\.example\.com\/\S+/)
  }
})
