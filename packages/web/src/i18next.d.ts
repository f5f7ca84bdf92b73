import 'i18next'
import type { access } from './messages/en/access.ts'
import type { demo } from './messages/en/demo.ts'
import type { eventRules } from './messages/en/event-rules.ts'
import type { monitors } from './messages/en/monitors.ts'
import type { offline } from './messages/en/offline.ts'
import type { quiet } from './messages/en/quiet.ts'
import type { settingsPages } from './messages/en/settings-pages.ts'
import type { silences } from './messages/en/silences.ts'
import type { guideWords, systemAbout } from './messages/en/source-systems.ts'
import type { streams } from './messages/en/streams.ts'
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
        typeof monitors &
        typeof silences &
        typeof streams &
        typeof settingsPages &
        typeof quiet &
        typeof eventRules &
        typeof access &
        typeof demo &
        typeof offline &
        SourceTexts
    }
  }
}
