//! The pages of a case: one table, from which every page of a case draws its sub-navigation. A new page is one line here.

use crate::show;
use app::views::CaseTop;
use pages::case::{CaseHead, Tab};

/// For whom a page of a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// Whoever is released something of the case.
    Everybody,
    /// The controller's own people.
    Staff,
    /// Those of them who may record something.
    Recorders,
}

/// One page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CaseTab {
    /// Its name in the code: what a page says to be the current one.
    pub(crate) key: &'static str,
    /// What follows the case's address.
    pub(crate) path: &'static str,
    /// What it is called.
    pub(crate) words: &'static str,
    /// For whom it is.
    pub(crate) is_for: For,
}

const fn tab(key: &'static str, path: &'static str, words: &'static str, is_for: For) -> CaseTab {
    CaseTab { key, path, words, is_for }
}

/// The pages, in their order.
pub(crate) const CASE_TABS: &[CaseTab] = &[
    tab("case", "", "Record", For::Everybody),
    tab("person", "/person", "Person", For::Everybody),
    tab("household", "/household", "Household", For::Everybody),
    tab("timeline", "/timeline", "Timeline", For::Everybody),
    tab("tasks", "/tasks", "Tasks", For::Staff),
    tab("documents", "/documents", "Documents", For::Everybody),
    tab("warnings", "/warnings", "Warnings", For::Everybody),
    tab("access", "/access", "Who may look", For::Recorders),
    tab("consent", "/consent", "Consent", For::Recorders),
    tab("sharing", "/sharing", "Sharing", For::Recorders),
    tab("portal", "/portal", "Own page", For::Recorders),
    tab("messages", "/messages", "Messages", For::Recorders),
    tab("papers", "/papers", "To sign", For::Recorders),
    tab("retention", "/retention", "How long it is kept", For::Recorders),
    tab("seen", "/seen", "Who has seen this record", For::Staff),
];

/// The tabs of a case for whoever looks at it.
pub(crate) fn tabs(current: &str, case: &str, staff: bool, records: bool) -> Vec<Tab> {
    CASE_TABS
        .iter()
        .filter(|tab| match tab.is_for {
            For::Everybody => true,
            For::Staff => staff,
            For::Recorders => staff && records,
        })
        .map(|tab| Tab {
            words: tab.words.to_owned(),
            href: format!("/cases/{case}{}", tab.path),
            current: tab.key == current,
        })
        .collect()
}

/// The head of a case's page, with its tabs; `current` is a key of the table, or empty on a form that leads back.
pub(crate) fn head(top: CaseTop, current: &str) -> CaseHead {
    let notice = show::notice_head(&top.notice);
    let href = notice.href.clone();
    let id = top.id.to_string();
    let tabs = if current.is_empty() { Vec::new() } else { tabs(current, &id, top.staff, top.records) };
    CaseHead {
        id,
        reference: top.reference,
        name: Some(show::name(top.name, &href)),
        service: Some(top.service),
        notice: Some(notice),
        state: Some(show::open(top.open)),
        tabs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tab_leads_to_a_page_that_is_in_the_table_of_routes() {
        for tab in CASE_TABS {
            let path = format!("/cases/{{case}}{}", tab.path);
            assert!(crate::routes().iter().any(|r| r.path == path && r.method == crate::Method::Get), "{path}");
        }
    }
}
