import { lookup } from 'node:dns'
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net'

/** Whether a connection to an IP address may be made. */
export type AddressGuard = (address: string) => boolean

/**
 * Link-local addresses, where clouds answer with the machine's own credentials, and their other spellings: behind NAT64 (RFC 6052)
 * and AWS's over IPv6. IPv4-mapped IPv6 addresses count as their IPv4.
 */
export const LINK_LOCAL_RANGES = ['169.254.0.0/16', 'fe80::/10', '64:ff9b::a9fe:0/112', 'fd00:ec2::254/128'] as const

/** What is nobody's in the public network (IANA's special-purpose registries): loopback, private, shared, local, multicast. */
export const PRIVATE_RANGES = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/127', '64:ff9b:1::/48', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
] as const

/** A name that leads only to addresses that may not be reached. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError'
}

/** @param ranges CIDR blocks that no connection may reach; a malformed one throws a TypeError that names it. */
export function createAddressGuard(ranges: readonly string[]): AddressGuard {
  const refused = new BlockList()
  for (const range of ranges) {
    const [network = '', prefix = ''] = range.split('/')
    const bits = Number(prefix)
    const isWhole = Number.isInteger(bits) && prefix !== '' && bits >= 0 && bits <= (isIPv6(network) ? 128 : 32)
    if (isIP(network) === 0 || !isWhole) throw new TypeError(`${range} is not a network such as 10.0.0.0/8`)
    refused.addSubnet(network, bits, isIPv6(network) ? 'ipv6' : 'ipv4')
  }
  return (address) => !refused.check(address.split('%')[0] ?? address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/**
 * A resolver that drops refused addresses. Checking at the moment of connecting, and not before, leaves no gap in which a name
 * could change its address.
 */
export function createGuardedLookup(isAllowed: AddressGuard): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      const allowed = addresses.filter(({ address }) => isAllowed(address))
      const [first] = allowed
      if (first === undefined) return callback(new AddressRefusedError(`${hostname} may not be reached`), '', 0)
      if (options.all === true) return callback(null, allowed)
      callback(null, first.address, first.family)
    })
  }
}
