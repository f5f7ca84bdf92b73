import { type Kysely, sql } from 'kysely'
import { HOT } from '../../database/hot-statements.ts'
import type { Schema } from '../../database/schema.ts'
import { StoreConflict } from '../store.ts'
import type { TurnTx } from '../turn-tx.ts'

export function turnTx(db: Kysely<Schema>): TurnTx {
  return {
    async loadTurns() {
      const { rows } = await sql<{ key: string; number: number }>`${HOT} select key, number from policy_turns`.execute(
        db,
      )
      return new Map(rows.map(({ key, number }) => [key, Number(number)]))
    },
    async saveTurns(turns) {
      if (turns.length === 0) return
      const { rows } = await sql<{ key: string }>`${HOT} insert into policy_turns as t (key, number)
        select r.key, r.number from jsonb_to_recordset(${JSON.stringify(turns)}::jsonb)
          as r(key text, expected bigint, number bigint) order by r.key
        on conflict (key) do update set number = excluded.number
          where t.number = (select r.expected from jsonb_to_recordset(${JSON.stringify(turns)}::jsonb)
            as r(key text, expected bigint, number bigint) where r.key = t.key)
        returning key`.execute(db)
      if (rows.length !== turns.length) throw new StoreConflict('somebody else took the turn')
    },
  }
}
