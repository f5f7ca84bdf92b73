/** The page behind a private link: the number, how it goes, what was written, and the ways to add to it. */
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { ReportState } from '@tocsin/core/kernel/report.ts'
import { html, renderTime } from './portal-html.ts'
import { FORM_FIELDS } from './report-form.ts'
import type { SaidWord } from './said.queries.ts'
import { type PortalLocale, type PortalWords, type PublicStage, stageOf } from './words.ts'

export interface ProgressView {
  locale: PortalLocale
  words: PortalWords
  token: string
  state: IncidentState
  report: ReportState
  services: readonly string[]
  said: readonly SaidWord[]
  formToken: string
  /** What has just happened, told at the top. */
  news?: string | undefined
  /** Why no mail comes, although an address was given. */
  unmailed?: string
  /** Whether more can be told. */
  canAdd: boolean
  problem?: string | undefined
  /** Set when they came by the mail: the proof, which confirms the address. */
  mailProof?: string | undefined
}

const STAGES: readonly PublicStage[] = ['received', 'working', 'checking', 'over']

export function renderProgress(view: ProgressView): string {
  const { words, state, services, news, problem, unmailed } = view
  const stage = stageOf(state.status)
  const heading = state.status === 'declined' ? words.declined : words.stages[stage]
  return `${news ? `<div class="card good" role="status"><p><strong>${html(news)}</strong></p><p class="soft">${html(unmailed === undefined ? words.keepLink : `${unmailed} ${words.keepLink}`)}</p></div>` : ''}
${problem ? `<div class="card wrong" role="alert"><p>${html(problem)}</p></div>` : ''}
${renderMailProof(view)}
<div class="card"><p class="soft">${html(words.yourReport)}${services.length > 0 ? ` · ${html(services.join(', '))}` : ''}</p>
<p class="number">${html(state.id)}</p>
${renderSteps(words, stage)}
<h1>${html(heading)}</h1>
<p class="soft">${html(words.begun)} ${renderTime(state.times.recorded)}</p></div>
${renderVerdict(view, stage)}
${renderMore(view, stage)}
${renderSaid(view)}
<p class="soft">${html(words.refresh)}</p>
<p><a class="choice go" href="/report?lang=${view.locale}">${html(words.again)}</a></p>`
}

function renderSteps(words: PortalWords, stage: PublicStage): string {
  const at = STAGES.indexOf(stage)
  const items = STAGES.map((each, index) => {
    const look = index < at || stage === 'over' ? 'done' : index === at ? 'now' : ''
    return `<li class="${look}"${index === at ? ' aria-current="step"' : ''}>${html(words.steps[each])}</li>`
  })
  return `<ol class="steps">${items.join('')}</ol>`
}

function begin({ token, formToken, locale }: ProgressView, act: string): string {
  return `<form method="post" action="/report/${html(token)}?lang=${locale}" enctype="multipart/form-data">
<input type="hidden" name="act" value="${act}"><input type="hidden" name="${FORM_FIELDS.token}" value="${html(formToken)}">`
}

function renderMailProof(view: ProgressView): string {
  const { words, mailProof, report } = view
  if (mailProof === undefined || report.isVerified) return ''
  return `<div class="card"><h2>${html(words.confirmMail)}</h2><p>${html(words.confirmMailText)}</p>
${begin(view, 'confirm')}<input type="hidden" name="mail" value="${html(mailProof)}"><div class="pair"><button type="submit">${html(words.confirm)}</button></div></form></div>`
}

/** Whoever reported it knows best whether it works: asked from when it is believed to. */
function renderVerdict(view: ProgressView, stage: PublicStage): string {
  const { words, report, state } = view
  if (state.status === 'declined' || (stage !== 'checking' && stage !== 'over' && state.status !== 'mitigated'))
    return ''
  const said = report.verdict ? `<p><strong>${html(words.judged[report.verdict])}</strong></p>` : ''
  return `<div class="card"><h2>${html(words.doesItWork)}</h2><p class="soft">${html(words.doesItWorkHint)}</p>${said}
${begin(view, 'judge')}<div class="pair"><button type="submit" name="fixed" value="yes">${html(words.works)}</button>
<button type="submit" class="quiet" name="fixed" value="no">${html(words.worksNot)}</button></div></form></div>`
}

function renderMore(view: ProgressView, stage: PublicStage): string {
  const { words, canAdd } = view
  if (stage === 'over' || !canAdd) return ''
  return `<div class="card">${begin(view, 'add')}<label class="line">${html(words.more)}<span class="hint">${html(words.moreHint)}</span>
<textarea name="${FORM_FIELDS.text}" maxlength="4000"></textarea></label>
<label class="line">${html(words.pictures)} <span class="hint">${html(words.picturesHint)}</span>
<input type="file" name="${FORM_FIELDS.files}" accept="image/png,image/jpeg,image/gif,image/webp" multiple></label>
<div class="pair"><button type="submit" class="quiet">${html(words.add)}</button></div></form></div>`
}

function renderSaid({ words, said }: ProgressView): string {
  if (said.length === 0) return ''
  const each = said.map(
    ({ at, text }) => `<div class="said"><span class="soft">${renderTime(at)}</span>\n${html(text)}</div>`,
  )
  return `<div class="card"><h2>${html(words.youWrote)}</h2>${each.join('\n')}</div>`
}
