import { parseSync } from 'vite'

// TypeScript 7 ships no compiler API, so the checks read the syntax tree of the parser that already builds the console.
// Only what the checks need is typed: a node is its type, its place, and whatever else it carries.

export type SyntaxNode = { readonly type: string; readonly start: number; readonly end: number } & {
  readonly [key: string]: unknown
}

/** Parses one TypeScript or TSX text. Throws with the parser's own message when the text is not valid. */
export function parseSource(path: string, text: string): SyntaxNode {
  const { program, errors } = parseSync(path, text)
  const [first] = errors
  if (first) throw new Error(`${path}: ${first.message}`)
  return program as unknown as SyntaxNode
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** The nodes directly below a node, each with the name of the field that holds it. */
export function* childrenOf(node: SyntaxNode): Generator<{ key: string; child: SyntaxNode }> {
  for (const [key, value] of Object.entries(node)) {
    if (isNode(value)) yield { key, child: value }
    else if (Array.isArray(value)) for (const child of value) if (isNode(child)) yield { key, child }
  }
}

export type Place = { readonly node: SyntaxNode; readonly parent: SyntaxNode | undefined; readonly key: string }

/** Every node below (and including) a node, parents before children. */
export function* placesIn(node: SyntaxNode, parent?: SyntaxNode, key = ''): Generator<Place> {
  yield { node, parent, key }
  for (const next of childrenOf(node)) yield* placesIn(next.child, node, next.key)
}

/** The name of an identifier node, or undefined for any other node. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  return node.type === 'Identifier' || node.type === 'JSXIdentifier' ? String(node.name) : undefined
}

/** `a.b` as text for an access without computed keys, else undefined. */
export function dottedName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'MemberExpression' && node.computed !== true) {
    const object = dottedName(node.object)
    return object === undefined ? undefined : `${object}.${nameOf(node.property) ?? '?'}`
  }
  if (node.type === 'MetaProperty') return `${nameOf(node.meta)}.${nameOf(node.property)}`
  return nameOf(node)
}

const keyOnly = new Set(['Property', 'MethodDefinition', 'PropertyDefinition', 'AccessorProperty', 'ImportAttribute'])
const typeKeyOnly = new Set(['TSPropertySignature', 'TSMethodSignature', 'TSEnumMember', 'TSNamedTupleMember'])
const specifiers = new Set(['ImportSpecifier', 'ExportSpecifier', 'ImportDefaultSpecifier', 'ImportNamespaceSpecifier'])

/** Whether an identifier stands for a value or a type, and is not merely the name of a member, key, label or import. */
export function isReference({ node, parent, key }: Place): boolean {
  if (node.type !== 'Identifier' || !parent) return false
  if (parent.type === 'MemberExpression') return key === 'object' || parent.computed === true
  if (parent.type === 'TSQualifiedName') return key === 'left'
  if (keyOnly.has(parent.type) || typeKeyOnly.has(parent.type)) return key !== 'key' || parent.computed === true
  if (specifiers.has(parent.type) || parent.type === 'MetaProperty' || parent.type === 'TSImportType') return false
  return key !== 'label'
}

/** Names that the text itself binds anywhere (imports, variables, parameters, types): not the globals of that name. */
export function namesBoundIn(program: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { node } of placesIn(program)) {
    for (const pattern of patternsOf(node)) collectPattern(pattern, names)
  }
  return names
}

function patternsOf(node: SyntaxNode): readonly unknown[] {
  if (specifiers.has(node.type)) return [node.local]
  if (node.type === 'VariableDeclarator' || node.type === 'TSTypeAliasDeclaration') return [node.id]
  if (node.type === 'ClassDeclaration' || node.type === 'TSInterfaceDeclaration') return [node.id]
  if (node.type === 'CatchClause') return [node.param]
  if (isFunction(node)) return [node.id, ...(Array.isArray(node.params) ? node.params : [])]
  return []
}

function collectPattern(pattern: unknown, into: Set<string>): void {
  if (!isNode(pattern)) return
  const name = nameOf(pattern)
  if (name !== undefined) into.add(name)
  else if (pattern.type === 'AssignmentPattern') collectPattern(pattern.left, into)
  else if (pattern.type === 'RestElement') collectPattern(pattern.argument, into)
  else if (pattern.type === 'Property') collectPattern(pattern.value, into)
  else if (pattern.type.endsWith('Pattern')) for (const { child } of childrenOf(pattern)) collectPattern(child, into)
}

export function isFunction(node: SyntaxNode): boolean {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  )
}
