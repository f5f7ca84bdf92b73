import { useTranslation } from 'react-i18next'

/** Texts whose keys are put together from what the server sent; `otherwise` is said where there is none. */
export function useWords(): (key: string, otherwise: string, values?: object) => string {
  const { i18n } = useTranslation()
  const say = i18n.t as unknown as (key: string, values?: object) => string
  return (key, otherwise, values) => (i18n.exists(key) ? say(key, values) : otherwise)
}
