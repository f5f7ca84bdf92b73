import { useTranslation } from 'react-i18next'

/** Texts whose keys are put together from what the server sent; `otherwise` is said where there is none. */
export function useWords(): (key: string, otherwise: string, values?: object) => string {
  const { i18n } = useTranslation()
  const say = i18n.t as unknown as (key: string, values?: object) => string
  // A text that is empty on purpose comes back as its key.
  const said = (key: string, values?: object) => {
    const text = say(key, values)
    return text === key ? '' : text
  }
  return (key, otherwise, values) => (i18n.exists(key) ? said(key, values) : otherwise)
}
