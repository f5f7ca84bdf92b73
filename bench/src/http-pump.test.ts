import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { formatRequest, openPump, statusOfWhole } from './http-pump.ts'

test('an answer counts when it has arrived in full', () => {
  expect(statusOfWhole('HTTP/1.1 200 OK\r\nContent-Le')).toBeUndefined()
  expect(statusOfWhole('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc')).toBeUndefined()
  expect(statusOfWhole('HTTP/1.1 503 Busy\r\ncontent-length: 5\r\n\r\nabcde')).toBe(503)
  expect(statusOfWhole('HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n')).toBe(204)
  expect(statusOfWhole('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n')).toBeUndefined()
  expect(statusOfWhole('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n')).toBe(200)
})

test('more requests than connections are all answered, and a broken connection is told apart from an answer', async () => {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    if (body === 'break') return response.destroy()
    bodies.push(body)
    return response.writeHead(request.url === '/in?a=1' ? 200 : 404).end('ü')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const pump = await openPump(url, 2)
  const requests = Array.from({ length: 9 }, (_, index) => formatRequest(`${url}/in?a=1`, { body: `é${index}` }))
  expect(await Promise.all(requests.map((request) => pump.send(request)))).toEqual(Array(9).fill(200))
  expect(bodies.sort()).toEqual(Array.from({ length: 9 }, (_, index) => `é${index}`))
  expect(await pump.send(formatRequest(`${url}/elsewhere`))).toBe(404)
  expect(await pump.send(formatRequest(`${url}/in`, { body: 'break' }))).toBe(0)
  expect(await pump.send(formatRequest(`${url}/in?a=1`, { body: 'after' }))).toBe(200)
  pump.close()
  expect(await pump.send(formatRequest(url))).toBe(0)
  server.close()
})
