import { useTranslation } from 'react-i18next'
import { useWords } from './use-words.ts'

/** Why something is not allowed, from the server's code. An unknown code is shown as it is: better than nothing. */
export function useRefusalWords(): (because: string | undefined) => string {
  const { t } = useTranslation()
  const words = useWords()
  return (because) => {
    if (because === undefined) return t('refusals.unknown')
    return words(`refusals.${because}`, words(`reasons.${because}`, because))
  }
}
