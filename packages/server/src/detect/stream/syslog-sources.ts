/** Whose message of syslog it is: that of the source whose key stands in it, else that whose senders it came from. */

import { BlockList, isIP } from 'node:net'
import { optionTexts } from '@tocsin/adapters/in/options.ts'
import { syslog } from '@tocsin/adapters/in/syslog/read.ts'
import type { Directory, Source } from '@tocsin/core/people/directory.ts'

export type SenderFinder = (address: string) => Source | undefined

interface Senders {
  source: Source
  network: BlockList
  bits: number
}

const PEERS_MAX = 10_000

/** Of several networks that an address is in the narrowest counts. What was found is remembered until the configuration changes. */
export function createSenderFinder(latest: () => Directory): SenderFinder {
  let version = -1
  let networks: Senders[] = []
  let known = new Map<string, Source | undefined>()
  return (address) => {
    const directory = latest()
    if (directory.version !== version) {
      version = directory.version
      networks = [...directory.sources.values()].flatMap(sendersOf).sort((a, b) => b.bits - a.bits)
      known = new Map()
    }
    if (known.has(address)) return known.get(address)
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    const found = networks.find(({ network }) => network.check(address, family))?.source
    if (known.size >= PEERS_MAX) known = new Map()
    known.set(address, found)
    return found
  }
}

function sendersOf(source: Source): Senders[] {
  if (source.system !== syslog.system || !source.isActive) return []
  return optionTexts(source.options, 'networks').flatMap((text) => {
    const [address = '', digits] = text.split('/')
    const version = isIP(address)
    if (version === 0) return []
    const bits = digits === undefined ? (version === 4 ? 32 : 128) : Number(digits)
    const network = new BlockList()
    network.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6')
    return [{ source, network, bits }]
  })
}

/** An address of IPv4 as it is written, however the socket shows it. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
}
