/** The few words of SMTP (RFC 5321, RFC 3207) that show that a mail server is there. */
import type { NetError } from '../../out/net.ts'
import { isNetError } from '../check.ts'
import type { Certificate, Line } from '../check-net.ts'

const REPLY_BYTES_MAX = 16 * 1024

export interface SmtpReply {
  code: number
  lines: string[]
}

/** A whole reply: its last line has a space behind the code. */
export function parseReply(bytes: Uint8Array): SmtpReply | undefined {
  const text = new TextDecoder('latin1').decode(bytes)
  if (!text.endsWith('\n')) return undefined
  const lines = text.trimEnd().split(/\r?\n/)
  const last = /^(\d{3})(?: |$)/.exec(lines.at(-1) ?? '')
  if (!last) return undefined
  return { code: Number(last[1]), lines: lines.map((line) => line.slice(4)) }
}

export async function readReply(line: Line): Promise<SmtpReply | NetError | { problem: string }> {
  const read = await line.read((bytes) => bytes.length >= REPLY_BYTES_MAX || parseReply(bytes) !== undefined)
  if (isNetError(read)) return read
  return parseReply(read.bytes) ?? { problem: 'the server does not speak SMTP' }
}

/** The reply to a command, or what is wrong where it is not the expected one. */
export async function say(
  line: Line,
  command: string,
  expected: number,
): Promise<SmtpReply | NetError | { problem: string }> {
  line.write(`${command}\r\n`)
  const reply = await readReply(line)
  if (!('code' in reply) || reply.code === expected) return reply
  return { problem: `the server answered ${reply.code} ${reply.lines[0] ?? ''} to ${command.split(' ')[0]}` }
}

/** Greeting and EHLO; what the server can do. */
export async function greet(line: Line): Promise<SmtpReply | NetError | { problem: string }> {
  const greeting = await readReply(line)
  if (!('code' in greeting)) return greeting
  if (greeting.code !== 220) return { problem: `the server greets with ${greeting.code} ${greeting.lines[0] ?? ''}` }
  return say(line, 'EHLO tocsin.invalid', 250)
}

export async function startSmtpTls(
  line: Line,
  serverName: string,
  isVerified = false,
): Promise<{ certificate: Certificate } | NetError | { problem: string }> {
  const hello = await greet(line)
  if (!('code' in hello)) return hello
  if (!hello.lines.some((each) => /^STARTTLS\b/i.test(each))) return { problem: 'the server does not offer STARTTLS' }
  const ready = await say(line, 'STARTTLS', 220)
  if (!('code' in ready)) return ready
  return line.secure({ isVerified, serverName })
}
