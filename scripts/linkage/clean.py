"""One cleaning for every program in the comparison, in DuckDB's SQL. What ours does to the fields of `plain` is the same."""
import os

CLEAN = r"""
create or replace table clean as
with raw as (
  select record_id,
    trim(regexp_replace(regexp_replace(upper(coalesce(first_name, '')), '[-.]', ' ', 'g'), '[^A-Z ]', '', 'g')) as fn,
    trim(regexp_replace(regexp_replace(upper(coalesce(surname, '')), '[-.]', ' ', 'g'), '[^A-Z ]', '', 'g')) as sn,
    nullif(sex, '') as sex, coalesce(dob, '') as d,
    regexp_replace(upper(coalesce(postcode, '')), '[^A-Z0-9]', '', 'g') as pc,
    nullif(regexp_replace(upper(coalesce(nino, '')), '[^A-Z0-9]', '', 'g'), '') as nino,
    nullif(regexp_replace(upper(coalesce(upn, '')), '[^A-Z0-9]', '', 'g'), '') as upn,
    upper(coalesce(address, '')) as line
  from read_csv('{csv}', all_varchar=true, header=true))
select cast(record_id as integer) as unique_id, nullif(split_part(fn, ' ', 1), '') as first_name, nullif(sn, '') as surname, sex,
  case when d = '' then null when d[3] = '/' then d[7:10] || '-' || d[4:5] || '-' || d[1:2]
       when length(d) = 8 then d[1:4] || '-' || d[5:6] || '-' || d[7:8] else d end as dob,
  case when length(pc) >= 5 then pc[1:length(pc)-3] || ' ' || pc[length(pc)-2:] end as postcode,
  nullif(case when length(pc) >= 5 then pc[1:length(pc)-3] else pc end, '') as outcode,
  nino, upn, nullif(regexp_extract(line, '(\d+)[A-Z]?\s+[A-Z]', 1), '') as house_no
from raw
"""


def clean(con, folder):
    con.execute(CLEAN.format(csv=os.path.join(folder, "records.csv")))
