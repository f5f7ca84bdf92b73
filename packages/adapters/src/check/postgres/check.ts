/**
 * PostgreSQL: whether a server takes connections. With a password it signs in and asks for something, without one it goes as far as
 * the server asks for it.
 */
import {
  type CheckContext,
  type CheckReport,
  defineCheck,
  failed,
  isNetError,
  netReport,
  passed,
  settingsForm,
} from '../check.ts'
import { hostField, portField, textField } from '../fields.ts'
import { sqlTlsField } from '../sql-fields.ts'
import { decodeWord, encodeStartup } from './handshake.ts'

const settings = settingsForm({
  host: hostField,
  port: portField(5432),
  database: textField('the name of a database', 63).default('postgres'),
  user: textField('the name of a user', 63).default('postgres'),
  tls: sqlTlsField,
})

export const postgresCheck = defineCheck({
  kind: 'postgres',
  settings,
  secret: 'the password',
  target: ({ host, port, database }) => `${host}:${port}/${database}`,
  run: (given, context) =>
    context.secret === undefined ? knock(given, context) : signIn(given, context, context.secret),
})

type Settings = ReturnType<typeof settings.parse>

async function signIn({ tls, ...given }: Settings, { net }: CheckContext, password: string): Promise<CheckReport> {
  const answer = await net.sql({ ...given, tls, password, query: 'select 1 as value', parameters: [], rowsMax: 1 })
  return isNetError(answer) ? netReport(answer) : passed('signed in and asked')
}

/** Errors that mean that a server is there and would let in whoever is known. */
const ABOUT_WHO = /^28|^3D000$/

async function knock({ host, port, user, database }: Settings, { net }: CheckContext): Promise<CheckReport> {
  const line = await net.open({ host, port })
  if (isNetError(line)) return netReport(line)
  try {
    line.write(encodeStartup(user, database))
    const read = await line.read((bytes) => decodeWord(bytes) !== undefined)
    if (isNetError(read)) return netReport(read)
    const word = decodeWord(read.bytes)
    if (!word) return failed('the server does not speak PostgreSQL')
    const isThere = word.kind === 'authentication' || ABOUT_WHO.test(word.code)
    return isThere ? passed('the server takes connections') : failed(`${word.message} (${word.code})`)
  } finally {
    line.close()
  }
}
