import { actions } from './ja/actions.ts'
import { alerts } from './ja/alerts.ts'
import { errors } from './ja/errors.ts'
import { facts } from './ja/facts.ts'
import { frame } from './ja/frame.ts'
import { home } from './ja/home.ts'
import { incidentList } from './ja/incident-list.ts'
import { incidentPage } from './ja/incident-page.ts'
import { incidents } from './ja/incidents.ts'
import { people } from './ja/people.ts'
import { reasons } from './ja/reasons.ts'
import { words } from './ja/words.ts'

/** What any page may need first, in Japanese. */
export const ja = {
  ...words,
  ...frame,
  ...people,
  ...home,
  ...incidents,
  ...incidentPage,
  ...incidentList,
  ...actions,
  ...alerts,
  ...reasons,
  ...facts,
  ...errors,
} as const
