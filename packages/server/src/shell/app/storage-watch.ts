/** Watches the disk of the embedded database: doors stop taking what could not be kept before it is full, and people are told sooner. */
import { statfs } from 'node:fs/promises'

export interface StorageState {
  freeBytes: number
  /** Little is left: shown in the console. */
  isLow: boolean
  /** Doors answer that they are busy. What is stored already goes on being worked on. */
  isFull: boolean
}

const LOW_BYTES = 2 * 1024 ** 3
const FULL_BYTES = 256 * 1024 ** 2

export async function readStorage(folder: string): Promise<StorageState> {
  const { bavail, bsize } = await statfs(folder)
  const freeBytes = bavail * bsize
  return { freeBytes, isLow: freeBytes < LOW_BYTES, isFull: freeBytes < FULL_BYTES }
}
