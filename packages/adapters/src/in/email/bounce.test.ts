import { expect, test } from 'vitest'
import { readBounce } from './bounce.ts'
import { unpackMime } from './unpack.ts'

interface Report {
  action?: string
  diagnostic?: string
  returned?: string
}

/** As Postfix writes them. */
function report({
  action = 'failed',
  diagnostic = 'smtp; 550 5.1.1 <ana@example.com>: Recipient\n    address rejected',
  returned = 'text/rfc822-headers',
}: Report = {}): string {
  return `From: MAILER-DAEMON@mx.example.net
To: reply+abc@in.example.com
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ana@example.com
Action: ${action}
Status: 5.1.1
${diagnostic === '' ? 'X-Nothing: said' : `Diagnostic-Code: ${diagnostic}`}

--B
Content-Type: ${returned}

From: Tocsin <tocsin@example.com>
X-Tocsin-Page: INC-2026-000001/p3
Subject: INC-2026-000001

--B--
`.replace(/\n/g, '\r\n')
}

async function read(raw: string, from = '') {
  const unpacked = await unpackMime(new TextEncoder().encode(raw), { from })
  if (!('mail' in unpacked)) throw new Error(JSON.stringify(unpacked))
  return readBounce(unpacked.mail)
}

test.each(['text/rfc822-headers', 'message/rfc822', 'message/rfc822-headers'])(
  'a report says which message came back and why, with %s',
  async (returned) => {
    expect(await read(report({ returned }))).toEqual({
      page: 'INC-2026-000001/p3',
      cause: '550 5.1.1 <ana@example.com>: Recipient address rejected',
    })
  },
)

test('without the words of the server its status is told', async () => {
  expect(await read(report({ diagnostic: '' }))).toMatchObject({ cause: 'status 5.1.1' })
})

test.each(['delayed', 'delivered', 'relayed', 'expanded'])('a mail that is %s has not come back', async (action) => {
  expect(await read(report({ action }))).toBeUndefined()
})

test('a server that writes in plain words is understood, and somebody who is out of office has not failed', async () => {
  const words = (text: string, from = 'MAILER-DAEMON@old.example') =>
    `From: ${from}\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program.\r\n${text}\r\n`
  const failed = `<ana@example.com>:\r\nRemote host said: 550 No such user\r\n\r\nX-Tocsin-Page: INC-2026-000002/p1`
  expect(await read(words(failed))).toEqual({ page: 'INC-2026-000002/p1', cause: 'Remote host said: 550 No such user' })
  expect(await read(words('I am away until Monday.', 'ana@example.com'))).toBeUndefined()
  expect(await read(words('550 is what the server says', 'ana@example.com'), 'ana@example.com')).toBeUndefined()
})
