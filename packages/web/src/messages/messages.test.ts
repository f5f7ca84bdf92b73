import { expect, test } from 'vitest'
import { access as accessEn } from './en/access.ts'
import { account as accountEn } from './en/account.ts'
import { alertPages as alertPagesEn } from './en/alert-pages.ts'
import { criteria as criteriaEn } from './en/criteria.ts'
import { declaring as declaringEn } from './en/declaring.ts'
import { demo as demoEn } from './en/demo.ts'
import { eventRules as eventRulesEn } from './en/event-rules.ts'
import { firstRun as firstRunEn } from './en/first-run.ts'
import { monitors as monitorsEn } from './en/monitors.ts'
import { myOnCall as myOnCallEn } from './en/my-on-call.ts'
import { offline as offlineEn } from './en/offline.ts'
import { organisation as organisationEn } from './en/organisation.ts'
import { quiet as quietEn } from './en/quiet.ts'
import { scheduleEditor as scheduleEditorEn } from './en/schedule-editor.ts'
import { schedules as schedulesEn } from './en/schedules.ts'
import { services as servicesEn } from './en/services.ts'
import { settings as settingsEn } from './en/settings.ts'
import { settingsPages as settingsPagesEn } from './en/settings-pages.ts'
import { silences as silencesEn } from './en/silences.ts'
import * as sourcesEn from './en/source-systems.ts'
import { sources as sourceTextsEn } from './en/sources.ts'
import { streams as streamsEn } from './en/streams.ts'
import { workerWords as workerEn } from './en/worker.ts'
import { en as firstEn } from './en.ts'
import { access as accessJa } from './ja/access.ts'
import { account as accountJa } from './ja/account.ts'
import { alertPages as alertPagesJa } from './ja/alert-pages.ts'
import { criteria as criteriaJa } from './ja/criteria.ts'
import { declaring as declaringJa } from './ja/declaring.ts'
import { demo as demoJa } from './ja/demo.ts'
import { eventRules as eventRulesJa } from './ja/event-rules.ts'
import { firstRun as firstRunJa } from './ja/first-run.ts'
import { monitors as monitorsJa } from './ja/monitors.ts'
import { myOnCall as myOnCallJa } from './ja/my-on-call.ts'
import { offline as offlineJa } from './ja/offline.ts'
import { organisation as organisationJa } from './ja/organisation.ts'
import { quiet as quietJa } from './ja/quiet.ts'
import { scheduleEditor as scheduleEditorJa } from './ja/schedule-editor.ts'
import { schedules as schedulesJa } from './ja/schedules.ts'
import { services as servicesJa } from './ja/services.ts'
import { settings as settingsJa } from './ja/settings.ts'
import { settingsPages as settingsPagesJa } from './ja/settings-pages.ts'
import { silences as silencesJa } from './ja/silences.ts'
import * as sourcesJa from './ja/source-systems.ts'
import { sources as sourceTextsJa } from './ja/sources.ts'
import { streams as streamsJa } from './ja/streams.ts'
import { workerWords as workerJa } from './ja/worker.ts'
import { ja as firstJa } from './ja.ts'

/** With what comes with single pages. */
const en = {
  ...firstEn,
  ...accountEn,
  ...criteriaEn,
  ...declaringEn,
  ...alertPagesEn,
  ...servicesEn,
  ...sourceTextsEn,
  ...firstRunEn,
  ...organisationEn,
  ...settingsEn,
  ...monitorsEn,
  ...silencesEn,
  ...settingsPagesEn,
  ...quietEn,
  ...schedulesEn,
  ...myOnCallEn,
  ...scheduleEditorEn,
  ...streamsEn,
  ...eventRulesEn,
  ...accessEn,
  ...demoEn,
  ...offlineEn,
  worker: workerEn,
  ...sourcesEn,
}
const ja = {
  ...firstJa,
  ...accountJa,
  ...criteriaJa,
  ...declaringJa,
  ...alertPagesJa,
  ...servicesJa,
  ...sourceTextsJa,
  ...firstRunJa,
  ...organisationJa,
  ...settingsJa,
  ...monitorsJa,
  ...silencesJa,
  ...settingsPagesJa,
  ...quietJa,
  ...schedulesJa,
  ...myOnCallJa,
  ...scheduleEditorJa,
  ...streamsJa,
  ...eventRulesJa,
  ...accessJa,
  ...demoJa,
  ...offlineJa,
  worker: workerJa,
  ...sourcesJa,
}

interface Texts {
  readonly [key: string]: string | Texts
}

/** Keys without their plural form: languages differ in how many forms they have. */
function keysOf(texts: Texts, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key.replace(/_(one|other)$/, '')}`] : keysOf(value, `${prefix}${key}.`),
  )
}

function textsOf(texts: Texts, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : textsOf(value, `${prefix}${key}.`),
  )
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test('every text exists in both languages', () => {
  expect([...new Set(keysOf(ja))].sort()).toEqual([...new Set(keysOf(en))].sort())
})

test('both languages fill in the same values', () => {
  const japanese = new Map(textsOf(ja))
  const differing = textsOf(en)
    .filter(([key]) => !key.endsWith('_one'))
    .filter(([key, text]) => String(placeholders(text)) !== String(placeholders(japanese.get(key) ?? '')))
  expect(differing.map(([key]) => key)).toEqual([])
})

test('no text is left empty, except a second line that an error does not need', () => {
  const empty = [...textsOf(en), ...textsOf(ja)].filter(([key, text]) => text.trim() === '' && !key.endsWith('.text'))
  expect(empty).toEqual([])
})
