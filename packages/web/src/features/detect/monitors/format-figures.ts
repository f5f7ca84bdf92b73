/** `99.95 %`; never rounded up to a whole that was none. */
export function formatShare(share: number | null, locale: string): string {
  if (share === null) return '–'
  const shown = share < 1 ? Math.min(share, 0.9999) : 1
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(shown)
}

/** `85 ms`, `1.2 s`. */
export function formatLatency(ms: number | null, locale: string): string {
  if (ms === null) return '–'
  const [value, unit] = ms < 1_000 ? [ms, 'millisecond'] : [ms / 1_000, 'second']
  const digits = unit === 'second' || value < 10 ? 1 : 0
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(value)
}

export function formatNumber(value: number | null, locale: string): string {
  return value === null ? '–' : new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 }).format(value)
}
