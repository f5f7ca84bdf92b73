/** What the product keeps secret at rest: keys of sources, secrets of contacts, configurations of channels. */
export interface Secrets {
  /** Encrypts with the current key. The same text gives another result every time. */
  seal(text: string): string
  /** Throws {@link SecretUnreadable} when the key is not at hand or the value was damaged. */
  unseal(sealed: string): string
  /** A signature of `text`, base64url. Signatures of different purposes have nothing to do with each other. */
  mac(purpose: string, text: string): string
  /** Whether `mac` is the signature of `text` under the current key or an older one; in constant time. */
  isMac(purpose: string, text: string, mac: string): boolean
  /** As {@link isMac}, where there was room for the first bytes of a signature alone: 16 at least, anything shorter is none. */
  isMacHead(purpose: string, text: string, head: Uint8Array): boolean
  /** Whether a value was sealed with an older key, and should be sealed again. */
  isOutdated(sealed: string): boolean
  /** The current key's id, which says nothing about the key. */
  keyId: string
}

/** A value that cannot be read. The key is gone or another one, or the value is not what was written. */
export class SecretUnreadable extends Error {
  override readonly name = 'SecretUnreadable'
  readonly code: 'key_missing' | 'damaged'
  /** The id of the key that the value was sealed with, as far as it can be seen. */
  readonly keyId: string | undefined

  constructor(code: 'key_missing' | 'damaged', keyId?: string) {
    super(
      code === 'key_missing'
        ? `a secret was encrypted with the key ${keyId}, which this process does not have`
        : 'an encrypted secret is damaged',
    )
    this.code = code
    this.keyId = keyId
  }
}

/** The text of a sealed value, or undefined where it cannot be read. */
export function tryUnseal(secrets: Pick<Secrets, 'unseal'>, sealed: string): string | undefined {
  try {
    return secrets.unseal(sealed)
  } catch (error) {
    if (error instanceof SecretUnreadable) return undefined
    throw error
  }
}
