/** What the API says of people, sessions and keys, and what it takes to change them. */
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { URGENCIES } from '@tocsin/core/kernel/scales.ts'
import { ALL_PERMISSIONS, isScope, ROLES } from '@tocsin/core/people/permissions.ts'
import { BUNDLE_SECONDS_MAX } from '@tocsin/core/respond/bundling.ts'
import { z } from 'zod'
import { PASSWORD_CHARS_MAX } from '../shell/auth/password-hash.ts'
import {
  duration,
  emailField,
  form,
  idField,
  list,
  localeField,
  oneOf,
  text,
  wholeNumber,
  zoneField,
} from '../shell/config/fields.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { anyOf, listOf, listQuery } from '../shell/http/paging.ts'
import { hoursField, hoursSchema, quietHoursField, quietHoursSchema, timeField } from './hours-field.ts'

const roleField = oneOf(ROLES)
const nameField = text('a name', 'Ana')
const tokenField = z.string().min(1).max(512).describe('From the link.')
/** Any text: what is wrong with a password as such is said when somebody wants to have it. */
const passwordField = z.string().min(1).max(PASSWORD_CHARS_MAX)

const userIdField = z
  .string()
  .max(64)
  .describe('`me` for oneself.')
  .meta({ examples: ['me'] })
export const userParams = z.object({ id: userIdField })
export const contactParams = z.object({ id: userIdField, contact: z.string().max(64) })
export const apiKeyParams = z.object({ id: z.string().max(64) })

const versionField = z.int().optional().describe('The version that the change builds on, instead of `If-Match`.')

export const userSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    zone: z.string(),
    locale: z.string(),
    hours: hoursSchema
      .nullable()
      .describe('Working hours by the clock of `zone`; null: Monday to Friday, 9 to 17 o’clock.'),
    quiet_hours: quietHoursSchema,
    low_digest_at: z
      .string()
      .nullable()
      .describe(
        'By the clock of `zone`: pages of low urgency come together, once a day at this time. Null: as they happen.',
      ),
    bundle_seconds: z
      .int()
      .nullable()
      .describe(
        'Pages of other incidents that follow one to the same contact within so many seconds go as one message; 0: each by itself. Null: as the organisation has it.',
      ),
    is_active: z.boolean(),
    is_invited: z.boolean().describe('The person has not chosen a password yet.'),
    owned_by: z.enum(['file', 'app']).describe('`file`: the configuration file says what the person is.'),
    created_at: instantSchema,
    version: z.int().describe('Rises with every change of the person, their contacts or their rules.'),
  })
  .meta({ id: 'User' })
export type UserAnswer = z.output<typeof userSchema>

export const userListQuery = listQuery(['name', 'email', 'created_at'], {
  role: anyOf(roleField).optional(),
  is_active: z.enum(['true', 'false']).optional(),
  q: z.string().max(200).optional().describe('A part of the name or the mail address.'),
})
export const userListSchema = listOf(userSchema)

export const inviteBody = form({
  email: emailField,
  name: nameField,
  role: roleField.default('responder'),
  zone: zoneField.default('UTC'),
  locale: localeField.default('en'),
})

export const inviteSchema = z.object({
  user: userSchema,
  invite: z.object({
    is_sent: z.boolean(),
    url: z.string().nullable().describe('The link, to be handed over by other means; only when the mail was not sent.'),
    problem: z.string().nullable().describe('Why the mail was not sent.'),
    expires_at: instantSchema,
  }),
})

export const userPatchBody = form({
  name: nameField.optional(),
  email: emailField.optional(),
  role: roleField.optional(),
  zone: zoneField.optional(),
  locale: localeField.optional(),
  /** Null for the usual ones. */
  hours: hoursField.nullable().optional(),
  quiet_hours: quietHoursField.optional(),
  /** Null for none. */
  low_digest_at: timeField.nullable().optional(),
  /** Null: as the organisation has it. */
  bundle_seconds: wholeNumber(0, BUNDLE_SECONDS_MAX, 60).nullable().optional(),
  is_active: z.boolean().optional(),
  version: versionField,
})
export type UserPatch = z.output<typeof userPatchBody>

export const contactSchema = z
  .object({
    id: z.string(),
    channel: z.string(),
    to: z.string(),
    has_secret: z.boolean(),
    is_verified: z.boolean().describe('Only verified contacts are paged.'),
    verified_at: instantSchema.nullable(),
    ended: z
      .object({ at: instantSchema, because: z.enum(['gone', 'signed_out', 'taken_over']) })
      .nullable()
      .describe('Of a browser that is pushed to no longer: since when, and why.'),
    failed: z
      .object({ at: instantSchema, how: z.enum(['refused', 'came_back']), cause: z.string() })
      .nullable()
      .describe('The last message to it that its provider refused for good, or that came back, within 30 days.'),
    opted_out_at: instantSchema.nullable().describe('Since when its owner wants no messages there (STOP).'),
  })
  .meta({ id: 'Contact' })
export const contactListSchema = z.object({
  items: z.array(contactSchema),
  next: z.null(),
  is_reached: z
    .boolean()
    .describe(
      'Whether a page can reach the person: by a verified contact, or by mail to their account, as far as the channel is set up.',
    ),
})

export const contactBody = form({
  id: idField('mail').optional(),
  channel: text('a channel', 'email', 50),
  to: text('an address', 'ana@example.com', 2048),
  secret: text('a secret', 's3cret', 1024).optional().describe('Of a webhook: signs its requests.'),
})
export type ContactBody = z.output<typeof contactBody>

export const codeBody = form({
  code: z
    .string()
    .trim()
    .min(1)
    .max(20)
    .meta({ examples: ['123456'] }),
})

export const ruleSchema = z
  .object({
    urgency: z.enum(URGENCIES),
    after: z.string().meta({ examples: ['5m'] }),
    contact: z.string(),
    hours: hoursSchema.nullable().describe('It counts when the person is paged within these hours; null: always.'),
  })
  .meta({ id: 'NotificationRule' })
export const ruleListSchema = z.object({ items: z.array(ruleSchema), next: z.null() })

export const rulesBody = form({
  items: list(
    form({
      urgency: oneOf(URGENCIES),
      after: duration('5m').describe('Since the step that paged the person.'),
      contact: idField('mail'),
      hours: hoursField
        .nullable()
        .optional()
        .describe(
          'By the clock of the person’s zone: it counts when the person is paged within them. Absent, null or empty: always.',
        ),
    }),
    LIMITS.rulesPerUserMax,
  ),
  version: versionField,
})

export const loginBody = form({ email: z.string().trim().min(1).max(320), password: passwordField })

export const sessionSchema = z
  .object({
    user: userSchema.nullable().describe('Who is signed in; null for an API key.'),
    key: z.object({ name: z.string(), scopes: z.array(z.string()) }).nullable(),
    role: z.enum(ROLES),
    permissions: z.array(z.enum(ALL_PERMISSIONS)),
    csrf_token: z
      .string()
      .nullable()
      .describe('Goes into the header `X-CSRF-Token` of every request that changes something.'),
  })
  .meta({ id: 'Session' })

export const setupStateSchema = z.object({
  is_needed: z.boolean().describe('Nobody has set the installation up yet.'),
  demo: z
    .object({
      company: z.string(),
      password: z.string().describe('Of everybody in the demo.'),
      people: z.array(
        z.object({ email: z.string(), name: z.string(), part: z.enum(['on_call', 'colleague', 'lead', 'viewer']) }),
      ),
    })
    .nullable()
    .describe('Set while the demo runs: as whom one may sign in.'),
})
export const setupBody = form({
  token: tokenField,
  email: emailField,
  name: nameField,
  password: passwordField,
  zone: zoneField.default('UTC'),
  locale: localeField.default('en'),
})

export const forgottenBody = form({ email: z.string().trim().min(1).max(320) })
export const linkBody = form({ token: tokenField })
export const linkSchema = z.object({
  purpose: z.enum(['invite', 'password_reset']),
  email: z.string(),
  name: z.string(),
})
export const newPasswordBody = form({ token: tokenField, password: passwordField })
export const changePasswordBody = form({ current_password: passwordField, password: passwordField })

export const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    scopes: z.array(z.string()).describe('None: everything that the role allows.'),
    expires_at: instantSchema.nullable(),
    last_used_at: instantSchema.nullable().describe('To a few minutes.'),
    owned_by: z.enum(['file', 'app']),
    created_at: instantSchema,
  })
  .meta({ id: 'ApiKey' })
export const apiKeyListQuery = listQuery(['name', 'created_at'], {})
export const apiKeyListSchema = listOf(apiKeySchema)

export const apiKeyBody = form({
  name: text('a name', 'ci', 100),
  role: roleField,
  scopes: list(
    text('a scope', 'incident.read', 100).refine(
      isScope,
      'expected a permission, an area (`incident.*`) or a verb (`*.read`)',
    ),
    ALL_PERMISSIONS.length,
  ).default([]),
  expires_at: instantSchema.optional(),
})
export const newApiKeySchema = z.object({
  api_key: apiKeySchema,
  key: z.string().describe('The key itself. It is shown this once.'),
})
