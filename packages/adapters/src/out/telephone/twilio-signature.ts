import { createHmac, hash, timingSafeEqual } from 'node:crypto'

/**
 * Whether a request comes from the account of this token: the HMAC-SHA1, in base64, of the address as Twilio knows it and of every
 * field of the form, name and value, in the order of the names (https://www.twilio.com/docs/usage/security#validating-requests).
 * A name that comes more than once counts with each of its different values, in order. Twilio may leave the port out, or put it in.
 */
export function isFromTwilio(
  authToken: string,
  signature: string | undefined,
  url: string,
  form: URLSearchParams,
): boolean {
  const fields = [...new Set(form.keys())]
    .sort()
    .flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value))
    .join('')
  const given = hash('sha256', signature ?? '', 'buffer')
  const right = spellings(url).map((each) => {
    const expected = createHmac('sha1', authToken)
      .update(each + fields)
      .digest('base64')
    return timingSafeEqual(given, hash('sha256', expected, 'buffer'))
  })
  return right.includes(true)
}

function spellings(url: string): string[] {
  const [, scheme = '', host = '', port, rest = ''] = /^(https?:\/\/)([^/:]+|\[[^\]]+\])(:\d+)?(.*)$/.exec(url) ?? []
  if (scheme === '') return [url]
  const usual = scheme === 'https://' ? ':443' : ':80'
  return [url, port === undefined ? `${scheme}${host}${usual}${rest}` : `${scheme}${host}${rest}`]
}
