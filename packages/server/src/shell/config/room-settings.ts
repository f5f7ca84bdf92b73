/** Settings of where people meet over incidents: channels in a chat, and links to calls. */
import { PRIORITIES } from '@tocsin/core/kernel/scales.ts'
import { USUAL_CHANNEL } from '@tocsin/core/people/rooms.ts'
import { PLACES, unknownPlaces } from '@tocsin/core/respond/places-in-text.ts'
import { isBridgeLink } from '@tocsin/core/respond/room.ts'
import { z } from 'zod'
import { expecting, expectingText, form, list, oneOf, switchField, text, wholeNumber } from './fields.ts'

const LINK_CHARS_MAX = 500
const EMOJI_MAX = 20
const SERVICES_MAX = 1_000
const HOURS_MAX = 8_760
const EXAMPLE_LINK = 'https://meet.jit.si/{{ incident.id }}-{{ random }}'

const priorities = list(oneOf(PRIORITIES), PRIORITIES.length)
  .default([])
  .meta({ examples: [['P1', 'P2']] })

/** A text whose places all are some that there are. */
function withPlaces<Schema extends z.ZodString>(schema: Schema) {
  return schema.superRefine((source, { addIssue }) => {
    for (const place of unknownPlaces(source))
      addIssue({ code: 'custom', message: `has no place “${place}” to fill; there are ${PLACES.join(', ')}` })
  })
}

const linkField = withPlaces(
  z
    .string(expectingText('a link'))
    .trim()
    .max(LINK_CHARS_MAX, `has more than ${LINK_CHARS_MAX} characters`)
    .refine(
      (link) => link === '' || isBridgeLink(link.replaceAll(/\{\{[^{}]*\}\}/g, 'x')),
      'expected a link that begins with https://',
    )
    .meta({ examples: [EXAMPLE_LINK] }),
)

export const incidentChannelsInput = form({
  /** Nobody gets a channel while it is off. */
  enabled: switchField.default(false),
  /** Incidents of these get one by themselves; the others when somebody asks. */
  priorities,
  /** What they are called; Slack takes lower case, and what it does not take becomes hyphens. */
  name: withPlaces(text('a name with places to fill', '{{ incident.id }}-{{ incident.title }}')).default(
    USUAL_CHANNEL.name,
  ),
  /** Only who is invited sees them. */
  private: switchField.default(false),
  /** What Tocsin writes there is in this language. */
  language: oneOf(['en', 'ja']).default('en'),
  /** From closing to archiving. */
  archive_after_hours: wholeNumber(0, HOURS_MAX, 24).default(USUAL_CHANNEL.archive_after_hours),
  /** A message that gets one of these becomes a note. */
  note_emoji: list(
    text('the name of an emoji', 'pushpin').regex(
      /^[\p{L}\p{N}_+'-]{1,100}$/u,
      'expected the name of an emoji without colons, such as pushpin',
    ),
    EMOJI_MAX,
  )
    .default([...USUAL_CHANNEL.note_emoji])
    .meta({ examples: [['pushpin']] }),
})

export const bridgesInput = form({
  /** The link of every incident; empty: none. */
  link: linkField.default(''),
  /** Incidents of these get one by themselves; the others when somebody asks. */
  priorities,
  /** Links of services, by id, that go before. */
  services: z
    .record(z.string().max(64), linkField, expecting('services, each with a link'))
    .refine((services) => Object.keys(services).length <= SERVICES_MAX, `has more than ${SERVICES_MAX} services`)
    .default({})
    .meta({ examples: [{ 'payment-api': EXAMPLE_LINK }] }),
})

/** As the API shows them. */
export const roomSettingsShape = {
  incident_channels: z.object({
    enabled: z.boolean(),
    priorities: z.array(z.enum(PRIORITIES)).describe('Incidents of these get a channel by themselves.'),
    name: z.string(),
    private: z.boolean(),
    language: z.enum(['en', 'ja']),
    archive_after_hours: z.int(),
    note_emoji: z.array(z.string()).describe('A message that gets one of these becomes a note of the incident.'),
  }),
  bridges: z.object({
    link: z.string().describe('The link of every incident; empty: none.'),
    priorities: z.array(z.enum(PRIORITIES)).describe('Incidents of these get their link by themselves.'),
    services: z.record(z.string(), z.string()).describe('Links of services, by id, that go before.'),
  }),
}
