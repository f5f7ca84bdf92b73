import { z } from 'zod'

const TLS = ['disable', 'require', 'verify'] as const

/** How a connection to a database is encrypted; `require` takes any certificate. */
export const sqlTlsField = z.enum(TLS, { error: `expected one of ${TLS.join(', ')}` }).default('disable')
