import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

export const guide: Guide = {
  otlpEnvironment: (door) => `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=${addressOf(door)}
OTEL_EXPORTER_OTLP_LOGS_PROTOCOL=http/protobuf
OTEL_EXPORTER_OTLP_HEADERS='Authorization=Bearer ${door.key}'`,
  otlpCollector: (door) => `exporters:
  otlphttp/tocsin:
    logs_endpoint: ${addressOf(door)}
    headers:
      Authorization: Bearer ${door.key}
service:
  pipelines:
    logs/tocsin:
      receivers: [otlp]
      processors: [batch]
      exporters: [otlphttp/tocsin]`,
  curl: (door) => `curl -fsS ${addressOf(door)} \\
  -H 'content-type: application/json' -H 'authorization: Bearer ${door.key}' \\
  -d '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":17,"body":{"stringValue":"payment failed"}}]}]}]}'`,
}
