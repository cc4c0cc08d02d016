"""The Python Record Linkage Toolkit with its unsupervised classifier: `run_recordlinkage.py FOLDER [--marks]`. Prints one line of JSON."""
import json, sys, time
import duckdb, numpy as np, pandas as pd, recordlinkage as rl
import clean, marks

folder = sys.argv[1]
con = duckdb.connect()
clean.clean(con, folder)
d = con.execute("""select *, substr(first_name,1,3) f3, substr(surname,1,4) s4, substr(dob,1,4) as yob, substr(surname,1,1) s1
                   from clean order by unique_id""").df()
stages = {"read": time.process_time()}
began, index = time.process_time(), None
for rule in (["nino"], ["upn"], ["surname", "dob"], ["first_name", "dob"], ["postcode", "dob"], ["first_name", "surname"], ["postcode", "surname"],
             ["postcode", "first_name"], ["f3", "s4", "yob"], ["dob", "s1"], ["postcode", "house_no"]):
    one = rl.Index()
    one.block(rule)
    some = one.index(d.dropna(subset=rule))
    index = some if index is None else index.union(some)
a, b = index.get_level_values(0).to_numpy(), index.get_level_values(1).to_numpy()
index = pd.MultiIndex.from_arrays([np.minimum(a, b), np.maximum(a, b)]).unique()
stages["block"] = time.process_time() - began
began = time.process_time()
compare = rl.Compare(n_jobs=1)
for c in ("first_name", "surname"):
    compare.string(c, c, method="jarowinkler", threshold=0.88, label=c)
for c in ("dob", "postcode", "nino", "upn"):
    compare.string(c, c, method="damerau_levenshtein", threshold=0.79, label=c)
compare.exact("sex", "sex", label="sex")
features = compare.compute(index, d)
stages["score"] = time.process_time() - began
began = time.process_time()
ecm = rl.ECMClassifier()
ecm.fit(features)
p = ecm.prob(features).to_numpy()
stages["learn"] = time.process_time() - began
out = dict(stages=stages, whole=time.process_time(), pairs=len(index))
if "--marks" in sys.argv:
    w = np.log2(np.clip(p, 1e-12, 1) / np.clip(1 - p, 1e-12, 1))
    l, r = (index.get_level_values(n).to_numpy() for n in (0, 1))
    out["marks"] = marks.all_marks(l, r, w, marks.truth(folder).person_id.to_numpy(), shipped=0.0)
print(json.dumps(out))
