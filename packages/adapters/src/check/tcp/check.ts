/** TCP: whether a port takes connections, and says what it should. */
import { z } from 'zod'
import { defineCheck, failed, isNetError, netReport, passed, settingsForm } from '../check.ts'
import { hostField, portField, textField, verifyField } from '../fields.ts'

const ANSWER_BYTES_MAX = 64 * 1024

export const tcpCheck = defineCheck({
  kind: 'tcp',
  settings: settingsForm({
    host: hostField,
    port: portField(),
    tls: z.boolean('expected true or false').default(false),
    verify: verifyField,
    /** Sent once the connection stands; `\r` and `\n` stand for the ends of lines. */
    send: textField('a text').optional(),
    /** What the answer must contain. */
    expect: textField('a text').optional(),
  }),
  target: ({ host, port }) => `${host}:${port}`,
  async run({ host, port, tls, verify, send, expect }, { net }) {
    const line = await net.open({ host, port, ...(tls && { tls: { isVerified: verify } }) })
    if (isNetError(line)) return netReport(line)
    try {
      const latencyMs = line.connectMs
      if (send !== undefined) line.write(send.replaceAll('\\r', '\r').replaceAll('\\n', '\n'))
      if (expect === undefined) return passed('connected', { latencyMs })
      const decoder = new TextDecoder()
      const answer = await line.read(
        (bytes) => bytes.length >= ANSWER_BYTES_MAX || decoder.decode(bytes).includes(expect),
      )
      if (isNetError(answer)) return failed(`the answer did not contain “${expect}” in time`, { latencyMs })
      const text = decoder.decode(answer.bytes)
      const more = { latencyMs, details: { answer: text.slice(0, 1_000) } }
      return text.includes(expect)
        ? passed('answered as expected', more)
        : failed(`the answer does not contain “${expect}”`, more)
    } finally {
      line.close()
    }
  },
})
