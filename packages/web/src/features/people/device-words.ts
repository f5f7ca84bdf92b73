/** What a browser says of itself, as far as people care: `Firefox`, `Windows`. */
export interface Device {
  browser: string
  system: string
}

// The order matters: most browsers also claim to be another one.
const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const SYSTEMS: readonly [RegExp, string][] = [
  [/\b(?:iPhone|iPod)\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** Undefined for programs, which have names of their own. */
export function deviceOf(agent: string): Device | undefined {
  const find = (known: readonly [RegExp, string][]) => known.find(([pattern]) => pattern.test(agent))?.[1]
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)]
  return browser !== undefined && system !== undefined ? { browser, system } : undefined
}

/** The first word of what a program says: `curl/8.5.0`. */
export function programOf(agent: string): string {
  return agent.trim().split(/\s/)[0] ?? ''
}
