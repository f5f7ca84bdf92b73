/**
 * Puts the messages of several connections in the order in which one session can serve them: a connection's own messages in
 * order, and the next connection only when the one before has ended. So nothing of one connection ever runs inside another's
 * transaction. A connection that is only asked for while another lives waits; its own connection time-out bounds that.
 */
export class SessionQueue<Item> {
  readonly #sessions = new Map<number, (Item | 'end')[]>()

  push(session: number, item: Item | 'end'): void {
    const items = this.#sessions.get(session)
    if (items) items.push(item)
    else this.#sessions.set(session, [item])
  }

  /** The next thing to do, or undefined when there is none until another message arrives. */
  next(): { session: number; item: Item | 'end' } | undefined {
    for (const [session, items] of this.#sessions) {
      const item = items.shift()
      if (item === 'end') this.#sessions.delete(session)
      return item === undefined ? undefined : { session, item }
    }
    return undefined
  }
}
