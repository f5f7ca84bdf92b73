import type { Guide, GuideDoor } from '../door.ts'
import { addressOf } from '../guide-text.ts'

const DEPLOYED = {
  object_kind: 'deployment',
  status: 'success',
  environment: 'production',
  short_sha: '3f786850',
  project: { path_with_namespace: 'acme/checkout', web_url: 'https://gitlab.com/acme/checkout' },
  user: { username: 'ana' },
}

export const guide: Guide = {
  gitlabWebhook: (door) => `URL:           ${addressOf(door)}
Secret token:  ${door.hasSecret ? 'the secret of this source' : 'one that you also give to this source'}
Trigger:       Push events, Pipeline events, Releases events, Deployment events`,
  gitlabCli: (door) => `curl -fsS --request POST "https://gitlab.com/api/v4/projects/$PROJECT_ID/hooks" \\
  --header "PRIVATE-TOKEN: $GITLAB_TOKEN" \\
  --data-urlencode 'url=${addressOf(door)}' \\
  --data-urlencode "token=$TOCSIN_SECRET" \\
  --data 'push_events=true&pipeline_events=true&releases_events=true&deployment_events=true'`,
  curl: command,
}

/** GitLab has a header of its own for the secret. */
function command(door: GuideDoor): string {
  const token = door.hasSecret ? ` \\\n  -H "x-gitlab-token: $TOCSIN_SECRET"` : ''
  return `curl -fsS ${addressOf(door)} \\
  -H 'content-type: application/json'${token} \\
  -d '${JSON.stringify(DEPLOYED)}'`
}
