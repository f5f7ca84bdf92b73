import { useTranslation } from 'react-i18next'
import { durationWords } from '../../ui/time/duration-words.ts'
import { useWords } from '../../ui/use-words.ts'
import type { Contact } from './account.query.ts'

/** “At once”, or “After 5 minutes”. */
export function useDelayWords(): (after: string) => string {
  const { t, i18n } = useTranslation()
  return (after) =>
    /^0[a-z]$/.test(after) ? t('rules.at') : t('rules.after', { time: durationWords(after, i18n.language) })
}

/** A contact on one line. */
export function useContactWords(): (contact: Contact) => string {
  const words = useWords()
  return ({ channel, to }) => `${words(`channels.${channel}`, channel)} · ${to}`
}
