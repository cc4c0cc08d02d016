//! One request, as a handler sees it.

use crate::answer::{Answer, Failure};
use crate::serve::Web;
use app::{Actor, LoggedIn};
use axum::http::StatusCode;
use casework::form::Typed;
use identity::{HandedOut, SessionToken};
use kernel::CaseId;
use pages::form::FormState;
use pages::{Area, Banner, Frame, Page};
use std::sync::Arc;

/// What is said when a form's token was not right. Everything typed is still there.
pub(crate) const STALE: &str =
    "This form was out of date, so nothing was saved. Everything you typed is still here: check it and send it again.";

/// One request.
pub(crate) struct Ask {
    pub(crate) web: Arc<Web>,
    /// The application, doing what the form of this request is for, once.
    pub(crate) app: app::App,
    /// The key for the forms of the page that is shown now.
    pub(crate) once: String,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) form: Typed,
    /// The files that were sent with it.
    pub(crate) files: Vec<crate::read::Sent>,
    pub(crate) logged: Option<LoggedIn>,
    /// The session's secret, if the session lives.
    pub(crate) token: Option<SessionToken>,
    /// The secret of a session that has lapsed: what is typed under it is kept, and nothing is shown.
    pub(crate) lapsed: Option<SessionToken>,
    /// The token for the forms of this page.
    pub(crate) csrf: String,
    /// The secret by which this device is known.
    pub(crate) device: Option<HandedOut>,
    /// The secret of a log in at a provider that is under way in this browser.
    pub(crate) sign_on: Option<HandedOut>,
    /// What the browser says it is: `Firefox on Linux`.
    pub(crate) browser: String,
    /// Where this server is reached, as the browser has it: `https://casework.example`.
    pub(crate) origin: String,
    /// Where the page is.
    pub(crate) path: String,
    /// Who is logged in on their own page.
    pub(crate) me: Option<app::Me>,
    /// The secret of the cookie of one's own page, also before the code was given.
    pub(crate) own_token: Option<SessionToken>,
    /// In which of the languages somebody reads their own pages: its place among them.
    pub(crate) language: usize,
    /// Whether it was chosen in this browser.
    pub(crate) language_chosen: bool,
    /// What the page says of a form whose text is kept while it is typed.
    pub(crate) keeps: Option<pages::Keeps>,
    /// What has just been done.
    pub(crate) said: Option<&'static str>,
}

impl Ask {
    /// The application.
    pub(crate) fn app(&self) -> &app::App {
        &self.app
    }
    /// Who acts. The door has let only such in.
    pub(crate) fn actor(&self) -> Result<&Actor, Failure> {
        match &self.logged {
            Some(LoggedIn::In(actor)) => Ok(actor),
            _ => Err(Failure::not_found()),
        }
    }
    /// The session's secret. The door has let only such in.
    pub(crate) fn session(&self) -> Result<&SessionToken, Failure> {
        self.token.as_ref().ok_or_else(Failure::not_found)
    }
    /// A parameter of the address.
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }
    /// A word of the query: never anything about a person.
    pub(crate) fn query(&self, name: &str) -> &str {
        self.query.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }
    /// A field of the form.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.form.first(name)
    }
    /// The draft that the form was begun as.
    pub(crate) fn draft(&self) -> Option<kernel::DraftId> {
        self.field("draft").parse().ok()
    }
    /// The person in the address.
    pub(crate) fn person(&self, name: &str) -> Result<kernel::PersonId, Failure> {
        self.param(name).parse().map_err(|_| Failure::not_found())
    }
    /// The case in the address.
    pub(crate) fn case(&self) -> Result<CaseId, Failure> {
        self.param("case").parse().map_err(|_| Failure::not_found())
    }
    /// `authority/notice` in the address.
    pub(crate) fn notice(&self) -> String {
        format!("{}/{}", self.param("authority"), self.param("notice"))
    }
    /// What stands round the page.
    pub(crate) fn frame(&self) -> Frame {
        let acting = match &self.logged {
            Some(LoggedIn::In(actor)) => Some(self.web.labels.acting(&self.web.app, actor)),
            _ => None,
        };
        Frame {
            council: self.web.settings.council.clone(),
            demo: self.web.settings.demo,
            csrf: self.csrf.clone(),
            once: self.once.clone(),
            keeps: self.keeps.clone(),
            acting,
            notices: self.web.labels.notices(&self.web.app),
            banner: self.said.map(|words| Banner { words: words.to_owned(), success: true }),
            at: menu_item(&self.path),
        }
    }
    /// Renders a page.
    pub(crate) fn page<P: Page>(&self, page: &P) -> Result<Answer, Failure> {
        let html = self.web.pages.render(&self.frame(), page)?;
        let answer = Answer::page(html);
        Ok(if self.logged.is_none() && P::AREA == Area::Notices { answer.for_everybody() } else { answer })
    }
    /// Renders a form: with errors it is a 422.
    pub(crate) fn form_page<P: Page>(&self, page: &P, form_is_fine: bool) -> Result<Answer, Failure> {
        let answer = self.page(page)?;
        Ok(if form_is_fine { answer } else { answer.status(StatusCode::UNPROCESSABLE_ENTITY) })
    }
}

/// Addresses by how they begin, and the item of the menu that they belong to.
const MENU: [(&str, &str); 32] = [
    ("/my-day", "/my-day"),
    ("/tasks", "/my-day"),
    ("/asked", "/my-day"),
    ("/appointments", "/my-day"),
    ("/warnings", "/my-day"),
    ("/desk", "/desk"),
    ("/words", "/desk"),
    ("/team", "/team"),
    ("/groups", "/groups"),
    ("/meetings", "/groups"),
    ("/agenda", "/groups"),
    ("/approvals", "/approvals"),
    ("/reviews", "/reviews"),
    ("/outbound", "/reviews"),
    ("/enquiries", "/reviews"),
    ("/studies", "/reviews"),
    ("/study-files", "/desk"),
    ("/referrals", "/referrals"),
    ("/rights", "/rights"),
    ("/outside-requests", "/reviews"),
    ("/files", "/reviews"),
    ("/unusual-looks", "/reviews"),
    ("/letters", "/letters"),
    ("/withdrawals", "/withdrawals"),
    ("/agreements", "/agreements"),
    ("/destinations", "/agreements"),
    ("/transfers", "/agreements"),
    ("/processors", "/agreements"),
    ("/contracts", "/agreements"),
    ("/contacts", "/agreements"),
    ("/onboarding", "/agreements"),
    ("/admin", "/admin"),
];

/// The item of the menu that an address belongs to.
fn menu_item(path: &str) -> Option<&'static str> {
    let under = |start: &str| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    MENU.iter().find(|(start, _)| under(start)).map(|(_, item)| *item)
}

/// A form whose token was not right.
pub(crate) fn stale() -> FormState {
    FormState::wrong("", STALE)
}
