const units: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' }

/** `5m`, as the server writes durations, in the words of a language; what is not of that shape stays as it is. */
export function durationWords(text: string, language: string): string {
  const parts = [...text.matchAll(/(\d+)([smhdw])/g)]
  if (parts.map(([whole]) => whole).join('') !== text || parts.length === 0) return text
  return parts.map(([, count, unit]) => amount(Number(count), units[unit ?? ''] ?? 'minute', language)).join(' ')
}

/** A span in its largest whole unit. */
export function spanWords(spanMs: number, language: string): string {
  const seconds = Math.max(1, Math.round(Math.abs(spanMs) / 1_000))
  if (seconds < 120) return amount(seconds, 'second', language)
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? amount(minutes, 'minute', language) : amount(Math.round(minutes / 60), 'hour', language)
}

function amount(count: number, unit: string, language: string): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}
