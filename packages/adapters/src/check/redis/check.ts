/** Redis, Valkey and what else speaks RESP (https://redis.io/docs/latest/develop/reference/protocol-spec/): whether it answers PING. */
import { z } from 'zod'
import { defineCheck, failed, isNetError, netReport, passed, settingsForm } from '../check.ts'
import type { Line } from '../check-net.ts'
import { hostField, portField, textField, verifyField } from '../fields.ts'

const REPLY_BYTES_MAX = 4_096

export const redisCheck = defineCheck({
  kind: 'redis',
  settings: settingsForm({
    host: hostField,
    port: portField(6379),
    user: textField('a user', 200).optional(),
    tls: z.boolean('expected true or false').default(false),
    verify: verifyField,
  }),
  secret: 'the password',
  target: ({ host, port }) => `${host}:${port}`,
  async run({ host, port, user, tls, verify }, { net, secret }) {
    const line = await net.open({ host, port, ...(tls && { tls: { isVerified: verify } }) })
    if (isNetError(line)) return netReport(line)
    try {
      if (secret !== undefined) {
        const reply = await ask(line, user === undefined ? ['AUTH', secret] : ['AUTH', user, secret])
        if (typeof reply !== 'string') return netReport(reply)
        if (!reply.startsWith('+OK')) return failed(`the password was refused: ${reply.slice(1, 200)}`)
      }
      const pong = await ask(line, ['PING'])
      if (typeof pong !== 'string') return netReport(pong)
      if (pong.startsWith('+PONG')) return passed('PONG')
      if (pong.startsWith('-NOAUTH')) return failed('it asks for a password: give it as the secret')
      return failed(/^[+\-:$*]/.test(pong) ? pong.slice(1, 200) : 'the server does not speak RESP')
    } finally {
      line.close()
    }
  },
})

/** The first line of the reply. */
async function ask(line: Line, words: readonly string[]) {
  const length = (word: string) => new TextEncoder().encode(word).length
  line.write(`*${words.length}\r\n${words.map((word) => `$${length(word)}\r\n${word}\r\n`).join('')}`)
  const read = await line.read((bytes) => bytes.includes(10) || bytes.length >= REPLY_BYTES_MAX)
  if (isNetError(read)) return read
  return new TextDecoder().decode(read.bytes).split('\r\n', 1)[0] ?? ''
}
