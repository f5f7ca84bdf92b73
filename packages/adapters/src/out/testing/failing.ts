import type { SendResult } from '../channel.ts'
import type { Failure } from '../failure.ts'

/** The failure that a send ended in; throws when it went out. */
export function failureIn(result: SendResult): Failure {
  if (!('failure' in result)) throw new Error(`it was handed over: ${JSON.stringify(result)}`)
  return result.failure
}

/** Code and advice of a failure, which is what the paging acts on. */
export function verdict(result: SendResult): [Failure['code'], Failure['retry']] {
  const { code, retry } = failureIn(result)
  return [code, retry]
}
