/** Which key press means what. A binding is `a`, `?`, `enter`, `mod+k`, `shift+a` or two keys in a row: `g i`. */
export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** Whether one press is the (single) stroke that is written. `mod` is ⌘ or Ctrl. */
export function matchesStroke(press: KeyPress, stroke: string): boolean {
  const parts = stroke.split('+')
  const key = parts.at(-1) ?? ''
  const wantsMod = parts.includes('mod')
  const wantsShift = parts.includes('shift')
  if ((press.ctrlKey || press.metaKey) !== wantsMod || press.altKey) return false
  if (press.key.toLowerCase() !== key) return false
  const isLetter = /^[a-z]$/.test(key) || key.length > 1
  return !isLetter || press.shiftKey === wantsShift
}

/** Which of the bindings a press completes, given the press before it (or none, or one too long ago). */
export function matchBinding<T extends { binding: string }>(
  bindings: readonly T[],
  press: KeyPress,
  before: KeyPress | undefined,
): T | undefined {
  const pairs = bindings.filter(({ binding }) => binding.includes(' '))
  const pair = before && pairs.find(({ binding }) => matchesPair(binding, before, press))
  if (pair) return pair
  const isSecond = before !== undefined && pairs.some(({ binding }) => matchesStroke(before, firstOf(binding)))
  if (isSecond) return undefined
  return bindings.find(({ binding }) => !binding.includes(' ') && matchesStroke(press, binding))
}

/** Whether a press may begin one of the two-key bindings. */
export function beginsPair(bindings: readonly { binding: string }[], press: KeyPress): boolean {
  return bindings.some(({ binding }) => binding.includes(' ') && matchesStroke(press, firstOf(binding)))
}

function matchesPair(binding: string, before: KeyPress, press: KeyPress): boolean {
  const [first, second] = binding.split(' ')
  return first !== undefined && second !== undefined && matchesStroke(before, first) && matchesStroke(press, second)
}

function firstOf(binding: string): string {
  return binding.split(' ')[0] ?? ''
}
