import type { Guide } from '../door.ts'
import { addressOf, curlText } from '../guide-text.ts'

const CHANGE = {
  summary: 'Checkout 1.42.0 is live',
  service: 'checkout',
  kind: 'deployment',
  outcome: 'succeeded',
  environment: 'production',
  revision: '1.42.0',
  actor: 'ana',
  link: 'https://ci.example.com/runs/1042',
}

export const guide: Guide = {
  curl: (door) => curlText(addressOf(door), CHANGE, door),
  changeScript: (door) => `#!/bin/sh
# The last step of a deployment; a failure to tell of it fails nothing.
jq -n --arg summary "Deployed $APP $VERSION" --arg service "$APP" --arg revision "$VERSION" \\
  --arg actor "$(id -un)" --arg link "$BUILD_URL" \\
  '{summary: $summary, service: $service, kind: "deployment", outcome: "succeeded", revision: $revision, actor: $actor, link: $link}' |
  curl -fsS --retry 3 ${addressOf(door)} \\
    -H 'content-type: application/json'${door.hasSecret ? ` -H "x-tocsin-secret: $TOCSIN_SECRET"` : ''} -d @- || true`,
}
