import type { Guide } from '../door.ts'
import { addressOf, curlText } from '../guide-text.ts'

export const guide: Guide = {
  curl: (door) =>
    curlText(addressOf(door), { id: 'disk-db-1', title: 'DiskFull on db-1', level: 'critical', ok: false }, door),
  curlResolve: (door) => curlText(addressOf(door), { id: 'disk-db-1', title: 'DiskFull on db-1', ok: true }, door),
}
