//! Names and wording that were right once, or that stop in the middle.

use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::registers;
use crate::statement::entries;
use jiff::civil::Date;
use serde_json::Value;

/// Keys whose text is the council's own, or is shown to people.
const SHOWN: [&str; 12] = [
    "says",
    "text",
    "name",
    "label",
    "also",
    "cited-as",
    "members",
    "summary",
    "title",
    "consequence",
    "benefit",
    "minimum",
];

pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let day = merged.file.notice.effective.parse::<Date>().ok();
    let Some(own) = merged.own_file() else { return };
    // The file as written: in the merged one members are ids.
    for entry in entries(&own.file) {
        let value = entry.statement.value();
        let Some(map) = value.as_object() else { continue };
        for key in SHOWN {
            match map.get(key) {
                Some(Value::String(text)) => {
                    one(merged, (entry.table, entry.key), &[key], text, day, found);
                }
                Some(Value::Array(items)) => {
                    for (n, item) in items.iter().enumerate() {
                        if let Some(text) = item.as_str() {
                            one(merged, (entry.table, entry.key), &[key, &n.to_string()], text, day, found);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    if let Some(transfers) = merged.file.transfers.as_ref().filter(|_| merged.own("transfers", ""))
        && transfers.allowed == crate::source::Region::Eea
    {
        found.push(
            Diagnostic::warning("D9", "the border of a transfer is that of the United Kingdom")
                .at(merged.place("transfers", "", &["allowed"]), "speaks of the European Economic Area")
                .why("Since 2021 data that goes to the EEA leaves the United Kingdom: allowed by adequacy regulations, and a transfer all the same.")
                .help("say `uk` if it stays here; if it may go to the EEA, say so and name the adequacy regulations under `safeguards`"),
        );
    }
}

fn one(
    merged: &Merged,
    (table, key): (&str, &str),
    at: &[&str],
    text: &str,
    day: Option<Date>,
    found: &mut Vec<Diagnostic>,
) {
    let place = || merged.place(table, key, at);
    let list = at.first().copied().unwrap_or_default();
    let names_bodies = matches!(table, "party" | "class") || matches!(list, "says" | "text");
    // `also` holds former names on purpose.
    if names_bodies
        && list != "also"
        && let Some((body, old)) = registers::out_of_date(text, day)
    {
        let since = body.until.as_ref().map_or_else(String::new, |u| format!(" since {u}"));
        found.push(
            Diagnostic::warning("D7", format!("“{old}” is out of date"))
                .at(place(), format!("{}{since}", body.now))
                .why(format!(
                    "A body that does not exist receives nothing, and whoever asks it gets no answer ({}).",
                    body.why
                ))
                .help(if matches!(list, "cited-as" | "says") {
                    "ask the council to name the body of today; this keeps what the notice calls it".to_owned()
                } else {
                    format!("name {} today, and keep the old name in `cited-as`", body.now)
                }),
        );
    }
    if let Some((wording, old)) = registers::wording(text, day).filter(|_| list != "label" || table == "transfers") {
        found.push(
            Diagnostic::warning("D9", format!("“{old}” is out of date"))
                .at(place(), format!("today: {}", wording.now))
                .why(wording.why.clone())
                .help("ask the council to change the wording; nothing depends on it here"),
        );
    }
    let stops = matches!(list, "name" | "also" | "cited-as" | "members") && registers::cut_off(text).is_some()
        || ends_open(text) && matches!(list, "says" | "text" | "cited-as" | "name" | "members");
    if stops {
        let whole = registers::cut_off(text);
        found.push(
            Diagnostic::warning("D14", "this stops in the middle")
                .at(place(), whole.map_or_else(|| "unfinished".to_owned(), |w| format!("“{w}”?")))
                .why("An item that is cut off names nobody, and what was meant has to be guessed.")
                .help("ask the council for the whole of it"),
        );
    }
}

/// Whether a text ends where no text ends.
fn ends_open(text: &str) -> bool {
    let text = text.trim();
    let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    text.is_empty()
        || text.ends_with([',', ':', '(', '&'])
        || matches!(last, "and" | "or" | "the" | "of" | "for" | "with" | "to" | "including" | "following")
}
