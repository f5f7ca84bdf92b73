const hourMs = 3_600_000

export interface Hour {
  hour: string
  signals: number
  problems: number
}

/** The hour that runs and the 23 before it, the oldest first, with zeros where the server has nothing to tell. */
export function lastDay(hours: readonly Hour[], nowMs: number): { at: number; signals: number; problems: number }[] {
  const running = nowMs - (nowMs % hourMs)
  const known = new Map(hours.map((each) => [Date.parse(each.hour), each]))
  return Array.from({ length: 24 }, (_, index) => {
    const at = running - (23 - index) * hourMs
    const { signals = 0, problems = 0 } = known.get(at) ?? {}
    return { at, signals, problems }
  })
}
