//! Evidence of the linkage engine, as pages show it.

use app::EvidenceView;
use pages::person::{Evidence, EvidenceRow};

/// `+14.2`: thousandths of a bit, in bits.
pub(crate) fn bits(millibits: i32) -> String {
    if millibits == 0 {
        return "0".to_owned();
    }
    format!("{:+.1}", f64::from(millibits) / 1000.0).replace('-', "−")
}

pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Lines, picture and words.
pub(crate) fn evidence(view: EvidenceView) -> Evidence {
    Evidence {
        percent: view.percent,
        bits: bits(view.millibits),
        lines: view
            .lines
            .into_iter()
            .map(|line| EvidenceRow {
                what: capital(&line.what),
                finding: line.finding,
                bits: bits(line.millibits),
                speaks: match line.millibits {
                    0 => "nothing",
                    1.. => "for",
                    _ => "against",
                },
            })
            .collect(),
        changes: view.changes,
        not_compared: view.not_compared.join(", "),
        picture: view.picture,
        model: view.model,
    }
}
