/** A turn of a step whose targets take turns, as the fact of the step has it. */
export interface Turn {
  key: string
  number: number
  /** How many were passed over, because the turn would have been lost on them. */
  over?: number
}

/** The turn of the next incident: of whoever follows the one who took this. */
export function nextTurn({ number, over = 0 }: Turn): number {
  return number + over + 1
}
