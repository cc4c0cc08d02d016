//! The permission matrix of each notice stands in the book, for reviewers to read: `docs/src/matrix/<notice>.txt`.

use crate::notices::{self, Notice};
use notice::model::{Act, Fact};

fn stands(notice: &Notice) {
    let text = notice.gate.matrix().to_text();
    let path = format!("{}/../../docs/src/matrix/{}.txt", env!("CARGO_MANIFEST_DIR"), notice.name);
    if std::env::var_os("CASEMENT_REGENERATE").is_some() {
        std::fs::create_dir_all(std::path::Path::new(&path).parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = written.lines().zip(text.lines()).find(|(a, b)| a != b);
    assert!(
        written == text,
        "docs/src/matrix/{}.txt is stale (first: {differs:?}). Read what changed, then regenerate it with \
         CASEMENT_REGENERATE=1 cargo nextest run -p disclosure matrices",
        notice.name
    );
}

#[test]
fn coventry() {
    stands(&notices::COVENTRY);
}
#[test]
fn dudley() {
    stands(&notices::DUDLEY);
}
#[test]
fn families() {
    stands(&notices::FAMILIES);
}
#[test]
fn kirklees() {
    stands(&notices::KIRKLEES);
}
#[test]
fn mars() {
    stands(&notices::MARS);
}

/// The matrix has a cell exactly where the envelope has a line.
#[test]
fn a_cell_stands_for_each_line_of_the_envelope() {
    for notice in [&*notices::COVENTRY, &*notices::DUDLEY, &*notices::FAMILIES, &*notices::KIRKLEES, &*notices::MARS] {
        let compiled = notice.gate.compiled();
        let mut cells: Vec<(String, Act, String, String)> = notice
            .gate
            .matrix()
            .rows
            .into_iter()
            .flat_map(|r| {
                let of = move |c: disclosure::MatrixCell| (r.principal.clone(), r.act, r.purpose.clone(), c.category);
                r.cells.into_iter().filter(|c| c.unless.iter().all(|w| w.when != "always")).map(of)
            })
            .collect();
        let line = |l: &notice::envelope::Line| {
            (
                compiled.principals[usize::from(l.principal.0)].key(),
                l.act,
                compiled.purposes[usize::from(l.purpose.0)].id.clone(),
                compiled.categories[usize::from(l.category.0)].id.clone(),
            )
        };
        let mut lines: Vec<_> = compiled.envelope.lines.iter().map(line).collect();
        cells.sort();
        lines.sort();
        cells.dedup();
        lines.dedup();
        assert_eq!(cells, lines, "{}", notice.name);
        assert!(compiled.envelope.lines.iter().any(|l| l.needs.has(Fact::Consent)), "{}", notice.name);
    }
}
