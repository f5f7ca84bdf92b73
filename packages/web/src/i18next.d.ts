import 'i18next'
import type { access } from './messages/en/access.ts'
import type { silences } from './messages/en/silences.ts'
import type { en } from './messages/en.ts'

/** Keys of texts are checked by the compiler. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en & typeof silences & typeof access }
  }
}
