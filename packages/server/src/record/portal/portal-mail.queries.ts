/** How many mails of the portal an address gets: whoever fills in forms cannot have somebody else flooded. */
import type { Instant, ReportId } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { timestamptz } from '../../shell/database/timestamptz.ts'
import type { Secrets } from '../../shell/secrets/secrets.ts'

/** Of one address, on all nodes together. */
const MAILS = { hourMax: 5, dayMax: 15 }
const PURPOSE = 'portal mail'

/** False when the address has had enough. Else the mail counts; the address itself is not kept. */
export async function takeMail(
  db: Kysely<Schema>,
  secrets: Pick<Secrets, 'mac'>,
  { report, email, at }: { report: ReportId; email: string; at: Instant },
): Promise<boolean> {
  const digest = secrets.mac(PURPOSE, email.toLowerCase())
  const ago = (ms: number) => timestamptz(at - ms)
  const { of_hour, of_day } = await db
    .selectFrom('portal_mails')
    .select(({ fn }) => [
      fn.countAll<number>().as('of_day'),
      fn.countAll<number>().filterWhere('at', '>', ago(HOUR)).as('of_hour'),
    ])
    .where('address_digest', '=', digest)
    .where('at', '>', ago(DAY))
    .executeTakeFirstOrThrow()
  if (Number(of_hour) >= MAILS.hourMax || Number(of_day) >= MAILS.dayMax) return false
  await db
    .insertInto('portal_mails')
    .values({ report_id: report, address_digest: digest, at: formatInstant(at) })
    .execute()
  return true
}
