/**
 * The statements of a migration that an older release would stumble over: what it reads or writes is gone, is called otherwise, or
 * takes less than before. Dropping an index makes it slower only.
 */
const TAKEN_AWAY: readonly RegExp[] = [
  /\bdrop\s+(table|column|view|materialized\s+view|type|function|sequence|schema)\b/i,
  /\brename\b/i,
  /\balter\s+column\s+\S+\s+(set\s+not\s+null|drop\s+default|(set\s+data\s+)?type\b)/i,
]
/** A column that must be given, and that nobody of before gives. */
const DEMANDING_COLUMN =
  /\badd\s+column\s+(?:(?!\bdefault\b|\bgenerated\b|,).)*\bnot\s+null\b(?![^,]*\b(default|generated)\b)/i

export function listTakenAway(sql: string): string[] {
  const bare = sql
    .replace(/--.*$/gm, '')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/\s+/g, ' ')
  return bare
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => DEMANDING_COLUMN.test(statement) || TAKEN_AWAY.some((pattern) => pattern.test(statement)))
}
