//! The one table of routes: the router is built from it, and the description, and the tests.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::handlers::notices::Description;
use crate::handlers::{
    accounts, cases, consents, documents, entries, forms, notices, people, search, sections, tasks, warnings,
};
use crate::problem::Problem;
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// How a route is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// To look.
    Get,
    /// To do something.
    Post,
    /// To put something in a known place.
    Put,
    /// To take something away.
    Delete,
}

impl Method {
    /// As HTTP has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// Whose token opens a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// No token is needed.
    Everybody,
    /// Any token.
    Anybody,
    /// A token that acts in a capacity of a notice.
    Caseworkers,
    /// A token of an administrator's own work.
    Administrators,
}

pub(crate) type Handler = fn(&Ask) -> Result<Answer, Problem>;
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// A parameter of the query or a header.
#[derive(Clone, Copy)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub words: &'static str,
    /// Its schema, as JSON.
    pub schema: &'static str,
    /// Whether it is a header rather than of the query.
    pub header: bool,
}

/// An answer that goes well.
#[derive(Clone, Copy)]
pub struct Good {
    /// The status.
    pub status: u16,
    /// What it says.
    pub words: &'static str,
    /// What stands in it, if anything.
    pub schema: Option<SchemaOf>,
    /// Headers that come with it.
    pub headers: &'static [(&'static str, &'static str)],
}

/// A route.
#[derive(Clone, Copy)]
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// Its address behind [`crate::ROOT`], with parameters in braces.
    pub path: &'static str,
    /// Its name in the description.
    pub id: &'static str,
    /// What it belongs to.
    pub tag: &'static str,
    /// What it does.
    pub words: &'static str,
    /// Whose token opens it.
    pub door: Door,
    /// Parameters of the query, and headers.
    pub params: &'static [Param],
    /// What is sent.
    pub body: Option<SchemaOf>,
    /// Whether a document comes with it.
    pub upload: bool,
    /// The answer that goes well.
    pub good: Good,
    /// Further problems that it has, by status.
    pub problems: &'static [u16],
    pub(crate) handle: Handler,
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

const fn good<T: JsonSchema>(words: &'static str) -> Good {
    Good { status: 200, words, schema: Some(schema::<T>), headers: &[] }
}

const fn done(words: &'static str) -> Good {
    Good { status: 204, words, schema: None, headers: &[] }
}

const fn done_as(words: &'static str) -> Good {
    Good { status: 204, words, schema: None, headers: &[ETAG] }
}

const ETAG: (&str, &str) = ("ETag", "The version of the content, for If-Match");
const LOCATION: (&str, &str) = ("Location", "The address of what was made");

const fn query(name: &'static str, schema: &'static str, words: &'static str) -> Param {
    Param { name, words, schema, header: false }
}
const fn header(name: &'static str, schema: &'static str, words: &'static str) -> Param {
    Param { name, words, schema, header: true }
}

const FLAG: &str = r#"{"type":"boolean","default":false}"#;
const SERVICE: &str = r#"{"type":"string","pattern":"^[a-z0-9-]{1,64}$"}"#;
const PLACE: &str = r#"{"type":"string","pattern":"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])\\.[0-9a-f]{32}$"}"#;
const VERSION: &str = r#"{"type":"string","pattern":"^\"v[1-9][0-9]{0,8}\"$"}"#;
const STAR: &str = r#"{"type":"string","const":"*"}"#;
const KEY: &str = r#"{"type":"string","pattern":"^[A-Za-z0-9_-]{8,128}$"}"#;

#[expect(clippy::too_many_arguments, reason = "a row of the table has all of these")]
const fn route(
    method: Method,
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    door: Door,
    good: Good,
    handle: Handler,
    words: &'static str,
) -> Route {
    Route { method, path, id, tag, words, door, params: &[], body: None, upload: false, good, problems: &[], handle }
}

impl Route {
    const fn with(mut self, params: &'static [Param]) -> Self {
        self.params = params;
        self
    }
    const fn takes<T: JsonSchema>(mut self) -> Self {
        self.body = Some(schema::<T>);
        self
    }
    /// A document comes with it.
    const fn uploads(mut self) -> Self {
        self.upload = true;
        self
    }
    const fn or(mut self, problems: &'static [u16]) -> Self {
        self.problems = problems;
        self
    }
}

const fn made<T: JsonSchema>(words: &'static str) -> Good {
    Good { status: 201, words, schema: Some(schema::<T>), headers: &[LOCATION] }
}

const fn versioned<T: JsonSchema>(words: &'static str) -> Good {
    Good { status: 200, words, schema: Some(schema::<T>), headers: &[ETAG] }
}

use Door::{Administrators, Anybody, Caseworkers, Everybody};
use Method::{Delete, Get, Post, Put};

const ID: &str = r#"{"type":"string","pattern":"^[0-9a-f]{32}$"}"#;
const DAY: &str = r#"{"type":"string","pattern":"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"}"#;
const KIND: &str =
    r#"{"enum":["note","call","visit","appointment","section","consent","task","agency","case","document","warning"]}"#;
const ONCE: Param = header(
    "Idempotency-Key",
    KEY,
    "Asked again with the same key, address and body within a day, what was made the first time is answered and nothing else is made",
);
const IF_MATCH: Param = header("If-Match", VERSION, "The version that this change rests on: its `ETag`");
/// The problems that whatever is written can have.
const WRITES: &[u16] = &[409, 413, 415, 422];

static ROUTES: &[Route] = &[
    route(Get, "/openapi.json", "description", "About", Everybody, good::<Description>("The description"), notices::description, "This description"),
    route(Get, "/me", "me", "About", Anybody, good::<accounts::Me>("Who acts"), accounts::me, "Who this token acts as, and for which purpose"),
    route(Get, "/my-day", "myDay", "Work", Caseworkers, good::<tasks::Day>("The day"), tasks::my_day, "What is overdue, due, waiting for whom, and who comes"),
    route(Get, "/cases", "listCases", "Cases", Caseworkers, good::<cases::CaseList>("A page of cases"), cases::list, "The cases that exist for the caller; what is due first comes first").with(&[
        query("mine", FLAG, "Only the caller's own"),
        query("service", SERVICE, "Only of this service"),
        query("closed", FLAG, "Closed ones rather than open ones"),
        query("overdue", FLAG, "Only what is overdue"),
        query("after", PLACE, "Behind this place: `next` of the page before"),
    ]),
    route(Post, "/cases", "createCase", "Cases", Caseworkers, made::<cases::Made>("The case that was made"), cases::create, "Makes a case from the sections of its service's form").with(&[ONCE]).takes::<cases::NewCase>().or(WRITES),
    route(Get, "/services/{service}/form", "form", "Cases", Caseworkers, good::<forms::Forms>("The forms"), forms::forms, "The forms of a new case of a service: what the caller may record, and why it is asked"),
    route(Get, "/cases/{case}", "openCase", "Cases", Caseworkers, good::<cases::Case>("The case"), cases::open, "Opens a case, every section of it; what is withheld says why"),
    route(Post, "/cases/{case}/close", "closeCase", "Cases", Caseworkers, good::<cases::Closed>("Until when what is kept"), cases::close, "Closes a case: from today its retention periods run").takes::<cases::Close>().or(WRITES),
    route(Post, "/cases/{case}/reopen", "reopenCase", "Cases", Caseworkers, done("It is open again"), cases::reopen, "Opens a closed case again, for a reason").takes::<cases::Why>().or(WRITES),
    route(Post, "/cases/{case}/look", "lookAtClosedCase", "Cases", Caseworkers, done("It can be looked at today"), cases::look_at_closed, "Says why a closed case is looked at: without it, it answers 409").takes::<cases::Why>().or(WRITES),
    route(Get, "/cases/{case}/seen", "whoHasSeen", "Cases", Caseworkers, good::<cases::SeenPage>("A page of the ledger"), cases::seen, "Who has seen the record, why, and under which rule; the newest first").with(&[query("before", ID, "Before this entry: `next` of the page before")]),
    route(Get, "/cases/{case}/sections/{category}", "openSection", "Sections", Caseworkers, versioned::<sections::Section>("The section"), sections::open, "Opens one section and nothing else"),
    route(Put, "/cases/{case}/sections/{category}", "saveSection", "Sections", Caseworkers, versioned::<sections::Saved>("Saved as this version"), sections::save, "Saves a section as a new version; the old ones stay. One of If-Match and If-None-Match is needed").with(&[
        IF_MATCH,
        header("If-None-Match", STAR, "There is no version yet: this is the first"),
    ]).takes::<sections::Change>().or(&[409, 412, 413, 415, 422, 428]),
    route(Post, "/cases/{case}/sections/{category}/reveal", "reveal", "Sections", Caseworkers, good::<sections::Revealed>("What stands there"), sections::reveal, "Shows something masked in full, for a reason that stands on the ledger").takes::<sections::Reveal>().or(WRITES),
    route(Get, "/cases/{case}/sections/{category}/versions", "sectionVersions", "Sections", Caseworkers, good::<sections::Versions>("The versions, the newest first"), sections::versions, "Every version of a section"),
    route(Get, "/cases/{case}/timeline", "timeline", "Work", Caseworkers, good::<entries::TimelinePage>("A page of the timeline"), entries::timeline, "What happened on a case, the latest first").with(&[
        query("kind", KIND, "Only of this kind"),
        query("from", DAY, "From this day on"),
        query("until", DAY, "Until this day"),
        query("before", r#"{"type":"string","pattern":"^[0-9]{15,16}(\\.[0-9a-f]{32})?$"}"#, "Before this place: `next` of the page before"),
    ]),
    route(Post, "/cases/{case}/entries", "addEntry", "Work", Caseworkers, made::<entries::Made>("The entry that was added"), entries::add, "Adds a note, a call, a visit or an appointment").with(&[ONCE]).takes::<entries::NewEntry>().or(WRITES),
    route(Get, "/cases/{case}/entries/{item}", "openEntry", "Work", Caseworkers, versioned::<entries::EntryVersions>("The entry"), entries::open, "An entry with its earlier versions"),
    route(Put, "/cases/{case}/entries/{item}", "correctEntry", "Work", Caseworkers, done_as("It is corrected; what it said before stays"), entries::correct, "Corrects an entry").with(&[IF_MATCH]).takes::<entries::NewEntry>().or(&[409, 412, 413, 415, 422, 428]),
    route(Get, "/cases/{case}/tasks", "listTasks", "Work", Caseworkers, good::<tasks::Tasks>("The tasks"), tasks::list, "What is to be done on a case"),
    route(Post, "/cases/{case}/tasks", "addTask", "Work", Caseworkers, made::<entries::Made>("The task that was added"), tasks::add, "Adds something to be done").with(&[ONCE]).takes::<tasks::TaskToAdd>().or(WRITES),
    route(Put, "/cases/{case}/tasks/{task}", "changeTask", "Work", Caseworkers, done("It is as asked"), tasks::change, "Gives a task to somebody, or another day").takes::<tasks::TaskChange>().or(WRITES),
    route(Post, "/cases/{case}/tasks/{task}/done", "finishTask", "Work", Caseworkers, done("It is done"), tasks::finish, "Says that a task is done").or(&[409]),
    route(Get, "/cases/{case}/documents", "listDocuments", "Documents", Caseworkers, good::<documents::Documents>("The documents"), documents::list, "The documents of a case, without their bytes"),
    route(Post, "/cases/{case}/documents", "addDocument", "Documents", Caseworkers, made::<documents::HandedIn>("The document that was handed in"), documents::add, "Hands in a document").with(&[ONCE]).takes::<documents::DocumentToAdd>().or(WRITES).uploads(),
    route(Get, "/cases/{case}/documents/{item}", "openDocument", "Documents", Caseworkers, good::<documents::Document>("The document, without its bytes"), documents::open, "A document, without its bytes"),
    route(Get, "/cases/{case}/documents/{item}/content", "documentContent", "Documents", Caseworkers, good::<documents::WholeDocument>("The bytes"), documents::content, "The bytes of a document").with(&[query("preview", FLAG, "A small picture of it rather than all of it")]),
    route(Get, "/cases/{case}/warnings", "listWarnings", "Warnings", Caseworkers, good::<warnings::Warnings>("The warnings"), warnings::list, "The warnings of a case"),
    route(Post, "/cases/{case}/warnings", "proposeWarning", "Warnings", Caseworkers, made::<entries::Made>("The warning that was proposed"), warnings::propose, "Proposes a warning; somebody else has to approve it").takes::<warnings::WarningToPropose>().or(WRITES),
    route(Post, "/cases/{case}/warnings/{item}/approve", "approveWarning", "Warnings", Caseworkers, done("It is in force"), warnings::approve, "Approves a warning that somebody else proposed").or(&[409]),
    route(Post, "/cases/{case}/warnings/{item}/told", "warningTold", "Warnings", Caseworkers, done("It is written down"), warnings::told, "Says that the person was told").or(&[409]),
    route(Post, "/cases/{case}/warnings/{item}/end", "endWarning", "Warnings", Caseworkers, done("It is over"), warnings::end, "Ends a warning").or(&[409]),
    route(Get, "/cases/{case}/consents", "listConsents", "Consents", Caseworkers, good::<consents::Consents>("What is asked, and where it stands"), consents::list, "What the person's permission is asked for"),
    route(Post, "/cases/{case}/consents", "recordConsent", "Consents", Caseworkers, done("It is recorded and counts from the next request on"), consents::record, "Records what the person said").takes::<consents::Said>().or(WRITES),
    route(Get, "/cases/{case}/agencies", "listAgencies", "Agencies", Caseworkers, good::<consents::Agencies>("Who works on the case"), consents::agencies, "The bodies that work on the case"),
    route(Post, "/cases/{case}/agencies", "addAgency", "Agencies", Caseworkers, done("It works on the case from today"), consents::add_agency, "Lets a body of the notice work on the case").takes::<consents::NewAgency>().or(WRITES),
    route(Post, "/cases/{case}/agencies/end", "endAgency", "Agencies", Caseworkers, done("It does not work on the case any more"), consents::end_agency, "Takes a body off the case").takes::<consents::NewAgency>().or(WRITES),
    route(Get, "/people/duplicates", "listDuplicates", "People", Caseworkers, good::<people::Proposals>("The proposals"), people::duplicates, "Records that may be one person's").with(&[query("person", ID, "Only those with this record")]),
    route(Get, "/people/{person}", "openPerson", "People", Caseworkers, good::<people::Person>("The person"), people::open, "A person apart from any case: what is known, where from, their household and their cases").with(&[query("on", DAY, "The household as it was on this day")]),
    route(Get, "/people/{person}/compare/{other}", "comparePeople", "People", Caseworkers, good::<people::Comparison>("Field by field"), people::compare, "Two records side by side"),
    route(Put, "/people/{person}/compare/{other}", "decideAboutPeople", "People", Caseworkers, done("It is decided"), people::decide, "Says whether two records are one person's. A link keeps both, and can be split").takes::<people::Decided>().or(WRITES),
    route(Delete, "/people/{person}/links/{link}", "splitPeople", "People", Caseworkers, done("They are two again"), people::split, "Splits two records that were linked").or(&[409]),
    route(Post, "/search", "search", "People", Caseworkers, good::<search::Found>("The likeliest first"), search::search, "Looks somebody up in one line: name, date of birth, identifiers, telephone number, postcode, reference, in any order").takes::<search::Search>().or(&[413, 415]),
    route(Get, "/notices", "listNotices", "Notices", Everybody, good::<notices::Notices>("Every published version"), notices::list, "The published privacy notices"),
    route(Get, "/notices/{authority}/{notice}", "openNotice", "Notices", Everybody, good::<notices::Notice>("The notice"), notices::open, "A published privacy notice, with its statements").with(&[query("version", r#"{"type":"string","pattern":"^[0-9A-Za-z.+-]{1,32}$"}"#, "This version rather than the latest")]),
    route(Get, "/accounts", "listAccounts", "Administration", Administrators, good::<accounts::Accounts>("The accounts"), accounts::list, "Every account"),
    route(Post, "/accounts/{account}/state", "switchAccount", "Administration", Administrators, done("It is as asked"), accounts::switch, "Lets an account log in, or not any more: its sessions end at once").takes::<accounts::Switch>().or(WRITES),
];

/// Every route that there is.
#[must_use]
pub fn routes() -> &'static [Route] {
    ROUTES
}
