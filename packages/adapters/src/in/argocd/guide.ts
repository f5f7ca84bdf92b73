import type { Guide, GuideDoor } from '../door.ts'
import { addressOf, curlText } from '../guide-text.ts'

/** Where each field of the template comes from. */
const FIELDS: readonly (readonly [name: string, path: string])[] = [
  ['name', 'metadata name'],
  ['namespace', 'metadata namespace'],
  ['service', 'metadata labels service'],
  ['project', 'spec project'],
  ['repoURL', 'spec source repoURL'],
  ['path', 'spec source path'],
  ['targetRevision', 'spec source targetRevision'],
  ['revision', 'status sync revision'],
  ['phase', 'status operationState phase'],
  ['health', 'status health status'],
  ['sync', 'status sync status'],
  ['startedAt', 'status operationState startedAt'],
  ['finishedAt', 'status operationState finishedAt'],
  ['message', 'status operationState message'],
  ['initiatedBy', 'status operationState operation initiatedBy username'],
  ['images', 'status summary images'],
  ['cluster', 'spec destination server'],
  ['destNamespace', 'spec destination namespace'],
]

/** `dig` forgives what an application lacks (`source`, where there are several; `operationState` before its first sync), and `toJson` quotes. */
function bodyOf(event: string): string {
  const fields = FIELDS.map(([name, path]) => {
    const keys = path.split(' ').map((key) => JSON.stringify(key))
    return `"${name}":{{toJson (dig ${keys.join(' ')} "" .app)}}`
  })
  const url = '"url":"{{.context.argocdUrl}}/applications/{{.app.metadata.namespace}}/{{.app.metadata.name}}"'
  return `{"schema":"tocsin/argocd/1","event":"${event}","app":{${[...fields, url].join(',')}}}`
}

const SYNCED = 'app.status.operationState != nil and app.status.operationState.phase'

/** A sync is told of once, however often its health turns after it; health each time that it turns. */
const TRIGGERS: readonly (readonly [event: string, when: string, oncePer?: string])[] = [
  [
    'on-deployed',
    `${SYNCED} in ['Succeeded'] and app.status.health.status == 'Healthy'`,
    'app.status.operationState.finishedAt',
  ],
  ['on-sync-failed', `${SYNCED} in ['Error', 'Failed']`, 'app.status.operationState.finishedAt'],
  ['on-health-degraded', "app.status.health.status == 'Degraded'"],
  ['on-healthy', "app.status.health.status == 'Healthy'"],
]

function configMap(door: GuideDoor): string {
  const header = door.hasSecret
    ? `
    headers:
      - name: Authorization
        value: Bearer $tocsin-secret`
    : ''
  const templates = TRIGGERS.map(
    ([event]) => `  template.tocsin-${event}: |
    webhook:
      tocsin:
        method: POST
        body: |
          ${bodyOf(event)}`,
  )
  const triggers = TRIGGERS.map(
    ([event, when, oncePer]) => `  trigger.tocsin-${event}: |
    - when: ${when}${oncePer === undefined ? '' : `\n      oncePer: ${oncePer}`}
      send: [tocsin-${event}]`,
  )
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-notifications-cm
  namespace: argocd
data:
  service.webhook.tocsin: |
    url: ${addressOf(door)}${header}
${[...templates, ...triggers].join('\n')}
  subscriptions: |
    - recipients: [tocsin]
      triggers: [${TRIGGERS.map(([event]) => `tocsin-${event}`).join(', ')}]`
}

const DEPLOYED = {
  event: 'on-deployed',
  app: {
    name: 'checkout',
    namespace: 'argocd',
    revision: '3f786850e387550fdab836ed7e6dc881de23001b',
    phase: 'Succeeded',
    health: 'Healthy',
  },
}

export const guide: Guide = {
  argocdConfigMap: configMap,
  curl: (door) => curlText(addressOf(door), DEPLOYED, door),
}
