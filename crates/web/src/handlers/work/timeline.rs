//! The timeline of a case.

use super::entries::card;
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::show;
use crate::tabs::head;
use app::{TimelineFilter, TimelineLine};
use casework::happening::{KINDS, kind_words};
use jiff::civil::Date;
use kernel::{ItemId, Timestamp};
use pages::Link;
use pages::caseload::Paging;
use pages::form::{Choice, FormState};
use pages::work::{TimelinePage, TimelineRow};

/// What is on a timeline beside entries written by hand.
const OTHERS: [&str; 11] = [
    "document",
    "asked-document",
    "plan-step",
    "warning",
    "task",
    "section",
    "consent",
    "agency",
    "message",
    "sharing",
    "case",
];

/// The timeline.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let mut form = FormState::default();
    let kinds: Vec<String> = ask
        .query
        .iter()
        .filter(|(n, v)| n == "kind" && (KINDS.iter().any(|k| k.code == v) || OTHERS.contains(&v.as_str())))
        .map(|(_, v)| v.clone())
        .collect();
    let mut day = |name: &str| -> Option<Date> {
        let typed = ask.query(name);
        let read = typed.parse().ok();
        if read.is_none() && !typed.is_empty() {
            form.add(name, "Enter a date as day, month and year");
        }
        read
    };
    let (from, until) = (day("from"), day("until"));
    let filter = TimelineFilter { kinds, from, until, before: before(ask.query("before")) };
    let found = ask.app().timeline(ask.actor()?, case, &filter)?;
    let adds = found.top.records && found.top.open;
    let href = show::notice_head(&found.top.notice).href;
    let choice = |code: &str| Choice {
        value: code.to_owned(),
        label: kind_words(code).to_owned(),
        hint: None,
        picked: filter.kinds.iter().any(|k| k == code),
    };
    let shown = found.lines.len();
    let older = found.next.map(|(at, id)| {
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        address(case, &filter, &format!("before={}.{id}", at.as_micros()))
    });
    let words = match (shown, older.is_some()) {
        (0, _) => "Nothing".to_owned(),
        (n, true) => format!("{n} shown, the latest first; there is more"),
        (1, false) => "1 shown".to_owned(),
        (n, false) => format!("{n} shown, the latest first"),
    };
    let add = KINDS
        .iter()
        .filter(|_| adds)
        .map(|k| Link { text: k.add.to_owned(), href: format!("/cases/{case}/entries/new/{}", k.code) });
    let page = TimelinePage {
        add: add.collect(),
        kinds: KINDS.iter().map(|k| choice(k.code)).chain(OTHERS.iter().map(|c| choice(c))).collect(),
        from: from.map(|d| d.to_string()).unwrap_or_default(),
        until: until.map(|d| d.to_string()).unwrap_or_default(),
        lines: found.lines.into_iter().map(|l| row(l, &href)).collect(),
        paging: Paging { words, previous: filter.before.is_some().then(|| address(case, &filter, "")), next: older },
        case: head(found.top, "timeline"),
        form,
    };
    ask.page(&page)
}

fn before(text: &str) -> Option<(Timestamp, Option<ItemId>)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_micros(at.parse().ok()?), id.parse().ok()))
}

fn address(case: kernel::CaseId, filter: &TimelineFilter, more: &str) -> String {
    let mut parts: Vec<String> = filter.kinds.iter().map(|k| format!("kind={k}")).collect();
    parts.extend(filter.from.map(|d| format!("from={d}")));
    parts.extend(filter.until.map(|d| format!("until={d}")));
    if !more.is_empty() {
        parts.push(more.to_owned());
    }
    format!("/cases/{case}/timeline?{}", parts.join("&"))
}

fn row(line: TimelineLine, notice_href: &str) -> TimelineRow {
    TimelineRow {
        kind: kind_words(&line.kind).to_owned(),
        words: line.words,
        when: line.at.words(),
        datetime: line.at.rfc3339(),
        by: line.by,
        entry: line.entry.map(|entry| card(entry, notice_href)),
    }
}
