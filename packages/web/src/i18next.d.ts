import 'i18next'
import type { access } from './messages/en/access.ts'
import type { account } from './messages/en/account.ts'
import type { alertPages } from './messages/en/alert-pages.ts'
import type { amending } from './messages/en/amending.ts'
import type { calendarPages } from './messages/en/calendars.ts'
import type { criteria } from './messages/en/criteria.ts'
import type { declaring } from './messages/en/declaring.ts'
import type { demo } from './messages/en/demo.ts'
import type { eventRules } from './messages/en/event-rules.ts'
import type { fairness } from './messages/en/fairness.ts'
import type { firstRun } from './messages/en/first-run.ts'
import type { monitors } from './messages/en/monitors.ts'
import type { myOnCall } from './messages/en/my-on-call.ts'
import type { offline } from './messages/en/offline.ts'
import type { organisation } from './messages/en/organisation.ts'
import type { planner } from './messages/en/planner.ts'
import type { quiet } from './messages/en/quiet.ts'
import type { readiness } from './messages/en/readiness.ts'
import type { scheduleEditor } from './messages/en/schedule-editor.ts'
import type { schedules } from './messages/en/schedules.ts'
import type { services } from './messages/en/services.ts'
import type { settings } from './messages/en/settings.ts'
import type { settingsPages } from './messages/en/settings-pages.ts'
import type { silences } from './messages/en/silences.ts'
import type { guideWords, systemAbout } from './messages/en/source-systems.ts'
import type { sources } from './messages/en/sources.ts'
import type { streams } from './messages/en/streams.ts'
import type { tasks } from './messages/en/tasks.ts'
import type { timeOffCalendar } from './messages/en/time-off-calendar.ts'
import type { en } from './messages/en.ts'

interface SourceTexts {
  systemAbout: typeof systemAbout
  sourceExample: typeof guideWords
}

/** Keys of texts are checked by the compiler. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: {
      translation: typeof en &
        typeof account &
        typeof alertPages &
        typeof amending &
        typeof criteria &
        typeof declaring &
        typeof services &
        typeof sources &
        typeof firstRun &
        typeof organisation &
        typeof settings &
        typeof monitors &
        typeof silences &
        typeof streams &
        typeof tasks &
        typeof settingsPages &
        typeof quiet &
        typeof schedules &
        typeof myOnCall &
        typeof timeOffCalendar &
        typeof scheduleEditor &
        typeof calendarPages &
        typeof fairness &
        typeof planner &
        typeof readiness &
        typeof eventRules &
        typeof access &
        typeof demo &
        typeof offline &
        SourceTexts
    }
  }
}
