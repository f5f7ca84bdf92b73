import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:alarms'

export const guide: Guide = {
  snsTopics: () => `options:
  topic_arns:
    - ${TOPIC}`,
  snsSubscribe: (door) => `aws sns subscribe \\
  --topic-arn ${TOPIC} \\
  --protocol ${new URL(addressOf(door)).protocol.replace(':', '')} \\
  --notification-endpoint ${addressOf(door)}`,
  cloudwatchAlarm: () => `aws cloudwatch put-metric-alarm --alarm-name checkout-5xx … \\
  --alarm-description 'severity=critical service=checkout' \\
  --alarm-actions ${TOPIC} \\
  --ok-actions ${TOPIC}`,
  eventBridge: (door) => `# EventBridge → API destinations
Endpoint:       ${addressOf(door)}
Method:         POST
Authorization:  API key
  Key name:     X-Tocsin-Secret
  Value:        ${door.hasSecret ? 'the secret of this source' : 'anything; give this source a secret to have it checked'}

# Rule: event pattern
{
  "source": ["aws.cloudwatch"],
  "detail-type": ["CloudWatch Alarm State Change"]
}`,
}
