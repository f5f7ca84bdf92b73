/** What a `jsonb` cannot hold and a text of JavaScript can: U+0000 and half a surrogate pair. The writer of JSON escapes both. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/
const ESCAPE = /\\(?:u(?:0000|d[89a-f][\da-f]{2})|[\s\S])/g

/**
 * A value as JSON that PostgreSQL takes. Adapters see to it where they read a body; this is for what expressions of users make of
 * it, and so that one text can never fail the commit of a whole batch. Unstorable characters become U+FFFD.
 */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value)
  // Going from escape to escape keeps a backslash that is escaped itself from being taken for the begin of one.
  return UNSTORABLE.test(text)
    ? text.replace(ESCAPE, (found) => (found.length > 2 && UNSTORABLE.test(found) ? '\\ufffd' : found))
    : text
}
