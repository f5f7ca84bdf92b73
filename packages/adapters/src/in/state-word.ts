import type { SignalState } from '@tocsin/core/detect/signal.ts'

/** What senders call the three states, in lower case. */
const WORDS: ReadonlyMap<string, SignalState> = new Map<string, SignalState>([
  ...words(
    'firing',
    'alerting',
    'trigger',
    'triggered',
    'open',
    'opened',
    'active',
    'activated',
    'problem',
    'down',
    'critical',
  ),
  ...words(
    'firing',
    'warning',
    'error',
    'failed',
    'failing',
    'fail',
    'failure',
    'unhealthy',
    'new',
    'created',
    'true',
    '1',
  ),
  ...words('acknowledged', 'ack', 'acked', 'acknowledge', 'acknowledgement'),
  ...words(
    'resolved',
    'resolve',
    'ok',
    'okay',
    'normal',
    'closed',
    'close',
    'up',
    'recovered',
    'recovery',
    'cleared',
    'clear',
  ),
  ...words('resolved', 'inactive', 'healthy', 'success', 'passed', 'passing', 'fixed', 'done', 'false', '0'),
])

function words(state: SignalState, ...others: string[]): [string, SignalState][] {
  return [state, ...others].map((word) => [word, state])
}

/** The state that a sender's word means, in any case; undefined when it means none that we know. */
export function parseState(text: string): SignalState | undefined {
  return WORDS.get(text.trim().toLowerCase())
}
