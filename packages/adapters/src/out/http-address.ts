const URL_CHARS_MAX = 2_048

/** A sentence that says what is wrong with an http or https address, or nothing. */
export function checkHttpAddress(to: string): string | undefined {
  if (to.length > URL_CHARS_MAX) return `An address has at most ${URL_CHARS_MAX} characters.`
  if (!URL.canParse(to)) return 'Expected an address such as https://hooks.example.com/tocsin.'
  const { protocol, hash } = new URL(to)
  if (protocol !== 'https:' && protocol !== 'http:') return 'The address must begin with https:// or http://.'
  if (hash !== '') return 'The address must not have a fragment (#…): it is never sent.'
  return undefined
}
