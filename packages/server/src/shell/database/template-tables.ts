import type { ColumnType } from 'kysely'

/** The words of pages that an organisation replaced, and what is wrong with paging. */
export interface TemplateTables {
  paging_findings: { at: ColumnType<number, string, string>; finding: string; count: number; incidents: string[] }
  message_templates: { id: string; subject: string | null; body: string; owned_by: string }
  message_template_problems: {
    template_id: string
    at: ColumnType<number, string, string>
    problem: string
    incident_id: string | null
  }
}
