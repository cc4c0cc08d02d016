//! When something cannot be done: what happened, what to do, and nothing else.

use crate::engine::page;
use crate::frame::{Area, Link};
use serde::Serialize;

/// A page that says what to do next. It never says whether something exists.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// What happened, as a heading.
    pub heading: String,
    /// What it means and what to do.
    pub words: Vec<String>,
    /// Where to go.
    pub links: Vec<Link>,
    /// A number to quote; it leads to the log, not to anybody's data.
    pub incident: Option<String>,
    /// What was sent, to be done anew after all.
    pub anew: Option<SendAnew>,
}

/// A form to send once more, with what was typed into it.
#[derive(Debug, Clone, Serialize)]
pub struct SendAnew {
    /// Where it goes.
    pub action: String,
    /// What it carries.
    pub hidden: Vec<(String, String)>,
}
page!(Problem => "problem.html", Area::Elsewhere);

impl Problem {
    fn new(heading: &str, words: &[&str], links: &[(&str, &str)]) -> Self {
        Self {
            heading: heading.to_owned(),
            words: words.iter().map(|w| (*w).to_owned()).collect(),
            links: links
                .iter()
                .map(|(text, href)| Link { text: (*text).to_owned(), href: (*href).to_owned() })
                .collect(),
            incident: None,
            anew: None,
        }
    }
    /// 400: the form was not in a shape that can be read.
    #[must_use]
    pub fn unreadable() -> Self {
        Self::new(
            "We could not read what was sent",
            &["Nothing was saved.", "Go back, check that the page loaded completely, and send it again."],
            &[("Go to the start page", "/")],
        )
    }
    /// 403: the form's token is missing or old.
    #[must_use]
    pub fn stale_form() -> Self {
        Self::new(
            "This form is out of date",
            &[
                "Nothing was saved. The page was open for a long time, or you have logged in again since.",
                "Go back, copy anything long that you have written, reload the page and send it again.",
            ],
            &[("Go to the start page", "/")],
        )
    }
    /// 403: the session ended while a form was being filled in. The request can be sent again by loading it anew.
    #[must_use]
    pub fn logged_out() -> Self {
        Self::new(
            "You were logged out before this was sent",
            &[
                "Nothing was saved, and nothing you typed is lost if you leave this page open.",
                "Log in in another tab. Then come back here and reload this page, and let the browser send the form again: it comes back with everything you typed.",
            ],
            &[("Log in", "/login")],
        )
    }
    /// 403: the session ended while a form was being filled in, and what was typed is kept for whoever it was of.
    #[must_use]
    pub fn logged_out_and_kept() -> Self {
        Self::new(
            "You were logged out before this was sent",
            &[
                "What you typed is kept for you, and nobody else can see it. Nothing was sent yet.",
                "Log in, then choose New application: what you began stands at the top of the page. A section that you were changing shows what you typed when you edit it again, and so do a note, a task, a warning, a message and a referral when you open their form again.",
            ],
            &[("Log in", "/login")],
        )
    }
    /// 403: only for administrators and the like, where the page's existence is no secret.
    #[must_use]
    pub fn not_yours() -> Self {
        Self::new(
            "Your account cannot do this",
            &["Nothing was changed. If you need this for your work, ask your administrator."],
            &[("Go to the start page", "/")],
        )
    }
    /// 404: it is not there, or not for this reader: the same words for both.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            "Page not found",
            &[
                "If you typed the address, check it.",
                "If you followed a link, the page may not be open to you for the purpose you are acting for.",
            ],
            &[("Go to the start page", "/")],
        )
    }
    /// 405: the address is right, the way of asking is not.
    #[must_use]
    pub fn wrong_method() -> Self {
        Self::new(
            "This page cannot be opened in this way",
            &["Start again from the page that led here."],
            &[("Go to the start page", "/")],
        )
    }
    /// 409: the same was sent before and done, and its page is not kept.
    #[must_use]
    pub fn sent_before() -> Self {
        Self::new(
            "This was done already",
            &[
                "It was sent before, and was done then: it is not done twice.",
                "Open the page that you came from again to see what came of it. A link or a code that was shown is shown once only.",
            ],
            &[("Go to the start page", "/")],
        )
    }
    /// 409: it was sent before with something else typed into it.
    #[must_use]
    pub fn sent_otherwise() -> Self {
        Self::new(
            "This was sent before, with something else in it",
            &[
                "What you sent first was done. Nothing was done with what you sent now.",
                "Open the page that you came from again to see how it stands. If what you sent now is to be done as well, press the button.",
            ],
            &[("Go to the start page", "/")],
        )
    }
    /// 409: somebody else changed it first.
    #[must_use]
    pub fn conflict() -> Self {
        Self::new(
            "Somebody else changed this first",
            &["Nothing of yours was saved.", "Open the page again to see how it stands now, then make your change."],
            &[("Go to your cases", "/cases")],
        )
    }
    /// 409: it cannot be done as things stand; the words say what to do.
    #[must_use]
    pub fn refused(words: &str) -> Self {
        Self::new("This cannot be done now", &["Nothing was changed.", words], &[("Go to the start page", "/")])
    }
    /// 413: too much at once.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(
            "That is too much to send at once",
            &[
                "Nothing was saved. Go back: what you typed is still there. Shorten the longest text (each may have up to 20,000 characters), or choose fewer or smaller files.",
            ],
            &[("Go to the start page", "/")],
        )
    }
    /// 415: not a form.
    #[must_use]
    pub fn not_a_form() -> Self {
        Self::new(
            "That was not sent as a form",
            &["Nothing was saved. Use the page's own form."],
            &[("Go to the start page", "/")],
        )
    }
    /// 429: too many attempts.
    #[must_use]
    pub fn too_many(wait: &str) -> Self {
        Self::new(
            "Too many attempts",
            &[&format!("Wait {wait}, then try again."), "If you have forgotten your password, ask your administrator."],
            &[("Go to the log in page", "/login")],
        )
    }
    /// 500: our fault.
    #[must_use]
    pub fn ours(incident: String) -> Self {
        let mut problem = Self::new(
            "Something went wrong here",
            &[
                "Nothing was saved, and it is not your fault.",
                "Try again in a few minutes. If it happens again, tell support the number below.",
            ],
            &[("Go to the start page", "/")],
        );
        problem.incident = Some(incident);
        problem
    }
    /// 503: the database or key store does not answer, or the disk is full.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(
            "Casement cannot be used for the moment",
            &[
                "Nothing was saved. It usually comes back by itself within minutes.",
                "Go back and try again; what you typed is still in the form.",
            ],
            &[("Try the start page", "/")],
        )
    }
}
