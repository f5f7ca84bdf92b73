/** The language of a page for somebody of whom nothing is known but their browser. */
const SPOKEN = ['en', 'ja'] as const
export type SpokenLocale = (typeof SPOKEN)[number]

/** The language that was chosen, else the first of the reader's languages (RFC 9110, 12.5.4) that pages without a login speak. */
export function chooseLocale(chosen: string | undefined, acceptLanguage: string | undefined): SpokenLocale {
  const known = (text: string) => SPOKEN.find((locale) => locale === text.slice(0, 2).toLowerCase())
  if (chosen !== undefined && known(chosen)) return known(chosen) ?? 'en'
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const weight = Number(
        parameters
          .find((each) => each.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      )
      return { locale: known(tag), weight: Number.isFinite(weight) ? weight : 0 }
    })
    .sort((a, b) => b.weight - a.weight)
  return wanted.find(({ locale, weight }) => locale !== undefined && weight > 0)?.locale ?? 'en'
}
