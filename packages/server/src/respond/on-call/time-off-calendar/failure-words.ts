/** Why a person's calendar could not be read, and how to mend it, in words that name no address. */
import type { CalendarFailure } from '../../../people/calendars/fetch-calendar.ts'
import type { ReadError } from './time-off-read.queries.ts'

const WORDS: Record<CalendarFailure, string> = {
  unreachable: 'Nothing answers at this address. Copy it once more out of your calendar.',
  timeout: 'The calendar did not answer in time. It is tried again by itself.',
  tls: 'The connection cannot be trusted: the certificate at this address is not valid.',
  not_allowed:
    'This address lies in a private network, which this installation does not read. Whoever runs it can allow it with TOCSIN_ALLOW_PRIVATE.',
  refused:
    'The calendar wants a login. Copy its secret address: in Google under “Secret address in iCal format”, in Outlook under “Publish a calendar”, ICS.',
  gone: 'There is no calendar at this address any more: it was reset or is no longer published. Copy the new one.',
  busy: 'The server of the calendar is busy or has a problem. It is tried again by itself.',
  bad_status: 'The server of the calendar gives an answer that is no calendar. Copy the address once more.',
  too_large: 'The calendar is larger than 4 MB. Publish one of its own for your time off.',
  redirects: 'The address leads nowhere. Copy it once more out of your calendar.',
  no_calendar: 'That is a page and no calendar. Copy the address in iCal format (.ics), not that of the page.',
  key_lost: 'The address cannot be read with the key of this installation. Give it once more.',
}

export function failureWords({ failure, status }: ReadError): string {
  return status === undefined ? WORDS[failure] : `${WORDS[failure]} (status ${status})`
}
