/** The world said no. `retry` tells what to do next; `code` is for the registry and metrics, `cause` for people. */
export interface Failure {
  code:
    | 'unreachable'
    | 'timeout'
    | 'rate_limited'
    | 'provider_error'
    | 'refused'
    | 'bad_address'
    | 'not_configured'
    | 'bad_credentials'
    /** Ours: the person has had as many messages by this channel as the organisation allows. */
    | 'over_limit'
  retry: 'now' | 'later' | 'never'
  cause: string
  /** The address has ended for good, and its owner has to know: nothing will ever reach them there again. */
  isAddressGone?: true
  /** The provider asked to wait this long. */
  retryAfterMs?: number
}
