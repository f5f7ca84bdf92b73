/**
 * Metric rules to begin with: the usual questions, in the words of each system that can answer them. Names of metrics and tables are
 * those that one would expect, and are to be replaced. The first is the brief's own: payments below 95 % over five minutes are P1.
 */
export interface MetricTemplate {
  /** The key of its texts in the console: `monitors.template.<id>`. */
  id: string
  layer: 'infrastructure' | 'application' | 'business'
  severity: 'critical' | 'high'
  /** With the severity it makes the priority, by the matrix: company-wide and critical is P1. */
  scope: 'company_wide' | 'department'
  settings: {
    window?: string
    reduce: 'avg' | 'last' | 'max'
    compare: 'above' | 'below'
    warning?: number
    critical: number
    unit: string
  }
  /** By the system of the data source. */
  queries: Readonly<Record<string, string>>
}

export const METRIC_TEMPLATES: readonly MetricTemplate[] = [
  {
    id: 'payment_success',
    ...{ layer: 'business', severity: 'critical', scope: 'company_wide' },
    settings: { reduce: 'last', compare: 'below', warning: 98, critical: 95, unit: '%', window: '5m' },
    queries: {
      prometheus: '100 * sum(increase(payments_total{status="success"}[5m])) / (sum(increase(payments_total[5m])) > 0)',
      signoz: '100 * sum(increase(payments_total{status="success"}[5m])) / (sum(increase(payments_total[5m])) > 0)',
      postgres:
        "select 100.0 * count(*) filter (where status = 'success') / nullif(count(*), 0) as value\nfrom payments where created_at >= :from and created_at < :to",
      loki: '100 * sum(count_over_time({app="payments"} |= "status=success" [5m])) / sum(count_over_time({app="payments"} [5m]))',
      elastic:
        '{"query":{"range":{"@timestamp":{"gte":{{from}},"lt":{{to}},"format":"epoch_millis"}}},"aggs":{"value":{"avg":{"script":"doc[\'status.keyword\'].value == \'success\' ? 100 : 0"}}}}',
    },
  },
  {
    id: 'error_rate',
    ...{ layer: 'application', severity: 'critical', scope: 'department' },
    settings: { reduce: 'last', compare: 'above', warning: 1, critical: 5, unit: '%', window: '5m' },
    queries: {
      prometheus: '100 * sum(rate(http_requests_total{status=~"5.."}[5m])) / (sum(rate(http_requests_total[5m])) > 0)',
      signoz: '100 * sum(rate(http_requests_total{status=~"5.."}[5m])) / (sum(rate(http_requests_total[5m])) > 0)',
      loki: 'sum(rate({app="web"} |= "level=error" [5m]))',
      elastic: 'log.level:error AND service.name:web',
    },
  },
  {
    id: 'disk_space',
    ...{ layer: 'infrastructure', severity: 'high', scope: 'department' },
    settings: { reduce: 'last', compare: 'below', warning: 20, critical: 10, unit: '%' },
    queries: {
      prometheus: '100 * node_filesystem_avail_bytes{fstype!~"tmpfs|overlay"} / node_filesystem_size_bytes',
      cloudwatch:
        "SEARCH('{AWS/RDS,DBInstanceIdentifier} MetricName=\"FreeStorageSpace\"', 'Minimum', 300) / 1073741824",
      postgres: 'select 100 - 100.0 * pg_database_size(current_database()) / (100 * 1024 ^ 3) as value',
    },
  },
]
