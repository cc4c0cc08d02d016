"""Marks: pairs and clusters against the truth, the same for every program. Recall is of all true pairs, also of those nobody looked at."""
import json, sys
import numpy as np, pandas as pd


def pairs_in(groups):
    n = pd.Series(groups).value_counts().to_numpy().astype(np.int64)
    return int((n * (n - 1) // 2).sum())


def edges(weight, right, true_pairs, cut=None):
    """F1 at a given cut, or at the best there is (which needs the truth, so it flatters)."""
    if cut is not None:
        keep = weight >= cut
        tp, n = int(right[keep].sum()), int(keep.sum())
        return dict(f1=2 * tp / max(n + true_pairs, 1), precision=tp / max(n, 1), recall=tp / max(true_pairs, 1), cut=cut)
    order = np.argsort(-weight, kind="stable")
    w, y = weight[order], right[order].astype(np.int64)
    tp, n = np.cumsum(y), np.arange(1, len(y) + 1)
    last = np.r_[w[1:] != w[:-1], True]
    f = np.where(last, 2 * tp / (n + true_pairs), 0)
    i = int(f.argmax())
    return dict(f1=float(f[i]), precision=float(tp[i] / n[i]), recall=float(tp[i] / true_pairs), cut=float(w[i]))


def components(n, a, b):
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    return connected_components(coo_matrix((np.ones(len(a), np.int8), (a, b)), shape=(n, n)), directed=False)[1]


def clusters(labels, person):
    cells = pd.DataFrame(dict(c=labels, p=person)).groupby(["c", "p"]).size().to_numpy().astype(np.int64)
    tp = int((cells * (cells - 1) // 2).sum())
    found, true = pairs_in(labels), pairs_in(person)
    return dict(f1=2 * tp / max(found + true, 1), precision=tp / max(found, 1), recall=tp / max(true, 1))


def truth(folder):
    return pd.read_csv(f"{folder}/truth.csv").sort_values("record_id")


def all_marks(l, r, weight, person, shipped=None, labels=None):
    """The shipped cut's marks where there is one, the best cut's, and the clusters'."""
    right = person[l] == person[r]
    total = pairs_in(person)
    best = edges(weight, right, total)
    out = dict(edges_best=best["f1"], cut_best=best["cut"])
    if shipped is not None:
        at = edges(weight, right, total, shipped)
        out.update(edges=at["f1"], precision=at["precision"], recall=at["recall"])
    if labels is not None:
        out["clusters"] = clusters(labels, person)["f1"]
    else:
        found = [clusters(components(len(person), l[k], r[k]), person)["f1"]
                 for k in (weight >= t for t in np.linspace(best["cut"] - 4, best["cut"] + 8, 13))]
        out["clusters_best"] = max(found)
    return out


if __name__ == "__main__":
    run, folder, threshold = sys.argv[1:]
    t = truth(folder)
    p = pd.read_csv(f"{run}/pairs.csv", usecols=["id_l", "id_r", "bits"])
    c = pd.read_csv(f"{run}/clusters.csv", usecols=["id", "cluster"]).sort_values("id")
    print(json.dumps(all_marks(p.id_l.to_numpy(), p.id_r.to_numpy(), p.bits.to_numpy(), t.person_id.to_numpy(), float(threshold),
                               pd.factorize(c.cluster)[0])))
