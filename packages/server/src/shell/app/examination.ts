/** What `tocsin doctor` finds, whether it opened the database itself or asks the server that has it. */
import { loadDirectory } from '../store/sql/directory.queries.ts'
import { CHECKS, checkDatabase, type Finding, type Patient } from './doctor-checks.ts'

export interface Examined extends Pick<Patient, 'options' | 'database' | 'clock'> {
  /** Asked only when the database is one that can be examined. */
  keys(): Pick<Patient, 'secrets' | 'keyOrigin'>
}

export async function examine({ options, database, clock, keys }: Examined): Promise<Finding[]> {
  const findings = await checkDatabase({ database })
  // The other checks read tables that an older or a newer schema may not have.
  if (findings.some(({ check, state }) => check === 'migrations' && state !== 'ok')) return findings
  const directory = await loadDirectory(database.kysely)
  const patient = { options, database, directory, clock, ...keys() }
  for (const check of CHECKS) findings.push(...(await check(patient)))
  return findings
}
