import type { Net } from '@tocsin/adapters/out/net.ts'
import type { OpenSocket } from '@tocsin/adapters/out/socket.ts'
import { type Clock, systemClock } from './clock.ts'
import { createIds, type Ids } from './ids.ts'
import { createSystemNet, type NetOptions, type SystemNet } from './net.ts'
import { createSocketClient } from './socket-client.ts'

/** Everything that the server does not decide itself: time, chance and the outside world. The simulator brings its own. */
export interface Ports {
  clock: Clock
  ids: Ids
  net: Net
  /** Absent where nothing is to be listened to: in the simulator and the demo. */
  openSocket?: OpenSocket
}

export interface SystemPorts extends Ports {
  net: SystemNet
}

/** The ports of production. Whoever creates them calls `net.close()` in the end. */
export function createSystemPorts(options: NetOptions = {}): SystemPorts {
  return {
    clock: systemClock,
    ids: createIds(systemClock),
    net: createSystemNet(options),
    openSocket: createSocketClient(options),
  }
}
