"""Ours and the peers on the same data, in turn, with ratios: called by scripts/bench-linkage.sh, which installs what it needs.

Processor seconds (all threads) and peak memory are the system's own count for each process. Programs take turns (ours, peer, ours, peer), and
the ratio is the median of the turns, so that what else runs on the machine falls on both alike.
"""
import argparse, csv, json, os, statistics, subprocess, sys, time
import marks, pandas as pd

HERE = os.path.dirname(os.path.abspath(__file__))


def run(argv):
    """Runs a program; gives what it printed, its processor seconds and its peak memory in MiB."""
    read, write = os.pipe()
    child = subprocess.Popen(argv, stdout=write, stderr=subprocess.DEVNULL)
    os.close(write)
    text = os.fdopen(read).read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{argv[0]} {argv[1]} failed")
    return text, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def last_json(text):
    return json.loads([line for line in text.splitlines() if line.startswith("{")][-1])


def stages(report):
    out, on = {}, False
    for line in open(report):
        on = line.startswith("[processor_seconds]") if line.startswith("[") else on
        if on and " = " in line:
            name, value = line.split(" = ")
            out[name] = float(value)
    return out


def threshold_of(model):
    return next(float(line.split(" = ")[1]) for line in open(model) if line.startswith("threshold = "))


class Bench:
    def __init__(self, a):
        self.a, self.rows = a, []

    def note(self, what, value, target=None, over=True, form="{:.4f}"):
        """A figure, and whether the target is reached."""
        word = "" if target is None else "reached" if (value >= target if over else value <= target) else "MISSED"
        wish = "" if target is None else ("at least " if over else "at most ") + form.format(target)
        self.rows.append((what, form.format(value), wish, word))
        print(f"  {what}: {form.format(value)} {word}", flush=True)

    def folder(self, records, seed):
        path = os.path.join(self.a.data, f"people-{records}-{seed}")
        if not os.path.exists(f"{path}/truth.csv"):
            run([sys.executable, f"{HERE}/generate.py", "--records", str(records), "--seed", str(seed), "--out", path])
        return path

    def ours(self, folder, settings, floor=None):
        out = os.path.join(self.a.data, "run")
        argv = [self.a.ours, "run", f"{folder}/records.csv", "--source-column", "agency", "--learn", settings, "--model", f"{out}.toml", "--out", out]
        text, cpu, memory = run(argv + ([f"--floor={floor}"] if floor is not None else []))
        return out, cpu, memory, stages(f"{out}/report.toml")

    def our_marks(self, out, folder):
        person = marks.truth(folder).person_id.to_numpy()
        p = pd.read_csv(f"{out}/pairs.csv", usecols=["id_l", "id_r", "bits"])
        c = pd.read_csv(f"{out}/clusters.csv", usecols=["id", "cluster"]).sort_values("id")
        return marks.all_marks(p.id_l.to_numpy(), p.id_r.to_numpy(), p.bits.to_numpy(), person, threshold_of(f"{out}.toml"), pd.factorize(c.cluster)[0])

    def speed(self, folder, records, wide):
        """The same work: the same cleaning, rules and comparisons as Splink's."""
        which = "wide" if wide else "12 rules"
        print(f"\nSpeed, {records} records, {which}", flush=True)
        peer = [sys.executable, f"{HERE}/run_splink.py", folder] + (["--wide"] if wide else [])
        whole, part, memory = [], [], []
        for turn in range(self.a.turns):
            out, cpu, peak, mine = self.ours(folder, "plain-wide" if wide else "plain", -8)
            text, their_cpu, their_peak = run(peer)
            theirs = last_json(text)
            whole.append(their_cpu / cpu)
            part.append((theirs["stages"]["block"] + theirs["stages"]["score"]) / (mine["block"] + mine["score"]))
            memory.append(their_peak / peak)
            print(f"  turn {turn + 1}: ours {cpu:.1f} s {peak:.0f} MiB {mine}\n          Splink {their_cpu:.1f} s {their_peak:.0f} MiB "
                  f"{ {k: round(v, 1) for k, v in theirs['stages'].items()} } {theirs['pairs']} pairs", flush=True)
        big = records >= 1_000_000
        self.note(f"{records} {which}: whole run, times less processor than Splink", statistics.median(whole),
                  (18 if wide else 15) if big else None, form="{:.1f}")
        self.note(f"{records} {which}: block and score, times less", statistics.median(part), 25 if big and not wide else None, form="{:.1f}")
        self.note(f"{records} {which}: times less memory at the peak", statistics.median(memory), 4 if big else None, form="{:.1f}")

    def accuracy(self, folder, records, seed, peers):
        print(f"\nAccuracy, {records} records, seed {seed}", flush=True)
        out, *_ = self.ours(folder, "people")
        m = self.our_marks(out, folder)
        aim = {100_000: (.970, .975), 1_000_000: (.960, .970)}.get(records, (None, None))
        self.note(f"{records} seed {seed}: F1 of edges at the shipped threshold", m["edges"], aim[0])
        self.note(f"{records} seed {seed}: F1 of clusters", m["clusters"], aim[1])
        self.note(f"{records} seed {seed}: F1 lost by the shipped threshold", m["edges_best"] - m["edges"], .003, over=False)
        for name, script in (("Splink", "run_splink.py"), ("recordlinkage", "run_recordlinkage.py")):
            if name.lower() in peers:
                text, cpu, peak = run([sys.executable, f"{HERE}/{script}", folder, "--marks"])
                theirs = last_json(text)["marks"]
                self.note(f"{records} seed {seed}: {name}, edges at its best cut (which needs the truth)", theirs["edges_best"])
                self.note(f"{records} seed {seed}: {name}, edges at its usual cut", theirs["edges"])
                self.note(f"{records} seed {seed}: {name}, clusters at the best cut", theirs["clusters_best"])

    def febrl(self):
        """The four FEBRL sets with one settings file and no labels, at the shipped threshold."""
        print("\nFEBRL 1 to 4", flush=True)
        if not os.path.exists(f"{self.a.data}/febrl4/truth.csv"):
            run([sys.executable, f"{HERE}/febrl.py", self.a.data])
        for n in range(1, 5):
            folder, out = f"{self.a.data}/febrl{n}", f"{self.a.data}/run-febrl{n}"
            lists = [f"a={folder}/a.csv", f"b={folder}/b.csv", "--across", "a:b", "--one-record-each", "a", "--one-record-each", "b"]
            run([self.a.ours, "run", *(lists if n == 4 else [f"{folder}/records.csv"]), "--learn", f"{HERE}/febrl.toml", "--model", f"{out}.toml",
                 "--out", out])
            who = pd.read_csv(f"{folder}/truth.csv", dtype=str).set_index("record_id").person_id
            pairs, found = pd.read_csv(f"{out}/pairs.csv", dtype=dict(id_l=str, id_r=str)), pd.read_csv(f"{out}/clusters.csv", dtype=str)
            linked = pairs[pairs.bits >= threshold_of(f"{out}.toml")]
            right = int((who[linked.id_l].to_numpy() == who[linked.id_r].to_numpy()).sum())
            self.note(f"FEBRL {n}: F1 of edges at the shipped threshold", 2 * right / (len(linked) + marks.pairs_in(who)), .9995)
            self.note(f"FEBRL {n}: F1 of clusters", marks.clusters(found.cluster.to_numpy(), who[found.id].to_numpy())["f1"], .9995)

    def fairness(self, folder, records, seed):
        """Calibration and recall by group of names, as `evaluate` says them."""
        out = os.path.join(self.a.data, "run")
        self.ours(folder, "people")
        text, *_ = run([self.a.ours, "evaluate", f"{folder}/records.csv", "--source-column", "agency", "--model", f"{out}.toml", "--truth",
                        f"{folder}/truth.csv", "--group-column", "name_group"])
        print("".join(f"    {line}\n" for line in text.splitlines()), flush=True)
        sure = next(line for line in text.splitlines() if line.strip().startswith("95 to 100 %")).split()
        gap = next(line for line in text.splitlines() if "largest gap" in line).split()
        self.note(f"{records} seed {seed}: of the pairs given 95 to 100 %, true", float(sure[4]), .95)
        self.note(f"{records} seed {seed}: largest gap of recall between groups of names", float(gap[2]), .02, over=False)

    def review(self, folder, records, seed):
        """500 pairs that `review` chooses, answered by the truth; the model is taught with them."""
        out, labels = os.path.join(self.a.data, "run"), os.path.join(self.a.data, "labels.csv")
        self.ours(folder, "people")
        person = marks.truth(folder).person_id.to_numpy()
        if os.path.exists(labels):
            os.remove(labels)
        lists = [f"{folder}/records.csv", "--source-column", "agency"]
        asked = subprocess.run([self.a.ours, "review", *lists, "--model", f"{out}.toml", "--labels", labels, "--pairs", "500"], input="u\n" * 500,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        if asked.returncode:
            raise SystemExit("review failed")
        said = pd.read_csv(labels)
        said["label"] = ["same" if person[a] == person[b] else "different" for a, b in zip(said.id_l, said.id_r)]
        said.to_csv(labels, index=False, lineterminator="\n")
        text, *_ = run([self.a.ours, "train", *lists, "--from", f"{out}.toml", "--labels", labels, "--model", f"{out}-taught.toml"])
        print("    " + text.strip().replace("\n", "\n    "), flush=True)
        run([self.a.ours, "run", *lists, "--model", f"{out}-taught.toml", "--labels", labels, "--out", f"{out}-taught"])
        m = self.our_marks(f"{out}-taught", folder)
        self.note(f"{records} seed {seed}: F1 of clusters after {len(said)} reviewed pairs", m["clusters"], .978 if records == 100_000 else None)
        self.note(f"{records} seed {seed}: F1 of edges after {len(said)} reviewed pairs", m["edges"])

    def growth(self, sizes, seed):
        """Time and memory for each record, as lists grow."""
        print("\nGrowth", flush=True)
        first = None
        for records in sizes:
            _, cpu, peak, mine = self.ours(self.folder(records, seed), "people")
            micros, kib = cpu / records * 1e6, peak * 1024 / records
            first = first or (micros, kib)
            print(f"    {records}: {cpu:.1f} s, {peak:.0f} MiB, {mine}", flush=True)
            self.note(f"{records} records: microseconds of processor a record, times those at {sizes[0]}", micros / first[0], 1.5, over=False, form="{:.2f}")
            self.note(f"{records} records: KiB a record, times those at {sizes[0]}", kib / first[1], 1.5, over=False, form="{:.2f}")

    def serve(self, folder, records):
        """One new record after another against lists that stand ready: the time on the clock from the question to the answer."""
        print(f"\nA new record against {records}", flush=True)
        out, *_ = self.ours(folder, "people")
        argv = [self.a.ours, "serve", f"{folder}/records.csv", "--source-column", "agency", "--model", f"{out}.toml", "--clusters", f"{out}/clusters.csv"]
        child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        columns = json.loads(child.stdout.readline())["columns"]
        took, found = [], 0
        with open(f"{folder}/records.csv", newline="") as lines:
            for n, row in enumerate(csv.DictReader(lines)):
                if n % 97 or len(took) >= 3000:
                    continue
                ask = json.dumps({"id": f"new-{n}", "source": "intake", "values": {c: row[c] for c in columns if row.get(c)}}) + "\n"
                start = time.perf_counter()
                child.stdin.write(ask)
                child.stdin.flush()
                answer = json.loads(child.stdout.readline())
                took.append((time.perf_counter() - start) * 1000)
                found += any(c["id"] == row["record_id"] for c in answer["candidates"])
        child.stdin.close()
        child.wait()
        took.sort()
        at = lambda share: took[min(int(len(took) * share), len(took) - 1)]
        self.note(f"{records} records: milliseconds for one new record asked through a pipe, median", at(.5), form="{:.2f}")
        self.note(f"{records} records: the same, 99th percentile", at(.99), 20, over=False, form="{:.2f}")
        self.note(f"{records} records: the share of those who came again that were found", found / len(took))

    def filters(self, folders):
        print("\nFilters without names", flush=True)
        febrl = os.path.join(self.a.data, "febrl4")
        if not os.path.exists(f"{febrl}/truth.csv"):
            run([sys.executable, f"{HERE}/febrl.py", self.a.data])
        key = os.path.join(self.a.data, "filters.key")
        if not os.path.exists(key):
            run([self.a.ours, "private", "key", "--out", key])
        spent = 0.0
        for n in "ab":
            spent += run([self.a.ours, "private", "encode", f"{febrl}/{n}.csv", "--recipe", f"{HERE}/febrl4_filters.toml", "--key", key,
                          "--release", "bench", "--out", f"{febrl}/{n}.filters"])[1]
        spent += run([self.a.ours, "private", "match", f"{febrl}/a.filters", f"{febrl}/b.filters", "--out", f"{febrl}/links.csv"])[1]
        links = pd.read_csv(f"{febrl}/links.csv")
        who = lambda c: links[c].str.extract(r"^rec-(\d+)", expand=False)
        f1 = 2 * int((who("id_l") == who("id_r")).sum()) / (len(links) + 5000)
        self.note("FEBRL 4 by hardened filters, no identifier: F1 at a cut chosen without the truth", f1, .9995)
        if self.a.anonlink:
            theirs = last_json(run([self.a.anonlink, f"{HERE}/run_anonlink.py", febrl])[0])
            self.note("FEBRL 4: anonlink, F1 at its best cut (which needs the truth)", theirs["marks"]["f1"])
            self.note("FEBRL 4: encode and match, times less processor than clkhash and anonlink", theirs["whole"] / spent, form="{:.1f}")
        for folder in folders:
            own = f"{folder}/own.filters"
            cpu = run([self.a.ours, "private", "encode", f"{folder}/records.csv", "--recipe", f"{HERE}/people_filters.toml", "--key", key, "--release", "bench",
                       "--out", own])[1]
            cpu += run([self.a.ours, "private", "match", own, "--out", f"{folder}/links.csv"])[1]
            links, person = pd.read_csv(f"{folder}/links.csv"), marks.truth(folder).person_id.to_numpy()
            right = int((person[links.id_l.to_numpy()] == person[links.id_r.to_numpy()]).sum())
            self.note(f"{os.path.basename(folder)} by filters: F1 at a cut chosen without the truth", 2 * right / (len(links) + marks.pairs_in(person)))
            self.note(f"{os.path.basename(folder)} by filters: processor seconds", cpu, form="{:.1f}")

    def export(self, folder):
        print("\nThe same model in Splink", flush=True)
        out = os.path.join(self.a.data, "export")
        os.makedirs(out, exist_ok=True)
        lists = [f"{folder}/records.csv"]
        run([self.a.ours, "run", *lists, "--learn", "plain", "--model", f"{out}/model.toml", "--out", f"{out}/run", "--floor=-1000"])
        run([self.a.ours, "export", *lists, "--model", f"{out}/model.toml", "--to", "splink", "--out", f"{out}/splink.json", "--cleaned", f"{out}/clean.csv"])
        text, *_ = run([sys.executable, f"{HERE}/check_export.py", f"{out}/splink.json", f"{out}/clean.csv", f"{out}/run/pairs.csv"])
        line = next(l for l in text.splitlines() if "largest difference" in l)
        print("  " + line)
        self.note("exported model: largest difference of match weights, bits", float(line.split("difference ")[1].split(" ")[0]), .01, over=False, form="{:.5f}")

    def table(self):
        wide = max(len(r[0]) for r in self.rows)
        print(f"\n{'figure':<{wide}}  {'measured':>10}  {'target':>16}  ")
        for what, value, wish, word in self.rows:
            print(f"{what:<{wide}}  {value:>10}  {wish:>16}  {word}")


def main():
    ask = argparse.ArgumentParser(description="Linkage: ours and the peers, side by side.")
    ask.add_argument("--ours", required=True)
    ask.add_argument("--anonlink", help="a Python with anonlink in it")
    ask.add_argument("--data", default="/tmp/casement-linkage")
    ask.add_argument("--sizes", default="10000,100000,1000000")
    ask.add_argument("--seeds", default="1,2")
    ask.add_argument("--turns", type=int, default=3)
    ask.add_argument("--peers", default="splink,recordlinkage")
    ask.add_argument("--wide", action="store_true", help="the heavier rules too")
    ask.add_argument("--only", default="export,febrl,filters,accuracy,fairness,review,growth,serve,speed")
    a = ask.parse_args()
    os.makedirs(a.data, exist_ok=True)
    sizes, seeds = [int(s) for s in a.sizes.split(",")], [int(s) for s in a.seeds.split(",")]
    only, bench = a.only.split(","), Bench(a)
    small = bench.folder(min(sizes), seeds[0])
    if "export" in only:
        bench.export(small)
    if "febrl" in only:
        bench.febrl()
    if "growth" in only:
        bench.growth(sizes, seeds[0])
    if "filters" in only:
        bench.filters([bench.folder(n, seeds[0]) for n in sizes if 20_000 <= n <= 200_000])
    for records in sizes:
        # recordlinkage keeps every pair in memory: it is asked up to 100,000 records.
        peers = [p for p in a.peers.split(",") if p != "recordlinkage" or records <= 100_000]
        if "accuracy" in only:
            for seed in seeds if records < 1_000_000 else seeds[:1]:
                bench.accuracy(bench.folder(records, seed), records, seed, peers if seed == seeds[0] else [])
        if "fairness" in only:
            bench.fairness(bench.folder(records, seeds[-1]), records, seeds[-1])
        if "serve" in only:
            bench.serve(bench.folder(records, seeds[0]), records)
        if "review" in only and records <= 200_000:
            bench.review(bench.folder(records, seeds[-1]), records, seeds[-1])
        if "speed" in only and "splink" in peers:
            bench.speed(bench.folder(records, seeds[0]), records, False)
            if a.wide:
                bench.speed(bench.folder(records, seeds[0]), records, True)
    bench.table()
    return 1 if any(r[3] == "MISSED" for r in bench.rows) else 0


sys.exit(main())
