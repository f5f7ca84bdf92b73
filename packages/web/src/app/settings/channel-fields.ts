/** What is asked of a channel, field by field; what it means is the server's to check. */
export interface ChannelField {
  name: string
  kind: 'text' | 'secret' | 'lines' | 'secretLines' | 'choice'
  isRequired?: boolean
  example?: string
  choices?: readonly string[]
  /** Where the label is another than that of the field of this name. */
  label?: string
}

export type FieldSet = readonly ChannelField[]

const twilio: FieldSet = [
  { name: 'account_sid', kind: 'text', isRequired: true, example: 'AC…' },
  { name: 'auth_token', kind: 'secret', isRequired: true },
  { name: 'from', kind: 'text', isRequired: true, example: '+12025550100' },
  { name: 'senders', kind: 'text', example: '+49=TOCSIN, +1=+12025550100' },
]
const twilioApi: ChannelField = { name: 'url', kind: 'text', example: 'https://api.twilio.com' }

const hotline: FieldSet = [
  { name: 'hotline', kind: 'choice', choices: ['off', 'on'] },
  { name: 'hotline_language', kind: 'choice', choices: ['en', 'ja'] },
  { name: 'hotline_service', kind: 'text' },
  { name: 'hotline_severity', kind: 'choice', choices: ['high', 'medium', 'low'] },
  { name: 'hotline_calls_per_hour', kind: 'text' },
]

const gateway: FieldSet = [
  { name: 'method', kind: 'choice', choices: ['POST', 'GET', 'PUT'] },
  { name: 'url', kind: 'text', isRequired: true, example: 'https://sms.example.com/send', label: 'urlTemplate' },
  { name: 'secret_headers', kind: 'secretLines' },
  { name: 'body', kind: 'lines', example: '{"to":"{to}","text":"{text}"}' },
  { name: 'content_type', kind: 'text', example: 'application/json' },
  { name: 'from', kind: 'text', example: 'TOCSIN' },
  { name: 'success', kind: 'text', example: 'messages.0.status=0' },
  { name: 'reference', kind: 'text', example: 'messages.0.id' },
]

/** By channel, and by provider where there are several. */
export const CHANNEL_FIELDS: ReadonlyMap<string, { providers?: Record<string, FieldSet>; fields: FieldSet }> = new Map([
  [
    'sms',
    {
      fields: [],
      providers: {
        twilio: [...twilio, { name: 'replies', kind: 'choice', choices: ['on', 'off'] }, twilioApi],
        http: gateway,
      },
    },
  ],
  ['voice', { fields: [], providers: { twilio: [...twilio, ...hotline, twilioApi], http: gateway } }],
  [
    'slack',
    {
      fields: [
        { name: 'token', kind: 'secret', isRequired: true, example: 'xoxb-…' },
        { name: 'app_token', kind: 'secret', example: 'xapp-…' },
        { name: 'signing_secret', kind: 'secret' },
        { name: 'user_token', kind: 'secret', example: 'xoxp-…' },
        { name: 'user_groups', kind: 'text', example: 'S012AB3CD=payments-primary' },
        { name: 'url', kind: 'text', example: 'https://slack.com/api' },
      ],
    },
  ],
  [
    'telegram',
    {
      fields: [
        { name: 'token', kind: 'secret', isRequired: true, example: '123456789:AA…' },
        { name: 'url', kind: 'text', example: 'https://api.telegram.org' },
      ],
    },
  ],
  [
    'pushover',
    {
      fields: [
        { name: 'token', kind: 'secret', isRequired: true },
        { name: 'url', kind: 'text', example: 'https://api.pushover.net' },
      ],
    },
  ],
])

/** Where a stored secret goes to: with another of these it has to be typed again. */
export const PLACE_FIELDS = ['url', 'account_sid', 'provider'] as const
