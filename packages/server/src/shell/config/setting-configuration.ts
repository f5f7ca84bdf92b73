/** Settings of the organisation. One that nobody set follows the defaults of the version that runs. */

import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { PRIORITIES, SCOPES } from '@tocsin/core/kernel/scales.ts'
import type { Settings } from '@tocsin/core/people/directory.ts'
import { BUNDLE_SECONDS_MAX } from '@tocsin/core/respond/bundling.ts'
import { z } from 'zod'
import { onCallSettingInput, settingOf } from '../../people/fairness/on-call-setting.ts'
import { unknownChannel } from './channel-configuration.ts'
import { type DocumentValue, kindOfUnownedTable } from './config-kind.ts'
import { formatDuration } from './duration.ts'
import { duration, form, idField, list, oneOf, switchField, text, wholeNumber, zoneField } from './fields.ts'
import { bridgesInput, incidentChannelsInput } from './room-settings.ts'

export interface SettingRow {
  key: string
  value: unknown
}

const priority = oneOf(PRIORITIES)
const bySeverity = form({ high: priority, medium: priority, low: priority })

/** A day is a number from 1 (Monday) to 7 (Sunday); what is left out is Monday at nine in UTC. */
const digestTime = {
  send: switchField.default(true),
  weekday: wholeNumber(1, 7, 1).default(1),
  hour: wholeNumber(0, 23, 9).default(9),
  zone: zoneField.default('UTC'),
}

const messageCount = wholeNumber(1, 10_000, 30)

export const settingsInput = form({
  /** Scope × severity → priority. */
  matrix: form({ individual: bySeverity, department: bySeverity, company_wide: bySeverity }).optional(),
  /** The priorities whose pages are urgent. */
  high_urgency: list(priority, PRIORITIES.length)
    .meta({ examples: [['P1', 'P2']] })
    .optional(),
  /** The scope of an alert that does not say one. */
  default_scope: oneOf(SCOPES).optional(),
  /** For how long after its end a relapse reopens the same incident. */
  reopen_window: duration('1h').optional(),
  /** How often the admins are called when a policy is exhausted. */
  exhausted_repeat: duration('30m').optional(),
  /** Fairness and rest of those who are on call. */
  on_call: onCallSettingInput.transform(settingOf).optional(),
  /** The reporting portal: closed, open to everybody who reaches it, or to who is signed in. */
  portal: oneOf(['off', 'public', 'signed_in']).optional(),
  /** The services that may be reported there. */
  portal_services: list(idField('payment-api'), 200).optional(),
  /** Sites that may show the portal inside of their pages. */
  portal_frame_ancestors: list(
    text('a site', 'https://intranet.example.com').regex(
      /^https?:\/\/(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?$/,
      'expected a site such as https://intranet.example.com',
    ),
    20,
  )
    .meta({ examples: [['https://intranet.example.com']] })
    .optional(),
  /** Whether reports of people who are not known page softly until somebody has looked at them. */
  portal_triage: switchField.optional(),
  /** How many messages of a channel one person gets within an hour and a day; a channel that is left out has no limit. */
  message_limits: z
    .record(z.string(), form({ hour: messageCount.optional(), day: messageCount.optional() }), {
      error: 'expected channels, each with its limits',
    })
    .superRefine((limits, { addIssue }) => {
      for (const name of Object.keys(limits))
        if (!outChannels.has(name)) addIssue({ code: 'custom', path: [name], message: unknownChannel(name) })
    })
    .meta({ examples: [{ sms: { hour: 30, day: 120 } }] })
    .optional(),
  /**
   * Pages of several incidents that come to one contact in a burst: the first goes at once, those that follow within so many seconds as one
   * message (0: each by itself). Those of some priorities are never kept back.
   */
  page_bundling: form({
    seconds: wholeNumber(0, BUNDLE_SECONDS_MAX, 60),
    never: list(priority, PRIORITIES.length).default(['P1']),
  }).optional(),
  /** The weekly letter about noise, to the teams of the sources and to the admins. */
  noise_digest: form({ ...digestTime, teams: z.record(idField('payments'), form(digestTime)).default({}) }).optional(),
  /** Channels of incidents in Slack. */
  incident_channels: incidentChannelsInput.optional(),
  /** Links to the calls in which people meet. */
  bridges: bridgesInput.optional(),
})
export type SettingsInput = z.output<typeof settingsInput>

type SettingName = keyof SettingsInput

/** How the settings are called where they are stored. */
const KEYS = {
  matrix: 'matrix',
  high_urgency: 'highUrgency',
  default_scope: 'defaultScope',
  reopen_window: 'reopenWindowMs',
  exhausted_repeat: 'exhaustedRepeatMs',
  on_call: 'onCall',
  portal: 'portalMode',
  portal_services: 'portalServices',
  portal_frame_ancestors: 'portalFrameAncestors',
  portal_triage: 'portalNeedsTriage',
  message_limits: 'messageLimits',
  page_bundling: 'pageBundling',
  noise_digest: 'noiseDigest',
  incident_channels: 'incidentChannels',
  bridges: 'bridges',
} as const satisfies Record<SettingName, keyof Settings>

export const SETTING_NAMES = Object.keys(KEYS) as SettingName[]

const NAME_OF_KEY = new Map<string, SettingName>(SETTING_NAMES.map((name) => [KEYS[name], name]))

export function isSettingKey(key: string): boolean {
  return NAME_OF_KEY.has(key)
}

/** The stored key of a setting's public name; a name that is none stands for itself. */
export function settingKey(name: string): string {
  return SETTING_NAMES.includes(name as SettingName) ? KEYS[name as SettingName] : name
}

export const settingKind = kindOfUnownedTable<SettingRow>({
  name: 'setting',
  table: 'settings',
  key: 'key',
  describe: ({ key, value }) => ({ id: NAME_OF_KEY.get(key) ?? key, value: shown(value) }),
})

export function settingRows(input: SettingsInput): SettingRow[] {
  return SETTING_NAMES.flatMap((name) => (input[name] === undefined ? [] : [{ key: KEYS[name], value: input[name] }]))
}

/** All settings that hold, in the form of the file. */
export function describeSettings(settings: Settings): Record<SettingName, DocumentValue> {
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, shown(settings[KEYS[name]])])) as Record<
    SettingName,
    DocumentValue
  >
}

/** The only numbers among the settings are durations. */
function shown(value: unknown): DocumentValue {
  return typeof value === 'number' ? formatDuration(value as DurationMs) : (value as DocumentValue)
}
