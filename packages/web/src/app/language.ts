import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { readPreference, writePreference } from '../ports/preferences.ts'

export const LANGUAGES = ['en', 'ja'] as const
export type Language = (typeof LANGUAGES)[number]

/** Each language is a file of its own, so that nobody loads the one that they do not read. */
const loaders: Record<Language, () => Promise<object>> = {
  en: async () => (await import('../messages/en.ts')).en,
  ja: async () => (await import('../messages/ja.ts')).ja,
}

/** Loads the texts of the reader's language; resolves when the first screen can be drawn. */
export async function startLanguage(): Promise<void> {
  const language = chooseLanguage(readPreference('language'), navigator.languages)
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await loaders[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = language
}

export async function changeLanguage(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await loaders[language]())
  await i18next.changeLanguage(language)
  writePreference('language', language)
  document.documentElement.lang = language
}

/** What the reader chose here, else the first of the browser's languages that we have, else English. */
export function chooseLanguage(chosen: string | null, wanted: readonly string[]): Language {
  const candidates = [chosen, ...wanted].map((name) => name?.slice(0, 2).toLowerCase())
  return candidates.flatMap((name) => LANGUAGES.filter((language) => language === name))[0] ?? 'en'
}
