/** How a command ends; docs/command-line.md explains them to scripts. */
export const EXIT = {
  ok: 0,
  /** Something that should work did not: no connection, a broken disk. */
  failed: 1,
  /** The command, an option, a variable or the configuration file is wrong. */
  usage: 2,
  /** Tocsin or its server says no: not allowed, in use, somebody was faster. */
  refused: 3,
  /** The command did its work and found problems (doctor, verify-audit). */
  problems: 4,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Ends a command with sentences for the person who gave it. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}
