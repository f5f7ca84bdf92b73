/** What the world has done is to be written down, also when the database is away for a moment: else it is done once more. */

/**
 * Tries again after each of the pauses. Writing twice must be as good as once: what was lost may only have been the answer.
 *
 * @param pausesMs how long it waits before each further try
 * @param failed told of every failure but the last
 * @throws what the last try threw
 */
export async function writePatiently(
  write: () => Promise<void>,
  pausesMs: readonly number[],
  sleep: (ms: number) => Promise<void>,
  failed: (error: unknown) => void = () => undefined,
): Promise<void> {
  for (const pause of pausesMs) {
    try {
      return await write()
    } catch (error) {
      failed(error)
      await sleep(pause)
    }
  }
  await write()
}
