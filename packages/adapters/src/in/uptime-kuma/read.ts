import { hash } from 'node:crypto'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import type { DoorRequest } from '../door.ts'
import { saidText, textAt, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { parseFormOrJson } from '../form-body.ts'
import { type JsonBody, parseExactJsonBody } from '../json-body.ts'
import { verifySharedSecret } from '../proof.ts'
import { parseSeverity } from '../severity.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { utcInstant } from '../source-time.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'

/**
 * Uptime Kuma's webhook (louislam/uptime-kuma `server/notification-providers/webhook.js`, `server/model/heartbeat.js`): a heartbeat, its
 * monitor and a sentence, as JSON, as a multipart form with the JSON in `data`, or as parameters of a GET. It is not signed, but
 * headers can be added; what is refused is logged there and not sent again.
 */
export const uptimeKuma = webhook({
  system: 'uptime-kuma',
  methods: ['POST', 'GET'],
  takesSecret: true,
  verify: verifySharedSecret,
  guide,
  parse,
  read,
})

const DOWN = '0'
const UP = '1'
/** Pending and in maintenance: nobody is to be told of these. */
const QUIET: readonly (string | undefined)[] = ['2', '3']

/** Both parts may be JSON within a text: of a form, or of a GET. */
function parse(request: DoorRequest): JsonBody {
  const parsed = parseFormOrJson(request)
  if ('error' in parsed || !isFields(parsed.value)) return parsed
  const data = valueAt(parsed.value, 'data')
  if (typeof data === 'string') return parseExactJsonBody(encoder.encode(data))
  return {
    value: {
      ...parsed.value,
      heartbeat: unpacked(parsed.value, 'heartbeat'),
      monitor: unpacked(parsed.value, 'monitor'),
    },
  }
}

const encoder = new TextEncoder()

function unpacked(fields: unknown, name: string): unknown {
  const value = valueAt(fields, name)
  if (typeof value !== 'string') return value
  const parsed = parseExactJsonBody(encoder.encode(value))
  return 'error' in parsed ? undefined : parsed.value
}

function read({ body, request, report }: Notification): SignalDraft[] | Refusal {
  const heartbeat = valueAt(body, 'heartbeat')
  const monitor = valueAt(body, 'monitor')
  const message = textAt(body, 'msg')
  const monitorId = textAt(monitor, 'id') ?? textAt(heartbeat, 'monitorID')
  if (monitorId === undefined) {
    if (message !== undefined) return [readMessage(message, request.receivedAt)]
    return { refused: 'the body is not a notification of Uptime Kuma: it has neither a monitor nor "msg"' }
  }
  const status = textAt(heartbeat, 'status')
  if (QUIET.includes(status)) return []
  if (status !== DOWN && status !== UP)
    report('the status of its heartbeat is none that Uptime Kuma has; taken as down')
  const state = status === UP ? 'resolved' : 'firing'
  const tags = readTags(valueAt(monitor, 'tags'))
  const at = utcInstant(valueAt(heartbeat, 'time'))
  const name = textAt(monitor, 'name')
  const url = textAt(monitor, 'url')
  return [
    {
      key: joinKey('monitor', monitorId),
      state,
      title: `${name ?? `Monitor ${monitorId}`} is down`,
      description: textAt(heartbeat, 'msg') ?? message,
      severity: severityOf(tags.severity ?? tags.priority),
      labels: {
        ...tags,
        ...said({
          monitor: name,
          monitor_type: textAt(monitor, 'type'),
          host: textAt(monitor, 'hostname') ?? hostOf(url),
        }),
      },
      annotations: {
        path: textAt(monitor, 'pathName'),
        url,
        ping_ms: textAt(heartbeat, 'ping'),
        note: textAt(monitor, 'description'),
      },
      startedAt: state === 'firing' ? at : undefined,
      endedAt: at,
      links: [url],
    },
  ]
}

const TEST = / testing$/i
const EXPIRY = /\bwill expire in (\d{1,4}) days?/i

/**
 * A sentence without a monitor: a test, or a certificate or domain that runs out. The latter is told at some numbers of days, and
 * nobody says when it was renewed: it counts as over when it would have run out, for then the monitor itself goes down.
 */
function readMessage(message: string, receivedAt: Instant): SignalDraft {
  const isTest = TEST.test(message)
  const days = EXPIRY.exec(message)?.[1]
  const condition = message.replace(EXPIRY, 'will expire')
  return {
    key: joinKey('message', hash('sha256', condition)),
    state: 'firing',
    title: message,
    severity: days === undefined ? undefined : Number(days) <= DAYS_URGENT ? 'medium' : 'low',
    labels: said({ monitor: /^\[([^\]]{1,200})\]/.exec(message)?.[1] }),
    expiresAt: days === undefined ? undefined : after(receivedAt, (Number(days) * DAY) as typeof DAY),
    isTest,
  }
}

const DAYS_URGENT = 3

/** Tags have a name and perhaps a value. */
function readTags(tags: unknown): Record<string, string> {
  if (!Array.isArray(tags)) return {}
  return said(
    Object.fromEntries(
      tags.flatMap((tag): [string, string][] => {
        const name = textAt(tag, 'name')
        return name === undefined ? [] : [[name, textAt(tag, 'value') ?? 'true']]
      }),
    ),
  )
}

function severityOf(word: string | undefined): SourceSeverity | undefined {
  return word === undefined ? undefined : parseSeverity(word)
}

/** New monitors have `https://` for an address, which is none. */
function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? saidText(new URL(url).hostname) : undefined
}
