/** Prints what an address answers to a key. A process of its own: it trusts our certificate. */
const [url = '', key = ''] = process.argv.slice(2)
const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } })
console.log(await response.text())
