/**
 * The library goes through days or hours for ever where a rule never comes true, such as every day that is a 30 February. It asks one
 * thing of each of them, and offers no other place to stop it.
 */
import ICAL from 'ical.js'

/** Of all rules of a calendar together; about a second. */
const STEPS_MAX = 200_000
let stepsLeft = STEPS_MAX

const comesTrue = ICAL.RecurIterator.prototype.check_contracting_rules
ICAL.RecurIterator.prototype.check_contracting_rules = function (this: ICAL.RecurIterator) {
  stepsLeft -= 1
  if (stepsLeft < 0) throw new Error('its rule never comes true, or too seldom to be looked for')
  return comesTrue.call(this)
}

/** Before a calendar is read: what another one used up is none of its business. */
export function beginSteps(): void {
  stepsLeft = STEPS_MAX
}
