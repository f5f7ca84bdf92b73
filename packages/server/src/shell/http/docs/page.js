// Shows the description of the API as a list of operations. Plain DOM calls, so that no text of the description is ever HTML.

/** @param {string} tag @param {Record<string, string>} attributes @param {(Node | string)[]} children */
function element(tag, attributes, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

/** The schema with its references put in, to a depth that people still read. */
function resolved(schema, components, depth = 0) {
  if (schema === null || typeof schema !== 'object') return schema
  if (Array.isArray(schema)) return schema.map((each) => resolved(each, components, depth))
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1)
    return depth > 4 ? `→ ${name}` : resolved(components[name], components, depth + 1)
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolved(value, components, depth)]))
}

/** A schema as a person would write an example of it: field names with their types. */
function sketch(schema) {
  if (schema === null || typeof schema !== 'object') return schema
  const choices = schema.oneOf ?? schema.anyOf
  if (choices)
    return choices
      .map(sketch)
      .map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))
      .join(' | ')
  if (schema.enum) return schema.enum.join(' | ')
  if (schema.const !== undefined) return String(schema.const)
  if (schema.type === 'array') return [sketch(schema.items ?? {})]
  if (schema.properties) {
    const required = new Set(schema.required ?? [])
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, value]) => [required.has(name) ? name : `${name}?`, sketch(value)]),
    )
  }
  return schema.format ? `${schema.type} (${schema.format})` : (schema.type ?? 'any')
}

function block(title, schema, components) {
  if (!schema) return []
  const text = JSON.stringify(sketch(resolved(schema, components)), null, 2)
  return [element('h4', {}, title), element('pre', {}, text)]
}

function parameters(list = [], components = {}) {
  if (list.length === 0) return []
  const items = list.map(({ name, in: place, required, schema, description }) => {
    const type = JSON.stringify(sketch(resolved(schema, components)))
    const notes = [place, required ? 'required' : 'optional', description].filter(Boolean).join(', ')
    return element('li', {}, element('code', {}, `${name}: ${type}`), ` ${notes}`)
  })
  return [element('h4', {}, 'Parameters'), element('ul', {}, ...items)]
}

function operationNode(path, method, operation, components) {
  const answers = Object.entries(operation.responses ?? {}).flatMap(([status, { content }]) =>
    status.startsWith('2') ? block(`Answer ${status}`, content?.['application/json']?.schema ?? null, components) : [],
  )
  const node = element(
    'details',
    {},
    element(
      'summary',
      {},
      element('span', { class: 'method' }, method.toUpperCase()),
      element('code', {}, path),
      ` ${operation.summary ?? ''}`,
    ),
    ...(operation.description ?? '').split('\n\n').map((text) => element('p', {}, text)),
    ...parameters(operation.parameters, components),
    ...block('Body', operation.requestBody?.content?.['application/json']?.schema, components),
    ...answers,
  )
  node.dataset.text = `${method} ${path} ${operation.summary} ${operation.operationId}`.toLowerCase()
  return node
}

function show(description) {
  const components = description.components?.schemas ?? {}
  const byTag = new Map()
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const [tag = 'other'] = operation.tags ?? []
      byTag.set(tag, [...(byTag.get(tag) ?? []), operationNode(path, method, operation, components)])
    }
  }
  document.querySelector('#about').textContent = description.info.description
  const sections = [...byTag].map(([tag, nodes]) => element('section', {}, element('h2', {}, tag), ...nodes))
  document.querySelector('#operations').replaceChildren(...sections)
}

function filter(event) {
  const words = event.target.value.toLowerCase().split(/\s+/)
  for (const node of document.querySelectorAll('details')) {
    node.hidden = !words.every((word) => node.dataset.text.includes(word))
  }
  for (const section of document.querySelectorAll('section')) {
    section.hidden = section.querySelector('details:not([hidden])') === null
  }
}

const response = await fetch('/api/v1/openapi.json')
if (response.ok) show(await response.json())
else document.querySelector('#operations').textContent = `The description could not be loaded (${response.status}).`
document.querySelector('#filter').addEventListener('input', filter)
