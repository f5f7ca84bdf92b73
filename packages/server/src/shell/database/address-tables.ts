import type { ColumnType } from 'kysely'

type NullableTimestamp = ColumnType<number | null, string | null | undefined, string | null>
type NullableText = ColumnType<string | null, string | null | undefined, string | null>

/** `refused`: by its provider, when it was handed over. `came_back`: its provider told later that it did not arrive. */
export type AddressFailure = 'refused' | 'came_back'

/** What is known of addresses that are written to. */
export interface AddressTables {
  address_states: {
    channel: string
    address: string
    failed_at: NullableTimestamp
    failed_how: ColumnType<AddressFailure | null, AddressFailure | null | undefined, AddressFailure | null>
    failed_cause: NullableText
    opted_out_at: NullableTimestamp
    opted_out_users: ColumnType<string[] | null, string[] | null | undefined, string[] | null>
    tested_at: NullableTimestamp
    tested_by: NullableText
    verified_at: NullableTimestamp
    verified_by: NullableText
  }
}
