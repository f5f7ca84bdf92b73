/** What this browser remembers for its reader. Storage may be refused or full; then nothing is remembered. */
export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(`tocsin.${name}`)
  } catch {
    return null
  }
}

export function writePreference(name: string, value: string): void {
  try {
    localStorage.setItem(`tocsin.${name}`, value)
  } catch {
    // The choice holds until the page is left.
  }
}
