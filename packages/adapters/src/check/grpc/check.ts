/** gRPC: what a server says of its own health, by the standard service grpc.health.v1. */
import { z } from 'zod'
import { defineCheck, failed, isNetError, netReport, passed, settingsForm } from '../check.ts'
import { hostField, portField, verifyField } from '../fields.ts'
import { decodeReply, encodeRequest } from './message.ts'

const UNIMPLEMENTED = '12'
const NOT_FOUND = '5'

export const grpcCheck = defineCheck({
  kind: 'grpc',
  settings: settingsForm({
    host: hostField,
    port: portField(),
    /** The full name of a service; without one the server as a whole is asked for. */
    service: z.string('expected a name').max(500).default(''),
    tls: z.boolean('expected true or false').default(false),
    verify: verifyField,
  }),
  secret: 'the value of the metadata authorization',
  target: ({ host, port, service }) => (service === '' ? `${host}:${port}` : `${host}:${port} ${service}`),
  async run({ host, port, service, tls, verify }, { net, secret }) {
    const answer = await net.http2({
      host,
      port,
      ...(tls && { tls: { isVerified: verify } }),
      path: '/grpc.health.v1.Health/Check',
      headers: { 'content-type': 'application/grpc', te: 'trailers', ...(secret && { authorization: secret }) },
      body: encodeRequest(service),
    })
    if (isNetError(answer)) return netReport(answer)
    if (answer.status !== 200) return failed(`HTTP status ${answer.status}`)
    // A server that refuses at once has its trailers in the place of headers.
    const code = answer.trailers['grpc-status'] ?? answer.headers['grpc-status']
    if (code === UNIMPLEMENTED) return failed('the server does not offer grpc.health.v1.Health')
    if (code === NOT_FOUND) return failed(`the server knows no service “${service}”`)
    if (code !== '0') return failed(`grpc-status ${code ?? 'missing'} ${answer.trailers['grpc-message'] ?? ''}`.trim())
    const status = decodeReply(answer.body)
    if (status === undefined) return failed('the reply is none of grpc.health.v1')
    return status === 'SERVING' ? passed('SERVING') : failed(status)
  },
})
