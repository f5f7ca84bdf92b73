/** A release is called `major.minor.patch`; what follows a hyphen says nothing about what it can read. */
const RELEASE = /^(\d+)\.(\d+)\.(\d+)(?:-[0-9A-Za-z.-]+)?$/

export function isRelease(text: string): boolean {
  return RELEASE.test(text)
}

/** Negative when `a` is older than `b`, 0 when they are the same, positive when it is newer. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)]
  const apart = left.findIndex((number, index) => number !== right[index])
  return apart < 0 ? 0 : (left[apart] ?? 0) - (right[apart] ?? 0)
}

function numbersOf(release: string): number[] {
  return (RELEASE.exec(release) ?? []).slice(1, 4).map(Number)
}
