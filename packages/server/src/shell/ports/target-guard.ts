/**
 * Where Tocsin goes when somebody who may change its configuration names the place: monitors and data sources. Without a word from
 * whoever runs the installation only public addresses may be reached: not this machine, not its network, and never the addresses
 * where clouds answer with the machine's own credentials. A name is looked up once, every address that it has is judged, and the
 * connection goes to one that was judged: what the name says a moment later changes nothing.
 */
import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import type { NetError } from '@tocsin/adapters/out/net.ts'

export interface PinnedAddress {
  address: string
  family: 4 | 6
}

export interface TargetGuard {
  /** An address of a host that may be reached, or why there is none. */
  pin(host: string): Promise<PinnedAddress | NetError>
  /** Whether an address may be reached, as the host that somebody named. */
  judge(address: string, host?: string): 'allowed' | 'private' | 'metadata'
}

/** `all`, networks (CIDR), addresses, host names, and `*.example.internal` for all names below one. */
export type AllowedTargets = readonly string[]

/**
 * Where clouds keep credentials and control of a machine: AWS, Azure, Google and most others at 169.254.169.254, AWS over IPv6,
 * Alibaba, Azure's host, Oracle. Nothing allows these.
 */
const METADATA = blockListOf([
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
])

/** What is not reached from the Internet: IANA's registries of special-purpose addresses (RFC 6890), multicast and the rest. */
const PRIVATE = blockListOf([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...[
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  ...[
    '::/128',
    '::1/128',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/32',
    '2001:db8::/32',
    'fc00::/7',
    'fec0::/10',
    'ff00::/8',
  ],
])

type Resolve = (host: string) => Promise<LookupAddress[]>

const systemResolve: Resolve = (host) => lookup(host, { all: true, verbatim: true })

export function createTargetGuard(allowed: AllowedTargets, resolve: Resolve = systemResolve): TargetGuard {
  const isAll = allowed.includes('all')
  const networks = blockListOf(allowed.filter((each) => isIP(each.split('/')[0] ?? '') !== 0).map(asNetwork))
  const names = allowed.filter((each) => each !== 'all' && isIP(each.split('/')[0] ?? '') === 0).map(plainName)
  const judge: TargetGuard['judge'] = (address, host = '') => {
    const inner = innermost(address)
    if (isIn(METADATA, inner)) return 'metadata'
    if (!isIn(PRIVATE, inner)) return 'allowed'
    return isAll || isIn(networks, inner) || names.some((name) => isNamed(host, name)) ? 'allowed' : 'private'
  }
  return {
    judge,
    async pin(host) {
      const name = host.replace(/^\[(.*)\]$/, '$1')
      const found = await find(name, resolve)
      if ('error' in found) return found
      const [first] = found.filter(({ address }) => judge(address, name) === 'allowed')
      if (first) return { address: first.address, family: first.family === 6 ? 6 : 4 }
      return refuse(name, found[0]?.address ?? name, judge)
    },
  }
}

async function find(name: string, resolve: Resolve): Promise<LookupAddress[] | NetError> {
  const family = isIP(name)
  if (family !== 0) return [{ address: name, family }]
  try {
    const found = await resolve(name)
    return found.length > 0 ? found : { error: 'unreachable', cause: `${name} has no address` }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const cause = code === 'ENOTFOUND' ? `there is no host ${name}` : `${name} could not be looked up (${code})`
    return { error: 'unreachable', cause }
  }
}

function refuse(name: string, address: string, judge: TargetGuard['judge']): NetError {
  const which = name === address ? address : `${name} (${address})`
  if (judge(address, name) === 'metadata')
    return {
      error: 'forbidden',
      cause: `${which} is where clouds keep the credentials of this machine; nothing reaches it`,
    }
  return {
    error: 'forbidden',
    cause: `${which} is in a private network, which is not allowed. Whoever runs Tocsin allows it with TOCSIN_ALLOW_PRIVATE=${name} (or a network such as 10.0.0.0/8, or all)`,
  }
}

/** Addresses of IPv6 that stand for one of IPv4: mapped, compatible, behind NAT64 (RFC 6052), 6to4 (RFC 3056). */
const EMBEDDED: readonly { prefix: readonly number[]; at: number }[] = [
  { prefix: [0, 0, 0, 0, 0, 0xffff], at: 6 },
  { prefix: [0, 0, 0, 0, 0xffff, 0], at: 6 },
  { prefix: [0, 0, 0, 0, 0, 0], at: 6 },
  { prefix: [0x64, 0xff9b, 0, 0, 0, 0], at: 6 },
  { prefix: [0x2002], at: 1 },
]

/** The address that a connection would really go to. */
function innermost(address: string): string {
  const plain = address.split('%')[0] ?? address
  if (!isIPv6(plain)) return plain
  const groups = groupsOf(plain)
  if (groups.slice(0, 7).every((group) => group === 0) && (groups[7] ?? 0) <= 1) return plain
  for (const { prefix, at } of EMBEDDED) {
    if (!prefix.every((group, index) => groups[index] === group)) continue
    const [high = 0, low = 0] = groups.slice(at, at + 2)
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  return plain
}

/** The eight groups of an IPv6 address in any of its spellings. */
function groupsOf(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const [, head = '', ...bytes] = dotted ?? []
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number)
  const text = dotted ? `${head}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}` : address
  const [left = '', right] = text.split('::')
  const parse = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const [before, behind] = [parse(left), parse(right ?? '')]
  return [...before, ...Array.from({ length: 8 - before.length - behind.length }, () => 0), ...behind]
}

function isIn(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/')
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6')
  }
  return list
}

function asNetwork(text: string): string {
  if (text.includes('/')) return text
  return `${text}/${isIPv4(text) ? 32 : 128}`
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

function isNamed(host: string, name: string): boolean {
  const plain = plainName(host)
  return name.startsWith('*.') ? plain.endsWith(name.slice(1)) : plain === name
}
