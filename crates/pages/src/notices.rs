//! Published notices and their versions: open to everybody.

use crate::engine::page;
use crate::frame::{Area, Link};
use crate::shown::{Markup, NoticeHead};
use serde::Serialize;

/// A notice in the list.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeRow {
    /// The notice.
    pub notice: NoticeHead,
    /// Who answers for it.
    pub controller: String,
    /// One or two sentences.
    pub summary: Option<String>,
    /// From when it applies, in words.
    pub effective: String,
}

/// All published notices.
#[derive(Serialize)]
pub struct NoticeList {
    /// The notices.
    pub notices: Vec<NoticeRow>,
}
page!(NoticeList => "notices/list.html", Area::Notices);

/// A version of a notice.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeVersion {
    /// `1.0.0`.
    pub version: String,
    /// From when (and until when) it applies, in words.
    pub applies: String,
    /// Where it can be read.
    pub href: String,
    /// Whether it is the one shown.
    pub shown: bool,
    /// Whether it is the one that applies.
    pub current: bool,
    /// What changed from the version before, in plain words.
    pub changes: Vec<String>,
}

/// A notice.
#[derive(Serialize)]
pub struct NoticePage {
    /// Which.
    pub notice: NoticeHead,
    /// Where anybody asks about information about them.
    pub ask: String,
    /// The page as rendered from the notice itself.
    pub body: Markup,
    /// Its versions, newest first.
    pub versions: Vec<NoticeVersion>,
    /// The same in other forms: print, record of processing, machine-readable.
    pub formats: Vec<Link>,
    /// Who is on the notice's open lists today: list, names.
    pub enrolled: Vec<(String, Vec<String>)>,
    /// What goes out of the country today, and what keeps it safe there.
    pub abroad: Vec<String>,
    /// Other notices and pages: the link, and of which day it is and when it was checked.
    pub others: Vec<(Link, String)>,
    /// How many statements are assumed and not confirmed.
    pub assumptions: usize,
    /// What the council holds back besides, by rules of its own, in words.
    pub own: Vec<String>,
    /// The solver that proved it; none: it was published without a proof.
    pub proved: Option<String>,
}
page!(NoticePage => "notices/notice.html", Area::Notices);
