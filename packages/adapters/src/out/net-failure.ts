import type { Failure } from './failure.ts'
import type { NetError } from './net.ts'

/** What a connection that failed means for the page: everything passes but an address that may not be reached. */
export function failureOfNetError({ error, cause }: NetError): Failure {
  switch (error) {
    case 'timeout':
      return { code: 'timeout', retry: 'later', cause }
    case 'forbidden':
      return { code: 'bad_address', retry: 'never', cause }
    case 'unreachable':
      return { code: 'unreachable', retry: 'later', cause }
    case 'tls':
      return { code: 'unreachable', retry: 'later', cause: `TLS: ${cause}` }
  }
}
