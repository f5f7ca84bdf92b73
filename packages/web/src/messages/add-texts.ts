import i18next from 'i18next'

/**
 * Adds the texts of a page that hardly anybody opens first: they come with the page and not with the first load. Both languages come
 * together, so that a change of language needs nothing more. A page may be there before the first texts are: then they wait for those.
 */
export function addTexts(texts: { en: object; ja: object }): void {
  const add = () => {
    for (const [language, bundle] of Object.entries(texts)) i18next.addResourceBundle(language, 'translation', bundle)
  }
  if (i18next.isInitialized) add()
  else i18next.on('initialized', add)
}
