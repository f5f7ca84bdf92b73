import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

export const guide: Guide = {
  statuscakeContactGroup: addressOf,
  curl: (door) => form(addressOf(door), 'Down', 503),
  curlResolve: (door) => form(addressOf(door), 'Up', 200),
}

function form(address: string, status: string, code: number): string {
  return `curl -fsS ${address} \\
  -d Name=Checkout -d URL=https://checkout.example.com -d Status=${status} -d StatusCode=${code} \\
  -d Tags=service:checkout -d "Token=$STATUSCAKE_TOKEN"`
}
