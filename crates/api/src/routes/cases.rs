//! Cases, their sections, and the people they are about.

use super::{
    DAY, Door, FLAG, ID, IF_MATCH, Method, ONCE, ORDER, OWNER, PLACE, Route, SERVICE, STAR, WRITES, done, good, header,
    made, query, route, versioned,
};
use crate::answer::Made;
use crate::handlers::{access, cases, consents, drafts, forms, lists, people, search, sections};
use Door::Caseworkers;
use Method::{Delete, Get, Post, Put};

pub(super) const ROUTES: &[Route] = &[
    route(Get, "/cases", "listCases", "Cases", Caseworkers, good::<cases::CaseList>("A page of cases"), cases::list, "The cases that exist for the caller; what is due first comes first").with(&[
        query("mine", FLAG, "Only the caller's own"),
        query("service", SERVICE, "Only of this service"),
        query("closed", FLAG, "Closed ones rather than open ones"),
        query("overdue", FLAG, "Only what is overdue"),
        query("owner", OWNER, "Only of this colleague, or those that nobody holds"),
        query("order", ORDER, "What comes first: what is `due`, or what was opened last or first"),
        query("after", PLACE, "Behind this place: `next` of the page before"),
    ]),
    route(Post, "/cases", "createCase", "Cases", Caseworkers, made::<Made>("The case that was made"), cases::create, "Makes a case from the sections of its service's form").with(&[ONCE]).takes::<cases::NewCase>().or(WRITES),
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
    route(Get, "/cases/{case}/consents", "listConsents", "Consents", Caseworkers, good::<consents::Consents>("What is asked, and where it stands"), consents::list, "What the person's permission is asked for"),
    route(Post, "/cases/{case}/consents", "recordConsent", "Consents", Caseworkers, done("It is recorded and counts from the next request on"), consents::record, "Records what the person said").takes::<consents::Said>().or(WRITES),
    route(Get, "/cases/{case}/agencies", "listAgencies", "Agencies", Caseworkers, good::<consents::Agencies>("Who works on the case"), consents::agencies, "The bodies that work on the case"),
    route(Post, "/cases/{case}/agencies", "addAgency", "Agencies", Caseworkers, done("It works on the case from today"), consents::add_agency, "Lets a body of the notice work on the case").takes::<consents::NewAgency>().or(WRITES),
    route(Post, "/cases/{case}/agencies/end", "endAgency", "Agencies", Caseworkers, done("It does not work on the case any more"), consents::end_agency, "Takes a body off the case").takes::<consents::GoneAgency>().or(WRITES),
    route(Get, "/people/duplicates", "listDuplicates", "People", Caseworkers, good::<people::Proposals>("The proposals"), people::duplicates, "Records that may be one person's").with(&[query("person", ID, "Only those with this record")]),
    route(Get, "/people/{person}", "openPerson", "People", Caseworkers, good::<people::Person>("The person"), people::open, "A person apart from any case: what is known, where from, their household and their cases").with(&[query("on", DAY, "The household as it was on this day")]),
    route(Get, "/people/{person}/compare/{other}", "comparePeople", "People", Caseworkers, good::<people::Comparison>("Field by field"), people::compare, "Two records side by side"),
    route(Put, "/people/{person}/compare/{other}", "decideAboutPeople", "People", Caseworkers, done("It is decided"), people::decide, "Says whether two records are one person's. A link keeps both, and can be split").takes::<people::Decided>().or(WRITES),
    route(Delete, "/people/{person}/links/{link}", "splitPeople", "People", Caseworkers, done("They are two again"), people::split, "Splits two records that were linked").or(&[409]),
    route(Post, "/search", "search", "People", Caseworkers, good::<search::Found>("The likeliest first"), search::search, "Looks somebody up in one line: name, date of birth, identifiers, telephone number, postcode, reference, in any order").takes::<search::Search>().or(&[413, 415]),
    route(Get, "/cases/export", "exportCases", "Cases", Caseworkers, good::<lists::Exported>("The lines"), lists::export, "The lines of a list, all at once. That they were taken out is on the ledger; where the notice has somebody approve that first, it is asked for on the page of the list").with(&[
        query("mine", FLAG, "Only the caller's own"),
        query("service", SERVICE, "Only of this service"),
        query("closed", FLAG, "Closed ones rather than open ones"),
        query("overdue", FLAG, "Only what is overdue"),
        query("owner", OWNER, "Only of this colleague, or those that nobody holds"),
        query("order", ORDER, "What comes first: what is `due`, or what was opened last or first"),
    ]).or(&[409]),
    route(Get, "/lists", "savedLists", "Cases", Caseworkers, good::<lists::Lists>("The lists"), lists::saved, "The caller's lists of cases, saved under a name"),
    route(Post, "/lists", "saveList", "Cases", Caseworkers, done("It is saved"), lists::save, "Saves a list of cases under a name").takes::<lists::ListToSave>().or(WRITES),
    route(Delete, "/lists/{list}", "forgetList", "Cases", Caseworkers, done("It is forgotten"), lists::forget, "Forgets a saved list").or(&[409]),
    route(Get, "/cases/{case}/access", "caseAccess", "Access", Caseworkers, good::<access::Access>("Who may look at it"), access::open, "Who may look at a case: whether it is restricted, who is allowed and who is barred"),
    route(Post, "/cases/{case}/access", "setAccess", "Access", Caseworkers, done("It is so from the next request on"), access::set, "Restricts a case, lets a colleague look at a restricted one, or bars a colleague").takes::<access::RuleToMake>().or(WRITES),
    route(Delete, "/cases/{case}/access/{rule}", "endAccess", "Access", Caseworkers, done("It is over"), access::end, "Ends a rule about who may look").or(&[409]),
    route(Get, "/drafts", "listDrafts", "Drafts", Caseworkers, good::<drafts::Drafts>("The drafts"), drafts::list, "Forms that the caller began and has not sent; nothing of what was typed"),
    route(Post, "/drafts", "keepDraft", "Drafts", Caseworkers, made::<Made>("The draft that was kept"), drafts::begin, "Keeps what was typed into a form, sealed and for the caller only").takes::<drafts::DraftToKeep>().or(WRITES),
    route(Get, "/drafts/{draft}", "openDraft", "Drafts", Caseworkers, good::<drafts::Draft>("The draft"), drafts::open, "What was typed"),
    route(Put, "/drafts/{draft}", "changeDraft", "Drafts", Caseworkers, done("It is kept"), drafts::keep, "Keeps what was typed instead of what was kept before").takes::<drafts::Answers>().or(WRITES),
    route(Delete, "/drafts/{draft}", "dropDraft", "Drafts", Caseworkers, done("It is gone"), drafts::throw_away, "Throws a draft away").or(&[409]),
];
