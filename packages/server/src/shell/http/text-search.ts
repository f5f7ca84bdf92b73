import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'

/** Whether one of the texts contains `words`, in any case. */
export function containsText(
  words: string,
  ...texts: [Expression<unknown>, ...Expression<unknown>[]]
): RawBuilder<SqlBool> {
  const pattern = `%${words.replace(/[\\%_]/g, (character) => `\\${character}`)}%`
  return sql<SqlBool>`(${sql.join(
    texts.map((text) => sql`${text} ilike ${pattern}`),
    sql` or `,
  )})`
}
