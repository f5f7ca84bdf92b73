import { actions } from './en/actions.ts'
import { alerts } from './en/alerts.ts'
import { errors } from './en/errors.ts'
import { facts } from './en/facts.ts'
import { frame } from './en/frame.ts'
import { home } from './en/home.ts'
import { incidentList } from './en/incident-list.ts'
import { incidentPage } from './en/incident-page.ts'
import { incidents } from './en/incidents.ts'
import { people } from './en/people.ts'
import { reasons } from './en/reasons.ts'
import { words } from './en/words.ts'

/** What any page may need first, in English. Other texts come with their pages: see `add-texts.ts`. */
export const en = {
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
