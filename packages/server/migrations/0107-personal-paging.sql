-- How somebody wants to be paged beside their rules: quiet hours, in which what is not urgent waits.
alter table users add column paging jsonb;
