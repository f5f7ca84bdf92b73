import type { Guide, GuideDoor } from '../door.ts'
import { addressOf, curlText } from '../guide-text.ts'

const DEPLOYED = {
  action: 'created',
  deployment_status: { state: 'success', environment: 'production' },
  deployment: { sha: '3f786850e387550fdab836ed7e6dc881de23001b', ref: 'main' },
  repository: { full_name: 'acme/checkout', html_url: 'https://github.com/acme/checkout' },
  sender: { login: 'ana' },
}

export const guide: Guide = {
  githubWebhook: (door) => `Payload URL:   ${addressOf(door)}
Content type:  application/json
Secret:        ${door.hasSecret ? 'the secret of this source' : 'one that you also give to this source'}
Events:        Deployments, Deployment statuses, Workflow runs, Pushes, Releases`,
  githubCli: (door) => `gh api repos/OWNER/REPOSITORY/hooks --method POST --input - <<'JSON'
${JSON.stringify(
  {
    name: 'web',
    active: true,
    events: ['deployment', 'deployment_status', 'workflow_run', 'push', 'release'],
    config: { url: addressOf(door), content_type: 'json', secret: '<the secret>' },
  },
  undefined,
  2,
)}
JSON`,
  curl: command,
}

/** With a secret the body has to be signed, as GitHub does it. */
function command(door: GuideDoor): string {
  if (!door.hasSecret) return curlText(addressOf(door), DEPLOYED, door)
  return `body='${JSON.stringify(DEPLOYED)}'
curl -fsS ${addressOf(door)} \\
  -H 'content-type: application/json' -H 'x-github-event: deployment_status' \\
  -H "x-hub-signature-256: sha256=$(printf %s "$body" | openssl dgst -sha256 -hmac "$TOCSIN_SECRET" -r | cut -d' ' -f1)" \\
  -d "$body"`
}
