/** What a start can fail with, as sentences for the person who started it. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
}
