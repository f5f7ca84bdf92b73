/** The form, in two steps: what it is about, and what is wrong with it. Whatever was filled in comes back with what is missing. */
import { REPORT_SYMPTOMS } from '@tocsin/core/kernel/report.ts'
import { SCOPES } from '@tocsin/core/kernel/scales.ts'
import type { Service } from '@tocsin/core/people/directory.ts'
import type { KnownIncident } from './portal.ts'
import { html, renderTime } from './portal-html.ts'
import { FORM_FIELDS, type FormProblem, type GivenForm, OTHER_SERVICE, SINCE_CHOICES } from './report-form.ts'
import { type PortalLocale, type PortalWords, stageOf } from './words.ts'

interface Language {
  locale: PortalLocale
  words: PortalWords
}

export function renderServices({ locale, words }: Language, services: readonly Service[]): string {
  const link = (id: string, name: string) =>
    `<a class="choice go" href="/report?service=${encodeURIComponent(id)}&amp;lang=${locale}">${html(name)}</a>`
  return `<h1>${html(words.title)}</h1><p class="soft">${html(words.intro)}</p>
<div class="card"><h2>${html(words.chooseService)}</h2>
${services.map(({ id, name }) => link(id, name)).join('\n')}
${link(OTHER_SERVICE, words.otherService)}</div>`
}

export interface ReportFormView extends Language {
  /** Undefined: something else. */
  service: Service | undefined
  known: readonly KnownIncident[]
  given: GivenForm
  problems: readonly FormProblem[]
  /** A sentence about the form as a whole. */
  notice?: string | undefined
  token: string
  /** Somebody who has signed in need not say who they are. */
  isSignedIn: boolean
}

export function renderReportForm(view: ReportFormView): string {
  const { words, locale, service, token, isSignedIn } = view
  return `<h1>${html(words.title)}</h1>
<div class="card chosen"><strong>${html(service?.name ?? words.otherService)}</strong><a href="/report?lang=${locale}">${html(words.change)}</a></div>
${renderProblems(view)}
<form method="post" action="/report?lang=${locale}" enctype="multipart/form-data">
<input type="hidden" name="${FORM_FIELDS.token}" value="${html(token)}">
<input type="hidden" name="${FORM_FIELDS.service}" value="${html(service?.id ?? OTHER_SERVICE)}">
${renderKnown(view)}
${renderSymptoms(view)}
${renderText(view)}
<div class="card" id="elsewhere" data-service="${html(service?.id ?? '')}" hidden><h2>${html(words.known)}</h2><div></div></div>
${renderChoices(view, 'scope', words.forWhom, SCOPES, words.scopes)}
${renderChoices(view, 'since', words.sinceWhen, SINCE_CHOICES, words.sinceChoices)}
<fieldset><legend>${html(words.pictures)} <span class="hint">${html(words.optional)}</span></legend>
<label class="line"><span class="hint">${html(words.picturesHint)}</span>
<input type="file" name="${FORM_FIELDS.files}" accept="image/png,image/jpeg,image/gif,image/webp" multiple></label>${wrong(view, 'files')}</fieldset>
${isSignedIn ? '' : renderPerson(view)}
<div class="trap" aria-hidden="true"><label>${html(words.trap)}<input type="text" name="${FORM_FIELDS.trap}" tabindex="-1" autocomplete="off"></label></div>
<button type="submit">${html(words.send)}</button></form>`
}

function renderProblems({ words, problems, notice }: ReportFormView): string {
  const said = [...(notice ? [notice] : []), ...problems.map((problem) => words.problems[problem])]
  if (said.length === 0) return ''
  return `<div class="card wrong" role="alert"><h2>${html(words.wrongForm)}</h2><ul>${said.map((each) => `<li>${html(each)}</li>`).join('')}</ul></div>`
}

function renderKnown(view: ReportFormView): string {
  const { words, known, given } = view
  if (known.length === 0) return ''
  const radio = (value: string, label: string, about: string) =>
    `<label class="choice"><input type="radio" name="${FORM_FIELDS.known}" value="${html(value)}"${given.known === value ? ' checked' : ''}><span>${label}${about}</span></label>`
  const incidents = known.map((each) =>
    radio(
      each.id,
      `${html(words.joinThis)}: ${html(each.services.map(({ name }) => name).join(', '))} <strong>${html(each.id)}</strong>`,
      `<small>${html(words.stages[stageOf(each.status)])} · ${html(words.since)} ${renderTime(each.since)}${each.reports > 0 ? ` · ${html(words.reportedBy(each.reports))}` : ''}</small>`,
    ),
  )
  return `<fieldset><legend>${html(words.known)}</legend><p class="soft">${html(words.knownText)}</p>
${incidents.join('\n')}
${radio('new', html(words.anotherProblem), '')}${wrong(view, 'known')}</fieldset>`
}

function renderSymptoms(view: ReportFormView): string {
  const { words, given } = view
  const boxes = REPORT_SYMPTOMS.map(
    (symptom) =>
      `<label class="choice"><input type="checkbox" name="${FORM_FIELDS.symptoms}" value="${symptom}"${given.symptoms.includes(symptom) ? ' checked' : ''}><span>${html(words.symptoms[symptom])}</span></label>`,
  )
  return `<fieldset><legend>${html(words.whatIsWrong)}</legend><p class="soft">${html(words.whatIsWrongHint)}</p>
<div class="two">${boxes.join('\n')}</div>${wrong(view, 'symptoms')}</fieldset>`
}

function renderText(view: ReportFormView): string {
  const { words, given } = view
  return `<div class="card"><label class="line">${html(words.describe)}<span class="hint">${html(words.describeHint)}</span>
<textarea name="${FORM_FIELDS.text}" maxlength="4000" required>${html(given.text)}</textarea></label>${wrong(view, 'text')}${wrong(view, 'text_long')}</div>`
}

function renderChoices<Choice extends string>(
  view: ReportFormView,
  name: 'scope' | 'since',
  legend: string,
  choices: readonly Choice[],
  labels: Record<Choice, string>,
): string {
  const radios = choices.map(
    (choice) =>
      `<label class="choice"><input type="radio" name="${FORM_FIELDS[name]}" value="${choice}"${view.given[name] === choice ? ' checked' : ''}><span>${html(labels[choice])}</span></label>`,
  )
  return `<fieldset><legend>${html(legend)}</legend><div>${radios.join('\n')}</div>${name === 'scope' ? wrong(view, 'scope') : ''}</fieldset>`
}

function renderPerson(view: ReportFormView): string {
  const { words, given } = view
  return `<div class="card"><label class="line">${html(words.name)} <span class="hint">${html(words.optional)}</span>
<input type="text" name="${FORM_FIELDS.name}" value="${html(given.name)}" maxlength="100" autocomplete="name"></label>
<label class="line">${html(words.email)} <span class="hint">${html(words.optional)} · ${html(words.emailHint)}</span>
<input type="email" name="${FORM_FIELDS.email}" value="${html(given.email)}" maxlength="254" autocomplete="email"></label>${wrong(view, 'email')}</div>`
}

function wrong({ words, problems }: ReportFormView, problem: FormProblem): string {
  return problems.includes(problem) ? `<p class="field-wrong">${html(words.problems[problem])}</p>` : ''
}
