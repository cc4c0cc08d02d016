"""Runs real Splink on an exported model and compares match weights pair by pair: `check_export.py SETTINGS.json CLEANED.csv PAIRS.csv`.

Fails when a pair that both scored differs by more than 0.01 bits, or when either side has pairs the other has not.
"""
import json, logging, os, sys
import duckdb
from splink import DuckDBAPI, Linker

logging.getLogger("splink").setLevel(logging.ERROR)
settings, cleaned, pairs = sys.argv[1:]
con = duckdb.connect()
described = json.load(open(settings))
text = ", ".join(f"nullif(\"{c[0]}\", '') as \"{c[0]}\"" for c in
                 con.execute(f"describe select * from read_csv('{cleaned}', all_varchar=true, header=true)").fetchall())
con.execute(f"create table clean as select {text} from read_csv('{cleaned}', all_varchar=true, header=true)")
api = DuckDBAPI(connection=con)
linker = Linker(api.register(con.table("clean")), described)
for comparison in described["comparisons"]:
    for level in comparison["comparison_levels"]:
        field = level.get("tf_adjustment_column")
        path = os.path.join(os.path.dirname(settings), f"tf_{field}.csv")
        if field and os.path.exists(path):
            table = con.execute(f"select value as \"{field}\", frequency as \"tf_{field}\" from read_csv('{path}', header=true, types={{'value': 'VARCHAR'}})").df()
            linker.table_management.register_term_frequency_lookup(api.register(table), field)
found = linker.inference.predict()
con.execute(f"""create table both_sides as
  select p.bits, s.match_weight from read_csv('{pairs}', header=true, types={{'id_l': 'VARCHAR', 'id_r': 'VARCHAR'}}) p
  full join {found.physical_name} s on least(p.id_l, p.id_r) = least(s.unique_id_l, s.unique_id_r)
    and greatest(p.id_l, p.id_r) = greatest(s.unique_id_l, s.unique_id_r)""")
n, ours, theirs, worst = con.execute("""select count(*) filter (bits is not null and match_weight is not null),
  count(*) filter (match_weight is null), count(*) filter (bits is null), max(abs(bits - match_weight)) from both_sides""").fetchone()
print(f"{n} pairs scored by both, {ours} by ours only, {theirs} by Splink only; largest difference {worst:.5f} bits")
sys.exit(0 if n > 0 and ours == 0 and theirs == 0 and worst <= 0.01 else 1)
