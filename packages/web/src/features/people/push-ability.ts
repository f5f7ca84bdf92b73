/** Whether pages can appear as notifications of a browser, or what has to be done first. Pure; the browser's answers come in. */
export type PushAbility = 'ready' | 'insecure' | 'unsupported' | 'install_first' | 'denied'

export interface BrowserTraits {
  /** https, or this machine itself. */
  isSecure: boolean
  hasWorker: boolean
  hasPush: boolean
  permission: NotificationPermission | undefined
  agent: string
  /** Opened from the home screen, without the browser's bars. */
  isInstalled: boolean
}

export function calcPushAbility({
  isSecure,
  hasWorker,
  hasPush,
  permission,
  agent,
  isInstalled,
}: BrowserTraits): PushAbility {
  if (!isSecure) return 'insecure'
  // Apple gives web push to what was added to the home screen alone, and hides it from a tab.
  if (isApplePhone(agent) && !isInstalled) return 'install_first'
  if (!hasWorker || !hasPush || permission === undefined) return 'unsupported'
  return permission === 'denied' ? 'denied' : 'ready'
}

const BROWSERS: readonly [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** “Chrome, Android”: how a person tells their browsers apart. A name of its own, the same in every language. */
export function nameBrowser(agent: string): string {
  const find = (names: readonly [RegExp, string][]) => names.find(([pattern]) => pattern.test(agent))?.[1]
  return [find(BROWSERS) ?? 'Browser', find(SYSTEMS)].filter((part) => part !== undefined).join(', ')
}

function isApplePhone(agent: string): boolean {
  return /iPhone|iPad|iPod/.test(agent)
}
