import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'

/** The words that monitoring systems use, in lower case. Free text is the rule here, so the list is wide. */
const WORDS: ReadonlyMap<string, SourceSeverity> = new Map<string, SourceSeverity>([
  ...words(
    'critical',
    'crit',
    'fatal',
    'disaster',
    'emergency',
    'emerg',
    'alert',
    'page',
    'blocker',
    'p1',
    'sev1',
    'sev0',
  ),
  ...words('high', 'error', 'err', 'major', 'severe', 'p2', 'sev2'),
  ...words('medium', 'warning', 'warn', 'average', 'moderate', 'p3', 'sev3'),
  ...words('low', 'minor', 'ticket', 'p4', 'sev4'),
  ...words('info', 'information', 'informational', 'notice', 'debug', 'none', 'p5', 'sev5'),
  ...words('unknown'),
])

function words(severity: SourceSeverity, ...others: string[]): [string, SourceSeverity][] {
  return [severity, ...others].map((word) => [word, severity])
}

/** The severity that a sender's word means, in any case; undefined when it means none that we know. */
export function parseSeverity(text: string): SourceSeverity | undefined {
  return WORDS.get(text) ?? WORDS.get(text.trim().toLowerCase())
}
