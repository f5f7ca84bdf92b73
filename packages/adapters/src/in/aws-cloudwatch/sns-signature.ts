/** The signature of SNS (docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html): RSA over some fields, a line each. */
import { verify, X509Certificate } from 'node:crypto'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { textAt } from '../field-path.ts'
import { type Fields, field } from '../fields.ts'

const ALGORITHMS: ReadonlyMap<string | undefined, string> = new Map([
  ['1', 'RSA-SHA1'],
  ['2', 'RSA-SHA256'],
])

/** Whether there is a signature of a version that we know. */
export function hasSignature(fields: Fields): boolean {
  return ALGORITHMS.has(textAt(fields, 'SignatureVersion')) && textAt(fields, 'Signature') !== undefined
}

/** A sentence that says what is wrong with a signature; undefined when it is that of the certificate, in PEM. */
export function checkSignature(fields: Fields, pem: string, at: Instant): string | undefined {
  const algorithm = ALGORITHMS.get(textAt(fields, 'SignatureVersion'))
  const signature = Buffer.from(textAt(fields, 'Signature') ?? '', 'base64')
  const certificate = readCertificate(pem, at)
  if (certificate === undefined) return 'the certificate of its signature cannot be read, or is not valid now'
  const isRight =
    algorithm !== undefined &&
    signedTexts(fields).some((text) => verify(algorithm, Buffer.from(text), certificate.publicKey, signature))
  return isRight ? undefined : 'its signature is wrong'
}

function readCertificate(pem: string, at: Instant): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem)
    const isValid = Date.parse(certificate.validFrom) <= at && at <= Date.parse(certificate.validTo)
    return isValid && certificate.publicKey.asymmetricKeyType === 'rsa' ? certificate : undefined
  } catch {
    // What was fetched is no certificate; the sentence for that is the caller's.
    return undefined
  }
}

const OF_NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
const OF_CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']

/** What was signed: names and values of fields, a line each, in this order. Libraries differ on the token of a farewell. */
function signedTexts(fields: Fields): string[] {
  const textOf = (names: readonly string[]) =>
    names
      .flatMap((name) => {
        const value = field(fields, name)
        return typeof value === 'string' ? [`${name}\n${value}\n`] : []
      })
      .join('')
  if (field(fields, 'Type') === 'Notification') return [textOf(OF_NOTIFICATION)]
  const texts = [textOf(OF_CONFIRMATION)]
  if (field(fields, 'Type') === 'UnsubscribeConfirmation')
    texts.push(textOf(OF_CONFIRMATION.filter((name) => name !== 'Token')))
  return texts
}
