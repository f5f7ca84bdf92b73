/**
 * What the page asked for before the console's script was there: `public/early.js` begins, and puts what comes under its address.
 * Each answer serves once, and only a good one: whatever else the server said is asked for again.
 */
declare global {
  var tocsinEarly: Map<string, Promise<Response | undefined>> | undefined
}

/** `address`: with the path of the API and the query, as it was asked for. Never rejects. */
export async function takeEarlyAnswer(address: string): Promise<Response | undefined> {
  const asked = globalThis.tocsinEarly?.get(address)
  if (asked === undefined) return undefined
  globalThis.tocsinEarly?.delete(address)
  const answer = await asked
  return answer?.ok === true ? answer : undefined
}
