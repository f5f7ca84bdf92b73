import i18next from 'i18next'

/**
 * Adds the texts of a page that hardly anybody opens first: they come with the page and not with the first load. Both languages come
 * together, so that a change of language needs nothing more.
 */
export function addTexts(texts: { en: object; ja: object }): void {
  for (const [language, bundle] of Object.entries(texts)) i18next.addResourceBundle(language, 'translation', bundle)
}
