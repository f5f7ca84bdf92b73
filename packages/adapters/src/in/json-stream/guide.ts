import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

export const guide: Guide = {
  curl: (door) => `curl -fsS ${addressOf(door)} \\
  -H 'content-type: application/json' \\
  -d '[{"time":"2026-03-02T14:00:00Z","level":"warn","event":"login.failed","user":"ana"}]'`,
  jsonStreamVector: (door) => `sinks:
  tocsin:
    type: http
    inputs: [auth_events]
    uri: ${addressOf(door)}
    compression: gzip
    encoding: { codec: json }
    framing: { method: newline_delimited }`,
}
