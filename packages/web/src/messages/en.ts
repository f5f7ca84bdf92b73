import { actions } from './en/actions.ts'
import { alerts } from './en/alerts.ts'
import { errors } from './en/errors.ts'
import { estate } from './en/estate.ts'
import { facts } from './en/facts.ts'
import { frame } from './en/frame.ts'
import { home } from './en/home.ts'
import { incidentList } from './en/incident-list.ts'
import { incidentPage } from './en/incident-page.ts'
import { incidents } from './en/incidents.ts'
import { organisation } from './en/organisation.ts'
import { people } from './en/people.ts'
import { reasons } from './en/reasons.ts'
import { settings } from './en/settings.ts'
import { words } from './en/words.ts'

/** Every text of the console in English; its keys are the ones that every language has. */
export const en = {
  ...words,
  ...frame,
  ...people,
  ...settings,
  ...home,
  ...incidents,
  ...incidentPage,
  ...incidentList,
  ...actions,
  ...alerts,
  ...estate,
  ...organisation,
  ...reasons,
  ...facts,
  ...errors,
} as const
