/**
 * Branded primitives: an `IncidentId` cannot be passed where a `UserId` is wanted, though both are strings at run time.
 * Casting into a brand happens only at the edges (parsing, loading, the id port).
 */
declare const brand: unique symbol
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** Milliseconds since 1970-01-01T00:00:00Z, an integer. */
export type Instant = Brand<number, 'Instant'>
/** A span in milliseconds, an integer, not negative. */
export type DurationMs = Brand<number, 'DurationMs'>

/** `INC-2026-000123` */
export type IncidentId = Brand<string, 'IncidentId'>
export type AlertId = Brand<string, 'AlertId'>
export type UserId = Brand<string, 'UserId'>
export type TeamId = Brand<string, 'TeamId'>
export type ServiceId = Brand<string, 'ServiceId'>
export type ScheduleId = Brand<string, 'ScheduleId'>
/** A calendar of holidays, or one whose events are shifts. */
export type CalendarId = Brand<string, 'CalendarId'>
export type PolicyId = Brand<string, 'PolicyId'>
export type VendorId = Brand<string, 'VendorId'>
export type SourceId = Brand<string, 'SourceId'>
export type ContactId = Brand<string, 'ContactId'>
/** `<incident>/p<n>`: the idempotency key of one page, the same on every attempt. */
export type PageId = Brand<string, 'PageId'>
/** One person's word about an incident, who needs no account. */
export type ReportId = Brand<string, 'ReportId'>
export type SilenceId = Brand<string, 'SilenceId'>
export type EventRuleId = Brand<string, 'EventRuleId'>
