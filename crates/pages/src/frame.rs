//! What stands round every page: whose service it is, who is acting as what and for which purpose, where to go.

use serde::Serialize;

/// A link in words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Link {
    /// The words.
    pub text: String,
    /// The address.
    pub href: String,
}

impl Link {
    /// These words, leading there.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

/// What the person acting may do, as far as the navigation is concerned. The use cases decide for themselves.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct May {
    /// Has cases to look at.
    pub cases: bool,
    /// Has a day and a team: one of the controller's own people.
    pub day: bool,
    /// Can search.
    pub search: bool,
    /// Can start an application.
    pub create: bool,
    /// Has a desk of what was sent to it: a partner.
    pub desk: bool,
    /// Takes part in meetings of several agencies: there is a service that is one.
    pub meets: bool,
    /// Decides about what colleagues ask to share.
    pub decides: bool,
    /// Reviews what went without consent.
    pub reviews: bool,
    /// Is told of permissions that are withdrawn: one of a partner's people.
    pub withdrawals: bool,
    /// Keeps the register of agreements.
    pub agreements: bool,
    /// Answers people's requests about their data.
    pub requests: bool,
    /// Oversees how long records are kept.
    pub retention: bool,
    /// Can see the administrator's pages.
    pub administer: bool,
}

/// Who is acting, as what and for which purpose: said on every page.
#[derive(Debug, Clone, Serialize)]
pub struct Acting {
    /// The name of the person logged in (staff or partner; never a data subject).
    pub name: String,
    /// `Housing officer`.
    pub role: String,
    /// `Coventry City Council`, `St Basils`.
    pub body: String,
    /// The purpose of the notice, in its words; none for an administrator, who is released nothing.
    pub purpose: Option<String>,
    /// Whether there is another purpose or role to change to.
    pub can_change: bool,
    /// What the navigation offers.
    pub may: May,
}

/// A message at the top of the page about what has just been done.
#[derive(Debug, Clone, Serialize)]
pub struct Banner {
    /// `The section was saved`.
    pub words: String,
    /// Whether it went well.
    pub success: bool,
}

/// Which part of the navigation a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// Cases.
    Cases,
    /// Search.
    Search,
    /// A new application.
    Create,
    /// Agreements with those whom data is shared with.
    Agreements,
    /// Requests of people about their data.
    Requests,
    /// How long records are kept.
    Retention,
    /// Published notices.
    Notices,
    /// Administration.
    Admin,
    /// None of these.
    Elsewhere,
}

/// A form whose text is kept while it is typed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Keeps {
    /// When what stands in it was kept; none: it is as it was opened, or was just sent.
    pub kept: Option<String>,
}

/// What stands round the page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Frame {
    /// The council (or other controller) whose service this is.
    pub council: String,
    /// All data is synthetic: said at the top of every page.
    pub demo: bool,
    /// The token that every form carries.
    pub csrf: String,
    /// The key by which a form of this page is done once; each form of the page has a number of its own after it.
    pub once: String,
    /// The page has a form whose text is kept while it is typed.
    pub keeps: Option<Keeps>,
    /// Who is acting; none before logging in and for the public.
    pub acting: Option<Acting>,
    /// The published notices, for the foot of the page.
    pub notices: Vec<Link>,
    /// What has just been done.
    pub banner: Option<Banner>,
    /// The item of the menu that the page belongs to, by its address, where its area does not say it.
    pub at: Option<&'static str>,
}
