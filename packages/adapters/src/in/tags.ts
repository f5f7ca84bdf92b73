/**
 * Tags as labels. `service:checkout` and `service=checkout` are a label of that name, so that a tag can say to which service a check
 * belongs; the others stand together in the label `tags`, in a fixed order, so that they can be grouped by.
 */
export function tagLabels(tags: readonly string[]): Record<string, string> {
  const named: [string, string][] = []
  const plain: string[] = []
  for (const tag of tags) {
    const [, name = '', value = ''] = /^([A-Za-z_][\w.-]{0,99})[:=](\S.*)$/.exec(tag) ?? []
    if (name === '' || value.startsWith('//')) plain.push(tag)
    else named.push([name, value])
  }
  return Object.fromEntries([...(plain.length > 0 ? [['tags', [...plain].sort().join(',')] as const] : []), ...named])
}
