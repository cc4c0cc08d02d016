//! How right the shipped settings are on a list of 4,000 made-up people (the generator's, seed 41), with nobody saying who is who. The figures in
//! the book are of larger lists; these floors stand a little under what is found here, so that a change that makes it worse is noticed.

use super::{rows, text, works};
use std::collections::HashMap;
use std::hash::Hash;
use std::path::Path;

/// The harmonic mean of precision and recall over pairs of records that are put together.
fn f1<A: Hash + Eq, B: Hash + Eq>(found: &[A], truth: &[B]) -> f64 {
    fn pairs<T: Hash + Eq>(of: impl Iterator<Item = T>) -> f64 {
        let mut sizes = HashMap::<T, f64>::new();
        of.for_each(|one| *sizes.entry(one).or_default() += 1.0);
        sizes.values().map(|n| n * (n - 1.0) / 2.0).sum()
    }
    let both = pairs(found.iter().zip(truth));
    2.0 * both / (pairs(found.iter()) + pairs(truth.iter()))
}

#[test]
fn people_and_households_of_a_list_are_found_as_well_as_before() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let (list, truth) = (data.join("people.csv"), data.join("truth.csv"));
    let folder = tempfile::tempdir().expect("a folder");
    let (model, out) = (folder.path().join("model.toml"), folder.path().join("out"));
    let of = [text(&list), "--source-column", "agency", "--model", text(&model)];
    works(&[&["train"][..], &of].concat());
    let said = works(&[&["evaluate"][..], &of, &["--truth", text(&truth), "--group-column", "name_group"]].concat());
    let after = |words: &str| -> f64 {
        let rest = said.lines().find_map(|line| line.trim_start().strip_prefix(words)).expect(words);
        rest.trim_start().split([' ', ';']).next().expect("a figure").parse().expect("a number")
    };
    let (pairs, likely, gap) = (after("F1 "), after("95 to 100 %"), after("largest gap"));
    let lost = after("of true pairs, lost by blocking");
    works(&[&["run"][..], &of, &["--out", text(&out), "--households"]].concat());
    let known: HashMap<String, (String, String)> =
        rows(&truth).iter().map(|r| (r[0].to_owned(), (r[1].to_owned(), r[2].to_owned()))).collect();
    let by = |file: &str| -> (Vec<String>, Vec<(String, String)>) {
        rows(&out.join(file)).iter().map(|r| (r[2].to_owned(), known[&r[1]].clone())).unzip()
    };
    let (clusters, of_clusters) = by("clusters.csv");
    let (homes, of_homes) = by("households.csv");
    let people = f1(&clusters, &of_clusters.iter().map(|t| &t.0).collect::<Vec<_>>());
    let households = f1(&homes, &of_homes.iter().map(|t| &t.1).collect::<Vec<_>>());
    let figures = format!(
        "pairs {pairs}, people {people:.4}, households {households:.4}, likely {likely}, gap {gap}, lost {lost}"
    );
    assert!(pairs >= 0.975 && people >= 0.977 && households >= 0.94, "{figures}");
    assert!(likely >= 0.985 && gap <= 0.03 && lost <= 0.01, "{figures}");
}
