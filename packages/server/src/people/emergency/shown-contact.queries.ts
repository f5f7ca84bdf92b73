/** Which of their contacts people let everybody see. A contact whose address changed since is not shown. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

type Db = Kysely<Schema>

/** By person, their shown contacts by id. */
export async function loadShown(db: Db): Promise<Map<string, Map<string, string>>> {
  const rows = await db.selectFrom('shown_contacts').selectAll().execute()
  return new Map(
    [...Map.groupBy(rows, ({ user_id }) => user_id)].map(([user, all]) => [
      user,
      new Map(all.map(({ contact_id, address }) => [contact_id, address])),
    ]),
  )
}

/** These and no others. */
export async function replaceShown(
  db: Db,
  user: string,
  contacts: readonly { id: string; address: string }[],
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('shown_contacts').where('user_id', '=', user).execute()
    if (contacts.length === 0) return
    await tx
      .insertInto('shown_contacts')
      .values(contacts.map(({ id, address }) => ({ user_id: user, contact_id: id, address })))
      .execute()
  })
}
