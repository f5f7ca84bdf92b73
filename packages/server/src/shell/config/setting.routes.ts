import type { Settings } from '@tocsin/core/people/directory.ts'
import { z } from 'zod'
import { DEFAULT_SETTINGS } from '../../people/default-settings.ts'
import { checkLoosening, onCallSettingSchema } from '../../people/fairness/on-call-setting.ts'
import { actorOf } from '../auth/principal.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { changeConfiguration } from './change-configuration.ts'
import type { ConfigDb } from './config-kind.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import { roomSettingsShape } from './room-settings.ts'
import {
  describeSettings,
  isSettingKey,
  SETTING_NAMES,
  settingKey,
  settingKind,
  settingRows,
  settingsInput,
} from './setting-configuration.ts'

const digestTime = { send: z.boolean(), weekday: z.int(), hour: z.int(), zone: z.string() }
const bySeverity = z.object({ high: z.string(), medium: z.string(), low: z.string() })
const valuesSchema = z.object({
  matrix: z.object({ individual: bySeverity, department: bySeverity, company_wide: bySeverity }),
  high_urgency: z.array(z.string()),
  default_scope: z.string(),
  reopen_window: z.string(),
  exhausted_repeat: z.string(),
  on_call: onCallSettingSchema,
  portal: z.enum(['off', 'public', 'signed_in']),
  portal_services: z.array(z.string()),
  portal_frame_ancestors: z.array(z.string()),
  portal_triage: z.boolean(),
  message_limits: z
    .record(z.string(), z.object({ hour: z.int().optional(), day: z.int().optional() }))
    .describe(
      'How many messages one person gets within an hour and a day, by channel; one that is not named has no limit.',
    ),
  page_bundling: z
    .object({ seconds: z.int(), never: z.array(z.string()) })
    .describe(
      'Pages of other incidents that follow one to the same contact within so many seconds go as one message; 0: each by itself. Pages of the priorities in `never` go at once.',
    ),
  noise_digest: z.object({ ...digestTime, teams: z.record(z.string(), z.object(digestTime)) }),
  ...roomSettingsShape,
})

const settingsSchema = z
  .object({
    settings: valuesSchema,
    defaults: valuesSchema,
    changed: z.array(z.string()).describe('The settings that differ from their defaults because somebody set them.'),
  })
  .meta({ id: 'Settings' })
type SettingsView = z.output<typeof settingsSchema>

export function settingRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'getSettings',
      tag: 'settings',
      summary: 'Show the settings that hold',
      method: 'GET',
      path: '/settings',
      permission: 'configuration.read',
      success: settingsSchema,
      handle: () => showSettings(deps.db),
    }),
    defineRoute({
      id: 'changeSettings',
      tag: 'settings',
      summary: 'Change settings',
      description: 'Settings that are left out stay as they are.',
      method: 'PATCH',
      path: '/settings',
      permission: 'settings.write',
      body: settingsInput,
      success: settingsSchema,
      async handle({ body, principal, at }) {
        const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
          const problems = checkLoosening(body.on_call, await settingKind.list(editor.db))
          if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
          for (const row of settingRows(body)) await editor.put(settingKind, row)
        })
        if ('rejected' in outcome) return outcome
        await deps.configurationChanged()
        return showSettings(deps.db)
      },
    }),
    defineRoute({
      id: 'resetSetting',
      tag: 'settings',
      summary: 'Let a setting follow its default again',
      method: 'DELETE',
      path: '/settings/:name',
      permission: 'settings.write',
      params: z.object({ name: z.enum(SETTING_NAMES as [string, ...string[]]) }),
      async handle({ params, principal, at }) {
        const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, (editor) =>
          editor.drop(settingKind, settingKey(params.name)),
        )
        if ('rejected' in outcome) return outcome
        await deps.configurationChanged()
        return undefined
      },
    }),
  ]
}

async function showSettings(db: ConfigDb): Promise<SettingsView> {
  const rows = (await settingKind.list(db)).filter(({ key }) => isSettingKey(key))
  const stored = Object.fromEntries(rows.map(({ key, value }) => [key, value])) as Partial<Settings>
  return {
    settings: describeSettings({ ...DEFAULT_SETTINGS, ...stored }) as unknown as SettingsView['settings'],
    defaults: describeSettings(DEFAULT_SETTINGS) as unknown as SettingsView['defaults'],
    changed: rows.map((row) => String(settingKind.describe(row, (user) => user).id)),
  }
}
