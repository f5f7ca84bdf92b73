import { lookup } from 'node:dns/promises'
import { check, integer, property, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { createTargetGuard } from './target-guard.ts'

const closed = createTargetGuard([])
const byte = integer({ min: 0, max: 255 })
const group = integer({ min: 0, max: 0xffff })

/** Every spelling of an IPv4 address that some resolver or library takes for it. */
function spellings(bytes: readonly number[]): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  const plain = bytes.join('.')
  const [high, low] = [((a << 8) | b).toString(16), ((c << 8) | d).toString(16)]
  const of = (prefix: string) => [`${prefix}${plain}`, `${prefix}${high}:${low}`]
  return [
    plain,
    ...of('::ffff:'),
    ...of('0:0:0:0:0:ffff:'),
    ...of('0000:0000:0000:0000:0000:FFFF:'),
    ...of('64:ff9b::'),
    ...of('::ffff:0:'),
    `2002:${high}:${low}::`,
    `2002:${high}:${low}::1`,
  ]
}

const PRIVATE_BEGINNINGS = [[10], [127], [192, 168], [172, 16], [172, 31], [100, 64], [0], [198, 18], [224], [240]]

test.each(PRIVATE_BEGINNINGS)('addresses of %s.%s are refused in every spelling', (...beginning) => {
  const rest = tuple(byte, byte, byte, byte)
  const isRefused = (bytes: number[]): boolean =>
    spellings([...beginning, ...bytes].slice(0, 4)).every((each) => closed.judge(each) !== 'allowed')
  expect(check(property(rest, isRefused)).counterexample).toBeNull()
})

test('the addresses of clouds are refused in every spelling, whatever is allowed', () => {
  const open = createTargetGuard(['all', '0.0.0.0/0', '::/0', 'metadata.google.internal', '169.254.169.254'])
  const metadata = ['169.254.169.254', '169.254.170.2', '100.100.100.200', '168.63.129.16', '192.0.0.192']
  const all = metadata.flatMap((address) => spellings(address.split('.').map(Number)))
  expect(
    [...all, 'fd00:ec2::254', 'fd20:ce::254', 'fe80::1', 'fe80::1%eth0'].filter(
      (each) => open.judge(each, 'metadata.google.internal') === 'allowed',
    ),
  ).toEqual([])
})

test('what is not in a private network is reached, and no spelling of it is not', () => {
  const inPublic = tuple(integer({ min: 11, max: 99 }), byte, byte, byte)
  const isAllowed = (bytes: number[]): boolean => spellings(bytes).every((each) => closed.judge(each) === 'allowed')
  expect(check(property(inPublic, isAllowed)).counterexample).toBeNull()
  const global = tuple(integer({ min: 0x2400, max: 0x2fff }), group, group, group)
  const isReached = (groups: number[]): boolean =>
    closed.judge(`${groups.map((each) => each.toString(16)).join(':')}::1`) === 'allowed'
  expect(check(property(global, isReached)).counterexample).toBeNull()
})

test('private addresses of IPv6 are refused, in short and in long', () => {
  const refused = [
    '::',
    '::1',
    '0:0:0:0:0:0:0:1',
    'fc00::1',
    'fd12:3456::1',
    'fec0::1',
    'ff02::1',
    '2001:db8::1',
    '::ffff:7f00:1',
  ]
  expect(refused.filter((each) => closed.judge(each) === 'allowed')).toEqual([])
})

test.each([
  ['all', '10.1.2.3', 'anything', true],
  ['10.0.0.0/8', '10.1.2.3', 'db.internal', true],
  ['10.0.0.0/8', '192.168.0.1', 'db.internal', false],
  ['10.1.2.3', '10.1.2.3', '10.1.2.3', true],
  ['10.1.2.3', '::ffff:10.1.2.3', 'x', true],
  ['fd12::/16', 'fd12::9', 'x', true],
  ['db.internal', '10.1.2.3', 'DB.internal.', true],
  ['db.internal', '10.1.2.3', 'other.internal', false],
  ['*.internal', '10.1.2.3', 'db.internal', true],
  ['*.internal', '10.1.2.3', 'db.internal.example.com', false],
  ['*.internal', '10.1.2.3', 'evilinternal', false],
])('with %s, %s as %s is reached: %s', (allowed, address, host, isReached) => {
  expect(createTargetGuard([allowed]).judge(address, host) === 'allowed').toBe(isReached)
})

test('a name is refused when it leads to a private address only, and goes to its public one otherwise', async () => {
  const leadingTo = (...addresses: string[]) =>
    createTargetGuard([], async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
  expect(await leadingTo('127.0.0.1').pin('shop.example.com')).toMatchObject({
    error: 'forbidden',
    cause: expect.stringContaining('TOCSIN_ALLOW_PRIVATE=shop.example.com'),
  })
  expect(await leadingTo('169.254.169.254').pin('shop.example.com')).toMatchObject({
    cause: expect.stringContaining('credentials'),
  })
  expect(await leadingTo('10.0.0.1', '93.184.215.14').pin('shop.example.com')).toEqual({
    address: '93.184.215.14',
    family: 4,
  })
})

test('a name is looked up once for a connection', async () => {
  let asked = 0
  const rebinding = createTargetGuard([], async () => [
    { address: asked++ === 0 ? '93.184.215.14' : '127.0.0.1', family: 4 },
  ])
  const pinned = await rebinding.pin('rebind.example.com')
  expect(pinned).toEqual({ address: '93.184.215.14', family: 4 })
  expect(asked).toBe(1)
})

test.each(['2130706433', '0x7f000001', '0177.0.0.1', '127.1', 'localhost', '[::1]', '0'])(
  'this machine is not reached as %s',
  async (host) => {
    // Whatever the resolver of the machine makes of a notation, what it gives is judged.
    const known = await lookup(host.replace(/[[\]]/g, '')).catch(() => undefined)
    expect(await closed.pin(host)).toMatchObject({ error: known ? 'forbidden' : 'unreachable' })
  },
)
