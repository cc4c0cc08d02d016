"""Splink on DuckDB: `run_splink.py FOLDER [--wide] [--marks]`. Prints one line of JSON: processor seconds of each stage, pairs, and marks.

Its recommended comparisons of people, the same twelve blocking rules as `plain` (fifteen as `plain-wide`), and its usual training.
"""
import argparse, json, logging, tempfile, time
import duckdb
import splink.comparison_level_library as cll, splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
import clean, marks

logging.getLogger("splink").setLevel(logging.ERROR)
STAGES = {"import": time.process_time()}


class stage:
    def __init__(self, name): self.name = name
    def __enter__(self): self.began = time.process_time()
    def __exit__(self, *_): STAGES[self.name] = time.process_time() - self.began


def settings(wide):
    number = lambda c: cl.CustomComparison(output_column_name=c, comparison_levels=[
        cll.NullLevel(c), cll.ExactMatchLevel(c), cll.DamerauLevenshteinLevel(c, 1), cll.ElseLevel()])
    rules = [block_on("nino"), block_on("upn"), block_on("surname", "dob"), block_on("first_name", "dob"), block_on("postcode", "dob"),
             block_on("first_name", "surname"), block_on("postcode", "surname"), block_on("postcode", "first_name"),
             block_on("substr(first_name,1,3)", "substr(surname,1,4)", "substr(dob,1,4)"), block_on("dob", "substr(surname,1,1)"),
             block_on("postcode", "house_no"), "l.first_name = r.surname and l.surname = r.first_name"]
    if wide:
        rules += [block_on("dob"), block_on("surname", "outcode", "sex"), block_on("first_name", "outcode", "substr(dob,1,3)")]
    return SettingsCreator(link_type="dedupe_only", blocking_rules_to_generate_predictions=rules, comparisons=[
        cl.NameComparison("first_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison("dob", input_is_string=True), cl.PostcodeComparison("postcode"), cl.ExactMatch("sex"),
        number("nino"), number("upn")])


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("folder")
    ask.add_argument("--wide", action="store_true")
    ask.add_argument("--marks", action="store_true")
    a = ask.parse_args()
    con = duckdb.connect()
    with stage("read"):
        clean.clean(con, a.folder)
        linker = Linker(DuckDBAPI(connection=con).register(con.table("clean")), settings(a.wide))
    with stage("learn"):
        linker.training.estimate_probability_two_random_records_match(
            [block_on("nino"), block_on("upn"), block_on("first_name", "surname", "dob")], recall=0.8)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
        for rule in (block_on("first_name", "surname"), block_on("dob", "postcode")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    with stage("block"):
        blocked = linker.inference.compute_blocked_pairs_for_predict()
    with stage("score"):
        linker.table_management.register_blocked_pairs_for_predict(blocked)
        found = linker.inference.predict(threshold_match_weight=-8)
    with stage("cluster"):
        people = linker.clustering.cluster_pairwise_predictions_at_threshold(found, threshold_match_weight=6)
    with stage("write"), tempfile.TemporaryDirectory() as folder:
        # As ours does: who uses it wants the results in files.
        con.execute(f"copy (select unique_id_l, unique_id_r, match_weight, match_probability from {found.physical_name}) "
                    f"to '{folder}/pairs.csv' (header)")
        con.execute(f"copy (select unique_id, cluster_id from {people.physical_name}) to '{folder}/clusters.csv' (header)")
    out = dict(stages=STAGES, whole=time.process_time(),
               pairs=con.execute(f"select count(*) from {blocked.physical_name}").fetchone()[0])
    if a.marks:
        p = con.execute(f"select unique_id_l as l, unique_id_r as r, match_weight as w from {found.physical_name}").df()
        person = marks.truth(a.folder).person_id.to_numpy()
        # 0.99 is the cut that its users take who have no truth.
        out["marks"] = marks.all_marks(p.l.to_numpy(), p.r.to_numpy(), p.w.to_numpy(), person, shipped=6.63)
    print(json.dumps(out))


main()
