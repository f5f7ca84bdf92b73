import { expect, test } from 'vitest'
import { createAddressGuard, LINK_LOCAL_RANGES } from './address-guard.ts'

const isAllowed = createAddressGuard(LINK_LOCAL_RANGES)

test('link-local and metadata addresses are refused in every spelling', () => {
  const refused = [
    '169.254.169.254',
    '169.254.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fd00:ec2::254',
  ]
  expect(refused.filter(isAllowed)).toEqual([])
})

test('loopback, private and public addresses are allowed by default', () => {
  const allowed = [
    '127.0.0.1',
    '::1',
    '10.1.2.3',
    '192.168.0.9',
    'fd12::1',
    '8.8.8.8',
    '2606:4700::1111',
    '64:ff9b::808:808',
  ]
  expect(allowed.filter((address) => !isAllowed(address))).toEqual([])
})

test('an installation can refuse private networks too', () => {
  const strict = createAddressGuard([...LINK_LOCAL_RANGES, '10.0.0.0/8', '127.0.0.0/8', '::1/128'])
  expect(['10.1.2.3', '127.0.0.1', '::1'].filter(strict)).toEqual([])
  expect(strict('8.8.8.8')).toBe(true)
})

test.each(['10.0.0.0', '10.0.0.0/33', 'example.com/8', '', '10.0.0.0/x', '::1/129'])(
  'the range “%s” is refused',
  (range) => {
    expect(() => createAddressGuard([range])).toThrow(TypeError)
  },
)
