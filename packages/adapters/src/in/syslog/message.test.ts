import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at, doorRequest } from '../testing/door-request.ts'
import { expectSound } from '../testing/hostile-body.ts'
import { createFraming, FRAME_BYTES_MAX } from './framing.ts'
import { parseSyslog, textOfFrame } from './message.ts'
import { syslog } from './read.ts'

function parsed(frame: string) {
  const { event, key } = parseSyslog(frame)
  return {
    ...{ text: event.body, level: event.severityText, severity: event.severity },
    ...Object.fromEntries(event.attributes),
    ...(event.at !== undefined && { at: event.at }),
    ...(key !== undefined && { key }),
  }
}

// The examples of RFC 5424, section 6.5.
test.each([
  [
    "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed for lonvick on /dev/pts/8",
    {
      ...{ facility: 'auth', severity: 'crit', host: 'mymachine.example.com', app: 'su', msgid: 'ID47' },
      ...{ at: at('2003-10-11T22:14:15.003Z'), text: "'su root' failed for lonvick on /dev/pts/8" },
    },
  ],
  [
    "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
    {
      facility: 'local4',
      severity: 'notice',
      host: '192.0.2.1',
      app: 'myproc',
      procid: '8710',
      at: at('2003-08-24T12:14:15Z'),
    },
  ],
  [
    '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"] \ufeffAn application event log entry...',
    {
      'exampleSDID@32473.iut': '3',
      'exampleSDID@32473.eventSource': 'Application',
      text: 'An application event log entry...',
    },
  ],
  [
    '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3"][examplePriority@32473 class="high"]',
    { 'examplePriority@32473.class': 'high', text: '' },
  ],
  ['<13>1 - - - - - [a b="x\\"\\]\\\\y"] z', { 'a.b': 'x"]\\y', text: 'z' }],
  // The example of RFC 3164, and what is written like it.
  [
    "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
    {
      facility: 'auth',
      severity: 'crit',
      host: 'mymachine',
      app: 'su',
      text: "'su root' failed for lonvick on /dev/pts/8",
    },
  ],
  ['<38>Mar  2 14:00:00 web-1 sshd[812]: Failed password for root', { host: 'web-1', app: 'sshd', procid: '812' }],
  ['<13>Mar  2 14:00:00 root: no host here', { app: 'root', text: 'no host here' }],
  ['<13>2026-03-02T14:00:00.5+01:00 web-1 app: x', { host: 'web-1', app: 'app', at: at('2026-03-02T13:00:00.500Z') }],
  ['<13>just words', { severity: 'notice', facility: 'user', text: 'just words' }],
  ['no header at all', { severity: 'notice', text: 'no header at all' }],
  ['<999>x', { severity: 'notice', facility: 'user', text: 'x' }],
  ['', { text: '' }],
])('%s', (frame, expected) => {
  const { severity, ...rest } = parsed(frame) as Record<string, unknown>
  expect({ ...rest, severity: rest.level }).toMatchObject({ ...expected })
  expect(severity).toEqual(expect.any(String))
})

test('severities are numbered as OpenTelemetry numbers them', () => {
  const numbers = [0, 1, 2, 3, 4, 5, 6, 7].map((severity) => parseSyslog(`<${8 + severity}>x`).event.severity)
  expect(numbers).toEqual([21, 19, 18, 17, 13, 10, 9, 5])
})

test('a key says whose message it is, and is nothing that a rule sees', () => {
  const frame = '<13>1 - h a - - [x y="1"][tocsin@0 key="abcd-1234" other="o"] m'
  expect(parsed(frame)).toMatchObject({ key: 'abcd-1234', 'x.y': '1', text: 'm' })
  expect(JSON.stringify([...parseSyslog(frame).event.attributes])).not.toContain('abcd-1234')
  expect(parseSyslog('<13>1 - h a - - [tocsin key="k"] m').key).toBe('k')
  expect(parseSyslog('<13>1 - h a - - - [tocsin key="k"] m').key).toBeUndefined()
})

test('a body that is posted holds a message a line', () => {
  const options = { rules: [{ id: 'r', when: "attributes.app == 'sshd'", within: '1m' }] }
  const reading = syslog.read(doorRequest('<38>1 - web-1 sshd 1 - - one\n\n<38>1 - web-1 cron 1 - - two\n'), {
    ...{ defaultSeverity: 'high', options },
  })
  expect(reading.tally?.counts).toMatchObject([{ sample: 'one' }])
  expect(JSON.parse(reading.reply.body)).toEqual({ status: 'ok', events: 2 })
})

/** The messages of a stream that comes in these pieces. */
function framesOf(...chunks: string[]): string[] | undefined {
  const framing = createFraming()
  const frames: Uint8Array[] = []
  for (const chunk of chunks) {
    const found = framing.push(Buffer.from(chunk))
    if (!found) return undefined
    frames.push(...found)
  }
  return [...frames, ...framing.end()].map(textOfFrame)
}

test('messages are told apart by octets, by line ends and by NUL, however they are cut', () => {
  const stream = '7 <13>one11 <13>t\nwo é<13>three\n<13>four\r\n\0<13>five\0<13>rest'
  const expected = ['<13>one', '<13>t\nwo é', '<13>three', '<13>four', '<13>five', '<13>rest']
  const whole = framesOf(stream)
  expect(whole).toEqual(expected)
  const bytes = Buffer.from(stream)
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      const framing = createFraming()
      const frames = places.slice(1).flatMap((end, index) => framing.push(bytes.subarray(places[index], end)) ?? [])
      expect([...frames, ...framing.end()].map(textOfFrame)).toEqual(expected)
    }),
  )
})

test('a message that is too long is cut, the next one is whole, and a senseless count ends the stream', () => {
  const long = 'x'.repeat(FRAME_BYTES_MAX + 500)
  expect(framesOf(`${long}\n<13>next\n`)).toEqual([long.slice(0, FRAME_BYTES_MAX), '<13>next'])
  expect(framesOf(`${long.length} ${long}8 <13>next`)).toEqual([long.slice(0, FRAME_BYTES_MAX), '<13>next'])
  expect(framesOf('99999999999 x')).toBeUndefined()
  expect(framesOf('0 x\n')).toEqual(['0 x'])
})

test('no bytes make the reader fail', () => {
  const part = fc.constantFrom(
    '<13>',
    '1 ',
    '- ',
    '[a ',
    'b="',
    '"]',
    '\\',
    'Mar  2 14:00:00 ',
    'x: ',
    '\0',
    '\n',
    '999 ',
    'é',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const { event } = parseSyslog(parts.join(''))
      expect(event.body).toEqual(expect.any(String))
      framesOf(parts.join(''))
      const reading = syslog.read(doorRequest(parts.join('')), { defaultSeverity: 'high' })
      expectSound(reading, [200])
    }),
    { numRuns: 500 },
  )
})
