/** Formats of one kind, one for each language (and whatever else they depend on): making one costs more than using it a hundred times. */
export function keepFormats<Of extends readonly string[], Format>(make: (...of: Of) => Format): (...of: Of) => Format {
  const made = new Map<string, Format>()
  return (...of) => {
    const key = of.join(' ')
    const known = made.get(key)
    if (known !== undefined) return known
    const fresh = make(...of)
    made.set(key, fresh)
    return fresh
  }
}
