#!/usr/bin/env python3
"""People as five agencies write them down, with the truth beside them.

    generate.py --records 100000 --seed 1 --out FOLDER

FOLDER/records.csv is what a linker may read; FOLDER/truth.csv (record_id, person_id, household_id, name_group) is for marking only.
A seed always gives the same bytes with the packages of requirements.txt.

Surnames follow the shares of faker's en_GB list and, for the rare ones, the British ranks of `names-dataset`; forenames go by British rank,
sex and generation; short forms come from `nicknames`. Postcodes begin with QX and National Insurance numbers with Q: nobody was ever given
one, so no record can be a real person's.
"""
import argparse, bisect, csv, datetime as dt, gzip, os, pickle, random, re, string

AGENCIES = ("housing", "dwp", "schools", "police", "health")

# Spellings of one name that are taken for each other.
TRANSLIT = [
    "Mohammed Muhammad Mohammad Mohamed Mohamad Muhammed Mohd".split(),
    "Ahmed Ahmad Ahmet".split(), "Hussain Hussein Husain Hossain".split(),
    "Yusuf Yousef Yousuf Yusef Yousaf".split(), "Fatima Fatimah Fatema Fathima".split(),
    "Aisha Ayesha Aysha Aishah Aicha".split(), "Abdullah Abdallah Abdulla".split(),
    "Ibrahim Ebrahim Ibraheem".split(), "Hassan Hasan Hasaan".split(),
    "Omar Umar Umer".split(), "Bilal Belal".split(), "Zainab Zaynab Zeinab".split(),
    "Khadija Khadijah Khadeja".split(), "Chaudhry Choudhury Chowdhury Choudhry Chaudhary".split(),
    "Sheikh Shaikh Shaik".split(), "Syed Sayed Sayyid".split(), "Begum Begom Begam".split(),
    "Oleksandr Alexander Aleksandr".split(), "Catherine Katherine Kathryn Katharine".split(),
    "Stephen Steven".split(), "Sarah Sara".split(), "Sean Shaun Shawn".split(),
    "Clare Claire".split(), "Anne Ann Anna".split(), "Lesley Leslie".split(),
    "Geoffrey Jeffrey".split(), "Philip Phillip".split(), "Rebecca Rebekah".split(),
    "Clarke Clark".split(), "Brown Browne".split(), "Thompson Thomson".split(),
    "Davies Davis".split(), "Read Reed Reid".split(), "Allen Allan Alan".split(),
    "Nicholas Nicolas".split(), "Niamh Neve".split(), "Siobhan Shivaun".split(),
]
QWERTY = {c: n for c, n in zip("qwertyuiopasdfghjklzxcvbnm",
    ["wa", "qes", "wrd", "etf", "ryg", "tuh", "yij", "uok", "ipl", "ol", "qsz", "awdx", "sefc", "drgv",
     "fthb", "gyjn", "hukm", "jil", "kop", "asx", "zsdc", "xdfv", "cfgb", "vghn", "bhjm", "njk"])}
PHONETIC = [("ph", "f"), ("f", "ph"), ("ck", "k"), ("c", "k"), ("k", "c"), ("ll", "l"), ("l", "ll"), ("nn", "n"),
            ("n", "nn"), ("ie", "y"), ("y", "ie"), ("ey", "y"), ("ee", "ea"), ("ea", "ee"), ("s", "z"), ("z", "s"),
            ("th", "t"), ("mac", "mc"), ("mc", "mac"), ("ei", "ie"), ("ou", "ow"), ("sh", "sch"), ("tt", "t"), ("e", "")]
TREES = ("Ash Beech Birch Cedar Elm Hazel Holly Laurel Lime Maple Oak Poplar Rowan Willow Church School Station "
         "Mill Park Victoria Albert King Queen Prince York Lancaster Manor Grange Abbey Priory Castle Bridge River "
         "Spring Meadow Orchard Chapel Market High West East North South New Green Hill Long Wood Field Brook").split()
SUFFIX = [("Street", 22), ("Road", 30), ("Avenue", 12), ("Close", 12), ("Lane", 8), ("Drive", 6), ("Crescent", 4),
          ("Court", 4), ("Gardens", 3), ("Terrace", 3), ("Way", 3), ("Place", 2), ("Grove", 3)]
ABBREV = {"Street": "St", "Road": "Rd", "Avenue": "Ave", "Close": "Cl", "Lane": "Ln", "Drive": "Dr",
          "Crescent": "Cres", "Court": "Ct", "Gardens": "Gdns", "Terrace": "Terr", "Place": "Pl", "Grove": "Gr"}
TOWNS = "Aldbeck Brackenford Calderwick Dunsley Elmsworth Farlow Garstone Harbury".split()
SOUTH_ASIAN = {"PK", "BD", "IN", "SA", "EG", "AE", "IQ", "MA", "DZ", "TN", "SY", "JO", "YE", "OM", "KW", "QA", "BH",
               "LY", "LB", "PS", "IR", "AF", "SD", "SO", "MY", "MV"}
EAST_EURO = {"PL", "LT", "RO", "BG", "HU", "LV", "CZ", "SK", "RU", "UA", "AL", "HR", "RS", "MD", "EE"}
AFRICAN = {"NG", "GH", "CM", "ET", "KE", "UG", "AO"}


class Pick:
    """A weighted choice; the same in every version of Python."""
    def __init__(self, items, weights):
        self.items, self.cum, t = list(items), [], 0.0
        for w in weights:
            t += w
            self.cum.append(t)
        self.total = t

    def __call__(self, rng):
        return self.items[min(bisect.bisect_right(self.cum, rng.random() * self.total), len(self.items) - 1)]


def group_of(country):
    if not country:
        return "brit"
    top = max(sorted(country), key=lambda c: country[c])
    return ("asian" if top in SOUTH_ASIAN else "euro" if top in EAST_EURO
            else "african" if top in AFRICAN else "brit")


def load_names(rng):
    import names_dataset, nicknames
    from faker.providers.person.en_GB import Provider as P
    base = os.path.join(os.path.dirname(names_dataset.__file__), "v3")
    load = lambda f: pickle.load(gzip.open(os.path.join(base, f)))
    ok = re.compile(r"^[A-Z][a-zA-Z'\-]{1,18}$")
    first, last = load("first_names.pkl.gz"), load("last_names.pkl.gz")
    firsts, lasts = {}, {}
    for n, v in first.items():
        r, g = v["rank"].get("GB"), v["gender"]
        if r and ok.match(n) and g:
            sex = "F" if g.get("F", 0) > g.get("M", 0) else "M"
            firsts.setdefault((group_of(v["country"]), sex), []).append((r, n))
    for n, v in last.items():
        r = v["rank"].get("GB")
        if r and ok.match(n):
            lasts.setdefault(group_of(v["country"]), []).append((r, n))
    ons = dict(P.last_names)
    surname = {}
    for g in sorted(lasts):
        xs = sorted(lasts[g])
        surname[g] = Pick([n for _, n in xs], [ons.get(n, 0.02 * (500.0 / max(r, 500))) for r, n in xs])
    # three generations like different names
    given = {}
    for key in sorted(firsts):
        xs = sorted(firsts[key])
        for gen in range(3):
            given[key + (gen,)] = Pick([n for _, n in xs],
                                       [(r + 12.0) ** -1.02 * rng.lognormvariate(0, 0.9) for r, _ in xs])
    nick = {}
    with open(os.path.join(os.path.dirname(nicknames.__file__), "names.csv")) as f:
        for row in csv.DictReader(f):
            nick.setdefault(row["name1"], set()).add(row["name2"])
    nick = {k: sorted(v) for k, v in nick.items()}
    trans = {}
    for grp in TRANSLIT:
        for n in grp:
            trans[n] = [m for m in grp if m != n]
    return given, surname, nick, trans


class World:
    def __init__(self, seed, persons_hint):
        self.rng = random.Random(seed)
        self.given, self.surname, self.nick, self.trans = load_names(random.Random(seed * 7919 + 1))
        self.n_pc = max(40, int(persons_hint / 2.35 / 14))
        self.used = set()
        self.pid = self.hid = 0
        self.today = dt.date(2024, 9, 1)
        self.make_streets()

    # ---- places -----------------------------------------------------------
    def make_streets(self):
        r, sfx = self.rng, Pick(*zip(*SUFFIX))
        self.pcs, seen = [], set()
        while len(self.pcs) < self.n_pc:
            out = r.randint(1, max(3, min(60, self.n_pc // 180)))
            pc = f"QX{out} {r.randint(1, 9)}{r.choice('ABDEFGHJLNPQRSTUWXYZ')}{r.choice('ABDEFGHJLNPQRSTUWXYZ')}"
            if pc in seen:
                continue
            seen.add(pc)
            word = r.choice(TREES) if r.random() < .6 else self.surname["brit"](r)
            self.pcs.append((pc, word, sfx(r), TOWNS[out % len(TOWNS)]))
        self.by_sector = {}
        for p in self.pcs:
            self.by_sector.setdefault(p[0][:-2], []).append(p[0])

    def address(self):
        r = self.rng
        pc, word, sfx, town = r.choice(self.pcs)
        no = str(r.randint(1, 120)) + (r.choice("ab") if r.random() < .03 else "")
        flat = r.randint(1, 24) if r.random() < .18 else 0
        return (flat, no, word, sfx, town, pc)

    # ---- identifiers ------------------------------------------------------
    def unique(self, make):
        while True:
            x = make()
            if x not in self.used:
                self.used.add(x)
                return x

    def nino(self):
        r = self.rng
        return self.unique(lambda: "Q" + r.choice("ABCEGHJKLMNPRSTWXYZ") + f"{r.randrange(10**6):06d}" + r.choice("ABCD"))

    def upn(self, born):
        r = self.rng
        def make():
            d = f"{r.choice([301, 302, 303, 841])}{r.randrange(2000, 2140)}{(born.year + 4) % 100:02d}{r.randrange(1000):03d}"
            return "ABCDEFGHJKLMNPQRTUVWXYZ"[sum(int(c) * (i + 2) for i, c in enumerate(d)) % 23] + d
        return self.unique(make)

    # ---- people -----------------------------------------------------------
    def person(self, grp, sex, age, surname, hid, role):
        r = self.rng
        born = self.today - dt.timedelta(days=int(age * 365.25) + r.randrange(365))
        gen = 0 if age < 18 else 1 if age < 45 else 2
        pick = self.given.get((grp, sex, gen)) or self.given[("brit", sex, gen)]
        self.pid += 1
        p = dict(id=self.pid, hid=hid, grp=grp, sex=sex, born=born, age=(self.today - born).days / 365.25, role=role,
                 first=pick(r), middle=pick(r) if r.random() < .6 else "", surname=surname, old_surname="")
        p["nino"] = self.nino() if p["age"] >= 16 else ""
        p["upn"] = self.upn(born) if 4 <= p["age"] < 19 else ""
        return p

    def household(self):
        r = self.rng
        self.hid += 1
        hid = self.hid
        grp = r.choices(["brit", "asian", "euro", "african"], cum_weights=[76, 90, 96, 100])[0]
        sn = (self.surname.get(grp) or self.surname["brit"])
        kind = r.choices(["single", "couple", "family", "lone", "multi", "hmo"], cum_weights=[27, 50, 76, 88, 93, 100])[0]
        head = sn(r)
        ppl = []
        if kind in ("single", "hmo"):
            for _ in range(1 if kind == "single" else r.randint(3, 6)):
                ppl.append(self.person(grp, r.choice("MF"), r.uniform(18, 88 if kind == "single" else 45), sn(r), hid, "adult"))
        else:
            age = r.uniform(20, 50) if kind in ("family", "lone", "multi") else r.uniform(20, 86)
            mum = None
            if kind == "lone" and r.random() < .88 or kind != "lone":
                mum = self.person(grp, "F", age, head if r.random() < .62 else sn(r), hid, "adult")
                if mum["surname"] == head and kind != "lone" and r.random() < .55:
                    mum["old_surname"] = sn(r)
                ppl.append(mum)
            dad = None
            if kind != "lone" or mum is None:
                dad = self.person(grp, "M", max(18, age + r.gauss(2.3, 4)), head, hid, "adult")
                ppl.append(dad)
            if kind != "couple":
                parent_age = min(p["age"] for p in ppl)
                base = (dad or mum)["surname"]
                if kind == "lone" and mum and r.random() < .45:
                    base = sn(r)
                elif mum and dad and mum["surname"] != dad["surname"] and r.random() < .22:
                    base = mum["surname"] + "-" + dad["surname"]
                last = None
                for _ in range(r.choices([1, 2, 3, 4, 5], cum_weights=[43, 81, 94, 98, 100])[0]):
                    top = parent_age - 17
                    if top < 0.1:
                        break
                    if last is not None and r.random() < .022:                  # twins
                        k = self.person(grp, r.choice("MF"), 1, base, hid, "child")
                        k["born"], k["age"] = last["born"], last["age"]
                        k["upn"] = self.upn(k["born"]) if last["upn"] else ""
                        k["nino"] = self.nino() if k["age"] >= 16 else ""
                    else:
                        k = self.person(grp, r.choice("MF"), r.uniform(0, min(top, 20)), base, hid, "child")
                    if dad and k["sex"] == "M" and r.random() < .02:            # Junior
                        k["first"] = dad["first"]
                    ppl.append(k)
                    last = k
            if kind == "multi":
                ppl.append(self.person(grp, r.choice("MF"), min(95, age + r.uniform(20, 34)), head, hid, "adult"))
        homes = [self.address()]
        while r.random() < .28 and len(homes) < 4:
            homes.append(self.address())                                       # where they lived before, the last first
        for p in ppl:
            p["homes"] = list(homes)
            if p["age"] > 17 and r.random() < .07:
                p["homes"].append(self.address())                              # not always of this household
            p["dad"] = None
        kids = [p for p in ppl if p["role"] == "child"]
        mums = [p for p in ppl if p["role"] == "adult"]
        return ppl, mums, kids


class Recorder:
    """A person, the way one agency has them."""
    def __init__(self, w):
        self.w, self.r = w, w.rng

    def typo(self, s):
        r = self.r
        if len(s) < 3:
            return s
        k = r.random()
        i = r.randrange(1, len(s)) if r.random() < .85 else 0
        if k < .28:
            low = s[i].lower()
            return s[:i] + (r.choice(QWERTY[low]) if low in QWERTY else s[i]) + s[i + 1:]
        if k < .48:
            return s[:i] + s[i + 1:]
        if k < .62:
            return s[:i] + s[i] + s[i:]
        if k < .80 and i + 1 < len(s):
            return s[:i] + s[i + 1] + s[i] + s[i + 2:]
        low = s.lower()
        opts = [(a, b) for a, b in PHONETIC if a in low[1:]]
        if not opts:
            return s[:i] + s[i + 1:]
        a, b = r.choice(opts)
        j = low.index(a, 1)
        return s[:j] + b + s[j + len(a):]

    def digit_typo(self, s):
        r, at = self.r, [i for i, c in enumerate(s) if c.isdigit()]
        if not at:
            return s
        i = r.choice(at)
        if r.random() < .35:
            j = at[(at.index(i) + 1) % len(at)]
            l = list(s)
            l[i], l[j] = l[j], l[i]
            return "".join(l)
        return s[:i] + r.choice("0123456789") + s[i + 1:]

    def first_name(self, p, agency):
        r, f = self.r, p["first"]
        x = r.random()
        nickp = {"police": .11, "health": .05, "schools": .05, "housing": .06, "dwp": .015}[agency]
        if x < nickp and f.lower() in self.w.nick:
            f = r.choice(self.w.nick[f.lower()]).title()
        elif x < nickp + .02 and p["middle"]:
            f = p["middle"]
        if f in self.w.trans and r.random() < .22:
            f = r.choice(self.w.trans[f])
        if r.random() < .03:
            f = self.typo(f)
        y = r.random()
        if y < .012:
            f = f[0]
        elif y < .05 and p["middle"]:
            f = f + " " + p["middle"]
        elif y < .055:
            f = ""
        return f

    def surname(self, p, agency):
        r, s = self.r, p["surname"]
        if p["old_surname"] and r.random() < .22:
            s = p["old_surname"]
        if "-" in s and r.random() < .4:
            s = r.choice(s.split("-")) if r.random() < .75 else s.replace("-", " ")
        if s in self.w.trans and r.random() < .10:
            s = r.choice(self.w.trans[s])
        if s.startswith("Mc") and r.random() < .12:
            s = "Mac" + s[2:]
        if len(s) > 5 and s.startswith("O") and s[1] in "bcdghklmnrs" and r.random() < .5:
            s = "O'" + s[1:].title()
        if r.random() < .03:
            s = self.typo(s)
        return "" if r.random() < .003 else s

    def dob(self, p, agency, contact):
        r, b = self.r, p["born"]
        if r.random() < (.45 if contact else {"police": .03, "housing": .03}.get(agency, .008)):
            return ""
        x = r.random() / (1.8 if agency in ("police", "housing") else 1.0)
        s = b.isoformat()
        if x < .009:
            s = self.digit_typo(s)
        elif x < .018 and b.day <= 12:
            s = f"{b.year}-{b.day:02d}-{b.month:02d}"
        elif x < .023:
            s = f"{b.year + r.choice([-1, 1])}{s[4:]}"
        elif x < .027:
            s = f"{b.year}-01-01"
        elif x < .030:
            s = f"{b.year + r.choice([-10, 10])}{s[4:]}"
        try:
            d = dt.date.fromisoformat(s)
            s = s if d <= self.w.today and d.year > 1900 else ""
        except ValueError:
            s = b.isoformat()
        if s and agency == "housing":
            s = f"{s[8:10]}/{s[5:7]}/{s[:4]}"
        elif s and agency == "police":
            s = s.replace("-", "")
        return s

    def place(self, p, agency):
        r = self.r
        k = 0
        while k + 1 < len(p["homes"]) and r.random() < {"police": .42, "dwp": .16}.get(agency, .24):
            k += 1
        flat, no, word, sfx, town, pc = p["homes"][k]
        street = word + " " + (ABBREV.get(sfx, sfx) if r.random() < .3 else sfx)
        if r.random() < .04:
            street = self.typo(street)
        a = f"{no} {street}"
        if flat:
            y = r.random()
            a = (f"Flat {flat}, {a}" if y < .6 else f"{flat}/{no} {street}" if y < .8 else f"Apartment {flat} {a}" if y < .9 else a)
        if r.random() < .6:
            a += ", " + town
        if r.random() < .04:
            a = ""
        x = r.random()
        if x < .035:
            pc = ""
        elif x < .055:
            pc = self.digit_typo(pc) if r.random() < .6 else self.typo(pc)
        elif x < .07:
            pc = r.choice(self.w.by_sector[pc[:-2]])
        elif x < .078:
            pc = pc.split(" ")[0]
        elif x < .30:
            pc = pc.replace(" ", "")
        return a, pc

    def record(self, p, agency, contact, kin):
        r = self.r
        f, s = self.first_name(p, agency), self.surname(p, agency)
        if r.random() < .008:
            f, s = s, f
        if agency == "police":
            f, s = f.upper(), s.upper()
        elif r.random() < .06:
            f, s = f.lower(), s.lower()
        a, pc = self.place(p, agency)
        sex = "" if r.random() < (.3 if contact else .03) else ({"M": "F", "F": "M"}[p["sex"]] if r.random() < .004 else p["sex"])
        nino = upn = ""
        if p["nino"] and r.random() < {"dwp": .975, "housing": .55, "police": .06, "schools": .22 if contact else 0, "health": .01}[agency]:
            nino = p["nino"]
            if r.random() < .006 and kin:
                nino = r.choice(kin)["nino"]                                   # a partner's number on the wrong form
            elif r.random() < .012:
                nino = self.digit_typo(nino)
            if r.random() < .15:
                nino = f"{nino[:2]} {nino[2:4]} {nino[4:6]} {nino[6:8]} {nino[8:]}"
        if p["upn"] and r.random() < {"schools": .985, "police": .06, "housing": 0, "dwp": 0, "health": .08}[agency]:
            upn = self.digit_typo(p["upn"]) if r.random() < .007 else p["upn"]
        return [agency, f, s, sex, self.dob(p, agency, contact), a, pc, nino, upn]


def generate(n, seed):
    w = World(seed, n / 2.3)
    rec, r, out, truth = Recorder(w), w.rng, [], []
    while len(out) < n:
        ppl, adults, kids = w.household()
        trouble = r.random() < .16                                             # a household that many services know
        jobs = []
        for p in ppl:
            kin = [q for q in adults if q is not p and q["nino"]]
            child = p["age"] < 18
            p_has = {"health": .72, "schools": .97 if 4 <= p["age"] < 18 else 0,
                     "housing": 0 if child else (.62 if trouble else .26), "dwp": 0 if p["age"] < 16 else (.66 if trouble else .22),
                     "police": 0 if p["age"] < 10 else (.42 if trouble else .05)}
            for ag in AGENCIES:
                k = 0
                if r.random() < p_has[ag]:
                    k = 1
                    again = {"police": .45 if trouble else .2, "housing": .10, "schools": .09, "dwp": .03, "health": .04}[ag]
                    while r.random() < again and k < 6:
                        k += 1
                jobs += [(p, ag, False, kin)] * k
            if kids and p in adults and not child and r.random() < .55:
                jobs.append((p, "schools", True, kin))                          # a parent on a school's roll
        for p, ag, contact, kin in jobs:
            # One text a record: lists of lists of ten million do not fit.
            out.append("\x1f".join(rec.record(p, ag, contact, kin)))
            truth.append(f"{p['id']}\x1f{p['hid']}\x1f{p['grp']}")
    del out[n:], truth[n:]
    order = list(range(n))
    r.shuffle(order)
    return out, truth, order, w


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--records", type=int, required=True)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    rows, truth, order, w = generate(a.records, a.seed)
    os.makedirs(a.out, exist_ok=True)
    with open(os.path.join(a.out, "records.csv"), "w", newline="") as f, open(os.path.join(a.out, "truth.csv"), "w", newline="") as g:
        cw, tw = csv.writer(f, lineterminator="\n"), csv.writer(g, lineterminator="\n")
        cw.writerow("record_id agency first_name surname sex dob address postcode nino upn".split())
        tw.writerow("record_id person_id household_id name_group".split())
        for i, at in enumerate(order):
            cw.writerow([i] + rows[at].split("\x1f"))
            tw.writerow([i] + truth[at].split("\x1f"))
    from collections import Counter
    c = Counter(t.split("\x1f")[0] for t in truth)
    pairs = sum(k * (k - 1) // 2 for k in c.values())
    print(f"records {len(rows)}  persons {len(c)}  households {len({t.split(chr(31))[1] for t in truth})}  "
          f"true pairs {pairs}  largest person {max(c.values())}  postcodes {w.n_pc}")


if __name__ == "__main__":
    main()
