import type { Guide, GuideDoor } from '../door.ts'

/** The address that takes the place of `https://api.opsgenie.com`. */
function hostOf({ addresses: [address = ''] }: GuideDoor): string {
  return address.replace(/\/v2\/alerts$/, '')
}

export const guide: Guide = {
  opsgenieSdk: (door) => `const opsgenie = require('opsgenie-sdk')

opsgenie.configure({ api_key: '${door.key}', host: '${hostOf(door)}' })`,
  opsgenieAlertmanager: (door) => `global:
  opsgenie_api_url: ${hostOf(door)}/
  opsgenie_api_key: ${door.key}`,
  curl: (door) => `curl -fsS ${hostOf(door)}/v2/alerts \\
  -H 'content-type: application/json' -H 'authorization: GenieKey ${door.key}' \\
  -d '{"message":"DiskFull on db-1","alias":"disk-db-1","priority":"P1","tags":["service:payment-api"]}'`,
  curlResolve: (door) => `curl -fsS -X POST '${hostOf(door)}/v2/alerts/disk-db-1/close?identifierType=alias' \\
  -H 'content-type: application/json' -H 'authorization: GenieKey ${door.key}' -d '{}'`,
}
