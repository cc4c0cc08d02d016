//! Published notices: open to everybody, every version.

use crate::answer::{Answer, Failure, Reply};
use crate::ask::Ask;
use crate::show;
use app::{AppError, NoticeVersionLine};
use axum::http::StatusCode;
use notice::render::As;
use pages::notices::{NoticeList, NoticePage, NoticeRow, NoticeVersion};
use pages::{Link, Markup, NoticeHead};

/// The other forms in which a notice can be read: the address's word, the link, the media type, the file's ending.
const FORMS: [(As, &str, &str, &str); 8] = [
    (As::Print, "To print", "text/html; charset=utf-8", "html"),
    (As::Markdown, "Plain text (Markdown)", "text/markdown; charset=utf-8", "md"),
    (As::Ropa, "Record of processing (CSV)", "text/csv; charset=utf-8", "csv"),
    (As::PolicyDocument, "Appropriate policy document", "text/markdown; charset=utf-8", "md"),
    (As::Dpv, "Data Privacy Vocabulary (JSON-LD)", "application/ld+json", "jsonld"),
    (As::Table, "Fields and retention", "text/markdown; charset=utf-8", "md"),
    (As::Cedar, "The policies that run (Cedar)", "text/plain; charset=utf-8", "cedar"),
    (As::Envelope, "Everything that is permitted, as a table", "text/plain; charset=utf-8", "txt"),
];

fn head(line: &NoticeVersionLine) -> NoticeHead {
    NoticeHead {
        id: line.notice_id.clone(),
        title: line.title.clone(),
        version: line.version.clone(),
        href: format!("/notices/{}", line.notice_id),
        draft: line.draft,
        controller: String::new(),
        basis: None,
    }
}

/// The version of each notice that counts today.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let mut notices: Vec<NoticeRow> = Vec::new();
    for line in ask.app().notice_list()? {
        if notices.iter().any(|row| row.notice.id == line.notice_id) {
            continue;
        }
        // The one that counts today, which need not be the newest.
        let page = ask.app().notice_page(&line.notice_id, None)?;
        notices.push(NoticeRow {
            notice: head(&page.line),
            controller: show::controller(&page.notice.compiled),
            summary: page.notice.compiled.merged.notice.summary.clone(),
            effective: format!("applies from {}", show::date(page.line.effective_on)),
        });
    }
    ask.page(&NoticeList { notices })
}

fn one(ask: &Ask, version: Option<&str>) -> Result<Answer, Failure> {
    let page = ask.app().notice_page(&ask.notice(), version)?;
    let compiled = &page.notice.compiled;
    let here = format!("/notices/{}/{}", page.line.notice_id, page.line.version);
    let mut versions = Vec::new();
    for (at, line) in page.versions.iter().enumerate() {
        let changes = match page.versions.get(at + 1) {
            Some(before) => changes(ask, line, before)?,
            None => Vec::new(),
        };
        versions.push(NoticeVersion {
            version: line.version.clone(),
            applies: format!("From {}", show::date(line.effective_on)),
            href: format!("/notices/{}/{}", line.notice_id, line.version),
            shown: line.version == page.line.version,
            current: line.version == page.in_force,
            changes,
        });
    }
    let mut enrolled: Vec<(String, Vec<String>)> = Vec::new();
    let (for_one, named): (Vec<_>, Vec<_>) =
        ask.app().enrolled_bodies(&page.line.notice_id)?.into_iter().partition(|body| body.for_one);
    for body in named {
        let until = body.until_on.map_or_else(String::new, |last| format!(" until {}", show::date(last)));
        let words = format!("{}, since {}{until}", body.name, show::date(body.from_on));
        match enrolled.last_mut().filter(|(list, _)| *list == body.list) {
            Some((_, names)) => names.push(words),
            None => enrolled.push((body.list, vec![words])),
        }
    }
    // Who acts for one person, or got something about one, is known by that: how many there are is said, and not who.
    for some in for_one.chunk_by(|a, b| a.list == b.list) {
        let Some(first) = some.first() else { continue };
        let words = match some.len() {
            1 => "One for one person only, not named here".to_owned(),
            many => format!("{many}, each for one person only, not named here"),
        };
        match enrolled.iter_mut().find(|(list, _)| *list == first.list) {
            Some((_, names)) => names.push(words),
            None => enrolled.push((first.list.clone(), vec![words])),
        }
    }
    let abroad = ask.app().public_transfers(&page.line.notice_id)?.into_iter().map(|t| {
        format!(
            "To {} in {}, until {}. Safeguard: {}, {}",
            t.to,
            t.country,
            show::date(t.until_on),
            t.safeguard,
            t.source
        )
    });
    let others = ask.app().public_links(&page.line.notice_id)?.into_iter().map(|l| {
        let dated = l.dated_on.map(|on| format!("Of {}", show::date(on)));
        let checked = l.checked_on.map(|on| format!("checked {}", show::date(on)));
        (Link::new(l.label, l.address), dated.into_iter().chain(checked).collect::<Vec<_>>().join(", "))
    });
    let shown = NoticePage {
        others: others.collect(),
        enrolled,
        abroad: abroad.collect(),
        notice: head(&page.line),
        ask: format!("/requests/{}", page.line.notice_id),
        body: Markup(html(compiled)?),
        versions,
        formats: FORMS
            .iter()
            .map(|(form, words, ..)| Link { text: (*words).to_owned(), href: format!("{here}/as/{}", form.id()) })
            .collect(),
        assumptions: compiled.assumptions.len(),
        own: page.notice.gate.own_rules().into_iter().map(|(_, words)| words).collect(),
        proved: page.notice.proof.as_ref().map(|p| p.solver.clone()),
    };
    ask.page(&shown)
}

fn html(compiled: &notice::model::Compiled) -> Result<String, Failure> {
    notice::render::render(compiled, As::Html).map_err(|e| Failure::App(AppError::Fault(e.to_string())))
}

/// What changed from the version before, in plain words.
fn changes(ask: &Ask, newer: &NoticeVersionLine, older: &NoticeVersionLine) -> Result<Vec<String>, Failure> {
    let (new, old) = (
        ask.app().notice_page(&newer.notice_id, Some(&newer.version))?,
        ask.app().notice_page(&older.notice_id, Some(&older.version))?,
    );
    let diff = notice::diff::diff(&old.notice.compiled, &new.notice.compiled);
    Ok(diff.to_text().lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// The version that counts today.
pub(crate) fn latest(ask: &Ask) -> Result<Answer, Failure> {
    one(ask, None)
}

/// One version.
pub(crate) fn version(ask: &Ask) -> Result<Answer, Failure> {
    one(ask, Some(ask.param("version")))
}

/// A version in another form.
pub(crate) fn document(ask: &Ask) -> Result<Answer, Failure> {
    let wanted = ask.param("form");
    let (form, _, kind, ending) = FORMS.iter().find(|(form, ..)| form.id() == wanted).ok_or_else(Failure::not_found)?;
    let page = ask.app().notice_page(&ask.notice(), Some(ask.param("version")))?;
    let text = notice::render::render(&page.notice.compiled, *form)
        .map_err(|e| Failure::App(AppError::Fault(e.to_string())))?;
    let name = format!("{}-{}-{}.{ending}", page.line.notice_id.replace('/', "-"), page.line.version, form.id());
    let body = Reply::Document { kind, name, text };
    Ok(Answer { status: StatusCode::OK, body, cookies: Vec::new(), public: true, was_done: false })
}
