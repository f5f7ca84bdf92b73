import { useTranslation } from 'react-i18next'
import { type DesignWords, design as en } from '../../messages/en/design.ts'
import { design as ja } from '../../messages/ja/design.ts'

/** The words of this page come with it, not with the first load: hardly anybody ever reads them. */
export function useDesignWords(): DesignWords {
  const { i18n } = useTranslation()
  return i18n.language === 'ja' ? ja : en
}
