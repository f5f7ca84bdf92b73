/** Moves the focus from bar to bar: sideways within a lane, up and down to the bar of the next lane that lies nearest. */
export function travelBars(event: { key: string; target: EventTarget; preventDefault(): void }, chart: Element): void {
  const from = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-bar]') : null
  const lane = from?.closest('[data-lane]')
  if (!from || !lane) return
  const next = nextBar(event.key, from, lane, chart)
  if (!next) return
  event.preventDefault()
  next.focus()
}

function nextBar(key: string, from: HTMLElement, lane: Element, chart: Element): HTMLElement | undefined {
  const bars = barsOf(lane)
  const at = bars.indexOf(from)
  if (key === 'ArrowRight') return bars[at + 1]
  if (key === 'ArrowLeft') return bars[at - 1]
  if (key === 'Home') return bars[0]
  if (key === 'End') return bars.at(-1)
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined
  const lanes = [...chart.querySelectorAll('[data-lane]')].filter((each) => barsOf(each).length > 0)
  const other = lanes[lanes.indexOf(lane) + (key === 'ArrowDown' ? 1 : -1)]
  if (!other) return undefined
  const left = from.getBoundingClientRect().left
  const distance = (bar: HTMLElement) => Math.abs(bar.getBoundingClientRect().left - left)
  return barsOf(other).sort((a, b) => distance(a) - distance(b))[0]
}

function barsOf(lane: Element): HTMLElement[] {
  return [...lane.querySelectorAll<HTMLElement>('[data-bar]')]
}
