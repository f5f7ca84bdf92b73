import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Ids } from '../ports/ids.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { ConfigDb } from './config-kind.ts'

/** What the routes of the configuration work with. */
export interface ConfigurationDeps {
  db: ConfigDb
  secrets: Secrets
  ids: Ids
  /** The configuration as this node knows it, for answers that calculate. */
  directory(): Directory
  /** Called after the commit of a change, and awaited: the next request sees it. */
  configurationChanged(): Promise<void>
  /** The address of this installation, without a slash at its end. */
  publicUrl(): string
  /** What stands behind the `@` of the addresses of sources; undefined while no mail is taken. */
  mailDomain?(): string | undefined
  hashPassword(password: string): Promise<string>
}
