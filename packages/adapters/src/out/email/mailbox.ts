/**
 * Addresses as mail servers take them, not all of RFC 5322: quoted local parts, comments and groups are refused, because what a
 * form or a file holds is one plain address, and everything that a parser could read as two is an injection.
 */
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,253}$/u
const NAMED = /^([^<>\p{Cc}]*)<([^<>]+)>$/u

export interface Mailbox {
  name: string
  address: string
}

/** A sentence that says what is wrong with a mail address, or nothing. */
export function checkEmailAddress(to: string): string | undefined {
  if (to.length > 254) return 'A mail address has at most 254 characters.'
  const [local = '', domain = ''] = to.split('@')
  const hasEmptyPart = [...local.split('.'), ...domain.split('.')].includes('')
  if (!ADDRESS.test(to) || hasEmptyPart) return 'Expected one mail address, e.g. ana@example.com.'
  return undefined
}

/** Reads `ana@example.com` or `Ana <ana@example.com>`; anything else is absent. */
export function parseMailbox(text: string): Mailbox | undefined {
  const named = NAMED.exec(text.trim())
  const name = (named?.[1] ?? '').trim().replace(/^"(.*)"$/, '$1')
  const address = (named?.[2] ?? text).trim()
  return checkEmailAddress(address) === undefined ? { name, address } : undefined
}
