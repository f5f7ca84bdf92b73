import { isIP } from 'node:net'
import type { OptionSpec } from './option-table.ts'

/** Where syslog is taken. */
export interface SyslogAddress {
  protocol: 'udp' | 'tcp' | 'tls'
  host: string
  port: number
}

const ADDRESS = /^(udp|tcp|tls):\/\/(?:(\[[\da-fA-F:.]+\]|[\d.]+|localhost):)?(\d{1,5})$/

export const syslogOption: OptionSpec<SyslogAddress[]> = {
  flag: 'syslog',
  variable: 'TOCSIN_SYSLOG',
  placeholder: 'addresses',
  help: 'where syslog is taken, separated by commas: udp://, tcp:// and tls:// (with --tls-cert) with address and port; a port alone listens on this machine only. By default nowhere',
  example: 'udp://0.0.0.0:5514,tcp://0.0.0.0:5514',
  read(text) {
    const wanted = text
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')
    const value = wanted.flatMap(parseAddress)
    if (wanted.length > 0 && value.length === wanted.length) return { value }
    return { expected: 'addresses such as udp://0.0.0.0:5514 or tls://[::]:6514, separated by commas' }
  },
}

function parseAddress(text: string): SyslogAddress[] {
  const [, protocol, written = '127.0.0.1', digits] = ADDRESS.exec(text) ?? []
  const host = written.replace(/^\[|\]$/g, '')
  const port = Number(digits)
  if (protocol === undefined || port > 65_535 || (isIP(host) === 0 && host !== 'localhost')) return []
  return [{ protocol: protocol as SyslogAddress['protocol'], host, port }]
}
