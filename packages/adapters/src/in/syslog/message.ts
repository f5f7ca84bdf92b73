/**
 * A message of syslog: RFC 5424, and what senders of RFC 3164 write, read leniently. Nothing is refused: a text without a header is a
 * message too.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import { type StreamEvent, streamEvent } from '../../stream/stream-event.ts'

const FACILITIES = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'],
  ...['ntp', 'audit', 'alert', 'clock', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
]
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']
/** As OpenTelemetry's data model of logs numbers them (appendix B). */
const SEVERITY_NUMBERS = [21, 19, 18, 17, 13, 10, 9, 5]
/** What a text without a priority is: user.notice, by RFC 3164. */
const DEFAULT_PRIORITY = 13

interface Header {
  at?: Instant
  host?: string | undefined
  app?: string | undefined
  procid?: string | undefined
  msgid?: string | undefined
  data: [string, string][]
  text: string
}

const decoder = new TextDecoder()

/** The text of a frame: UTF-8, whatever is wrong in it replaced, without a byte order mark before the message and without NUL. */
export function textOfFrame(bytes: Uint8Array): string {
  return decoder.decode(bytes).replaceAll('\0', '\ufffd').trimEnd()
}

export interface SyslogMessage {
  event: StreamEvent
  /** The key of a source that stands in it. */
  key?: string
}

export function parseSyslog(frame: string): SyslogMessage {
  const [matched = '', digits = ''] = /^<(\d{1,3})>/.exec(frame) ?? []
  const number = digits === '' ? DEFAULT_PRIORITY : Number(digits)
  const priority = number <= 191 ? number : DEFAULT_PRIORITY
  const rest = frame.slice(matched.length)
  const { at, host, app, procid, msgid, data, text } = parse5424(rest) ?? parse3164(rest)
  const word = SEVERITIES[priority & 7] ?? 'notice'
  const said: [string, string | undefined][] = [
    ['facility', FACILITIES[priority >> 3]],
    ['severity', word],
    ['host', host],
    ['app', app],
    ['procid', procid],
    ['msgid', msgid],
    ...data.filter(([name]) => !TOKEN_ELEMENT.test(name)),
  ]
  const key = data.find(([name]) => TOKEN.test(name))?.[1]
  const event = streamEvent({
    ...{ severity: SEVERITY_NUMBERS[priority & 7] ?? 10, severityText: word, name: msgid ?? '', body: text },
    attributes: new Map(said.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
    resource: new Map(host === undefined ? [] : [['host.name', host]]),
    scope: new Map(app === undefined ? [] : [['name', app]]),
    ...(at !== undefined && { at }),
  })
  return key === undefined ? { event } : { event, key }
}

/** `[tocsin key="…"]`, with or without an enterprise number: whose message it is, and nothing that rules or alerts should see. */
const TOKEN_ELEMENT = /^tocsin(?:@\d+)?\./
const TOKEN = /^tocsin(?:@\d+)?\.key$/

const HEADER_5424 = /^1 (\S{1,64}) (\S{1,255}) (\S{1,64}) (\S{1,128}) (\S{1,64}) /

/** `1 TIMESTAMP HOST APP PROCID MSGID SD MSG`, a hyphen for what is not said. */
function parse5424(rest: string): Header | undefined {
  const header = HEADER_5424.exec(rest)
  if (!header) return undefined
  const [matched, time = '', host, app, procid, msgid] = header
  const structured = parseStructuredData(rest, matched.length)
  if (!structured) return undefined
  const at = parseInstant(time)
  const text = rest.slice(structured.end).replace(/^ ?\ufeff?/, '')
  const names = { host: said(host), app: said(app), procid: said(procid), msgid: said(msgid) }
  return { ...names, ...(at !== undefined && { at }), data: structured.data, text }
}

function said(value: string | undefined): string | undefined {
  return value === '-' ? undefined : value
}

const ELEMENT = /\[([^\s="\]]{1,32})((?: [^\s="\]]{1,32}="(?:[^"\\\]]|\\.)*")*)\]/y
const PARAMETER = / ([^\s="\]]{1,32})="((?:[^"\\\]]|\\.)*)"/g

function parseStructuredData(text: string, from: number): { data: [string, string][]; end: number } | undefined {
  if (text[from] === '-') return { data: [], end: from + 1 }
  const data: [string, string][] = []
  let end = from
  ELEMENT.lastIndex = from
  for (let element = ELEMENT.exec(text); element; element = ELEMENT.exec(text)) {
    const [, id = '', parameters = ''] = element
    for (const [, name = '', value = ''] of parameters.matchAll(PARAMETER))
      data.push([`${id}.${name}`, value.replace(/\\(["\\\]])/g, '$1')])
    end = ELEMENT.lastIndex
  }
  return end > from ? { data, end } : undefined
}

/** `Mmm dd hh:mm:ss HOST TAG[PID]: MSG`; the time has neither year nor zone, so that the instant of receipt counts. */
const HEADER_3164 = /^[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}(?:\.\d+)? (?:(\S{1,255}) )?/
/** Some write an instant of RFC 3339 there. */
const HEADER_INSTANT = /^(\d{4}-\d{2}-\d{2}T\S{8,25}) (\S{1,255}) /
const TAG = /^([^\s:[\]]{1,64})(?:\[([^\]\s]{1,32})\])?: ?/

function parse3164(rest: string): Header {
  const instant = HEADER_INSTANT.exec(rest)
  const header = instant ?? HEADER_3164.exec(rest)
  let host = instant ? instant[2] : header?.[1]
  let message = rest.slice(header?.[0].length ?? 0)
  // A local sender leaves out the host: what stands in its place is the tag.
  if (host?.endsWith(':')) {
    message = `${host} ${message}`
    host = undefined
  }
  const tag = TAG.exec(message)
  const at = instant ? parseInstant(instant[1]) : undefined
  return {
    ...{ host, app: tag?.[1], procid: tag?.[2], data: [] },
    text: message.slice(tag?.[0].length ?? 0),
    ...(at !== undefined && { at }),
  }
}
