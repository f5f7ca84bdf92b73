import type { Net } from '@tocsin/adapters/out/net.ts'
import { createAddressGuard, LINK_LOCAL_RANGES, PRIVATE_RANGES } from './address-guard.ts'
import { createHttpClient } from './http-client.ts'
import { createMailClient } from './mail-client.ts'

export interface NetOptions {
  /**
   * Networks (CIDR) that no outgoing request may reach. Users choose the addresses of their webhooks, so by default those where
   * clouds keep a machine's credentials are refused; loopback and private networks are allowed, because that is where self-hosted
   * receivers live. Mail servers are the administrator's choice and are not checked.
   */
  refusedRanges?: readonly string[]
  /** A further say over whole addresses. */
  isAllowed?: (url: URL) => boolean
}

export interface SystemNet extends Net {
  /** Lets go of all connections; a mail under way is finished first. */
  close(): void
}

/** The real network: HTTP and SMTP with pooled connections, where every call ends by its time-out. */
export function createSystemNet({ refusedRanges = LINK_LOCAL_RANGES, isAllowed }: NetOptions = {}): SystemNet {
  const http = createHttpClient({
    isAddressAllowed: createAddressGuard(refusedRanges),
    isAddressPublic: createAddressGuard(PRIVATE_RANGES),
    ...(isAllowed === undefined ? {} : { isAllowed }),
  })
  const mail = createMailClient()
  return {
    fetch: http.fetch,
    download: http.download,
    sendMail: mail.sendMail,
    close() {
      http.close()
      mail.close()
    },
  }
}
