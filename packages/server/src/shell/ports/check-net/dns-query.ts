import { promises as dns } from 'node:dns'
import type { DnsCall } from '@tocsin/adapters/check/check-net.ts'
import type { NetError } from '@tocsin/adapters/out/net.ts'
import type { CheckScope } from './check-net.ts'

/** The resolver has the name, or the type of record, not: an answer, and an empty one. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA'])
const PORT = /:(\d+)$/

export async function queryDns(
  { guard, deadline, timeoutMs }: CheckScope,
  { name, type, server }: DnsCall,
): Promise<{ records: string[] } | NetError> {
  const resolver = new dns.Resolver({ timeout: Math.max(1, Math.floor(timeoutMs / 2)), tries: 2 })
  if (server !== undefined) {
    const isBare = server.includes('::') && !server.startsWith('[')
    const host = isBare ? server : server.replace(PORT, '').replace(/^\[(.*)\]$/, '$1')
    // The machine's own resolvers are whoever runs it chose; one that a monitor names is a target like any other.
    const pinned = await guard.pin(host)
    if ('error' in pinned) return pinned
    const port = isBare ? '53' : (PORT.exec(server)?.[1] ?? '53')
    resolver.setServers([pinned.family === 6 ? `[${pinned.address}]:${port}` : `${pinned.address}:${port}`])
  }
  const stop = () => resolver.cancel()
  deadline.addEventListener('abort', stop, { once: true })
  try {
    return { records: (await lookUp(resolver, name, type)).map(String) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (NOTHING.has(code)) return { records: [] }
    if (deadline.aborted || code === 'ETIMEOUT' || code === 'ECANCELLED')
      return { error: 'timeout', cause: 'no answer in time' }
    return { error: 'unreachable', cause: `the resolver answered ${code || String(error)}` }
  } finally {
    deadline.removeEventListener('abort', stop)
  }
}

async function lookUp(resolver: dns.Resolver, name: string, type: DnsCall['type']): Promise<string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name)
    case 'AAAA':
      return resolver.resolve6(name)
    case 'CNAME':
      return resolver.resolveCname(name)
    case 'NS':
      return resolver.resolveNs(name)
    case 'PTR':
      return resolver.resolvePtr(name)
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`)
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(
        (each) => `${each.priority} ${each.weight} ${each.port} ${each.name}`,
      )
    case 'CAA':
      return (await resolver.resolveCaa(name)).map(({ critical, ...tags }) =>
        Object.entries(tags)
          .map(([tag, value]) => `${critical} ${tag} ${String(value)}`)
          .join(' '),
      )
  }
}
