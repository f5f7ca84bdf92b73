/** A path within this console, or its start: an address that somebody else wrote must not lead anywhere else. */
export function ownPath(wanted: string | undefined): string {
  return wanted !== undefined && /^\/(?![/\\])/.test(wanted) ? wanted : '/incidents'
}
