//! Agencies: each organisation once, over all notices. Nothing in it is about anybody whom a case is about.

use super::agreements::HeldAgreement;
use super::tasks::part;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{
    AGENCY_KINDS, AgencyBodyLine, AgencyChangeLine, AgencyContactLine, AgencyFilter, AgencyLine, LooseBody, NewAgency,
    NewAgencyContact,
};
use kernel::AgencyId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An agency.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgencyLine")]
struct Line {
    id: String,
    name: String,
    /// What kind of body it is: a code.
    kind: String,
    /// What it does for people: codes.
    services: Vec<String>,
    /// The titles of the notices that have it.
    notices: Vec<String>,
    contacts: usize,
    accounts: usize,
    /// Since when nobody works with it any more.
    closed_at: Option<String>,
}

impl From<AgencyLine> for Line {
    fn from(line: AgencyLine) -> Self {
        Self {
            id: line.id.to_string(),
            name: line.name,
            kind: line.kind_code,
            services: line.service_codes,
            notices: line.notices,
            contacts: line.contacts,
            accounts: line.accounts,
            closed_at: line.closed_at.map(kernel::Timestamp::rfc3339),
        }
    }
}

/// A party of a notice.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PartyOfNotice")]
#[serde(deny_unknown_fields)]
pub(crate) struct PartyOf {
    /// The notice's id: `authority/notice`.
    notice: String,
    /// The party's key there.
    party: String,
}

/// Parties of one name that are no agency yet.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "NoAgencyYet")]
struct Loose {
    name: String,
    parties: Vec<PartyOf>,
}

impl From<LooseBody> for Loose {
    fn from(body: LooseBody) -> Self {
        let parties = body.bodies.into_iter().map(|(notice, party)| PartyOf { notice, party }).collect();
        Self { name: body.name, parties }
    }
}

/// The register.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgencyRegister")]
pub(crate) struct Register {
    /// By name.
    agencies: Vec<Line>,
    /// What notices name or their lists have, and the register has not.
    not_in_the_register: Vec<Loose>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let kind = ask.query("kind").unwrap_or_default();
    if !kind.is_empty() && !AGENCY_KINDS.iter().any(|(code, _)| *code == kind) {
        let codes: Vec<&str> = AGENCY_KINDS.iter().map(|(code, _)| *code).collect();
        return Err(Problem::malformed(format!("Give kind as one of: {}", codes.join(", "))));
    }
    let filter = AgencyFilter { kind: kind.to_owned(), closed: ask.flag("closed")?, ..AgencyFilter::default() };
    let list = ask.app().agencies_kept(ask.actor()?, &filter)?;
    Answer::json(&Register {
        agencies: list.lines.into_iter().map(Line::from).collect(),
        not_in_the_register: list.loose.into_iter().map(Loose::from).collect(),
    })
}

/// Somebody, or a desk, to be reached.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgencyContact")]
struct Contact {
    id: String,
    name: String,
    post: String,
    email: Option<String>,
    phone: Option<String>,
    /// For what, in words.
    purpose: String,
}

impl From<AgencyContactLine> for Contact {
    fn from(line: AgencyContactLine) -> Self {
        let given = |text: String| (!text.is_empty()).then_some(text);
        Self {
            id: line.id.to_string(),
            name: line.name,
            post: line.post,
            email: given(line.email),
            phone: given(line.phone),
            purpose: line.purpose,
        }
    }
}

/// What an agency is in one notice.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgencyInNotice")]
struct InNotice {
    notice: String,
    party: String,
    /// The list on which it stands, if it stands on one.
    list: Option<String>,
    from_on: Option<String>,
    until_on: Option<String>,
    /// What was seen before it was put there.
    evidence: Option<String>,
    agreements: Vec<HeldAgreement>,
    may_have: Vec<String>,
    gives: bool,
    /// How much at its desk waits for its answer, of how much.
    waits: usize,
    at_its_desk: usize,
    /// The accounts that act for it, by id.
    accounts: Vec<String>,
}

impl From<AgencyBodyLine> for InNotice {
    fn from(line: AgencyBodyLine) -> Self {
        let (from, until) = line.days.unzip();
        let given = |text: String| (!text.is_empty()).then_some(text);
        Self {
            notice: line.notice_id,
            party: line.key,
            list: given(line.partner.list),
            from_on: from.map(|d| d.to_string()),
            until_on: until.flatten().map(|d| d.to_string()),
            evidence: given(line.evidence),
            agreements: line.partner.agreements.into_iter().map(HeldAgreement::from).collect(),
            may_have: line.partner.may_have,
            gives: line.partner.gives,
            waits: line.desk.0,
            at_its_desk: line.desk.1,
            accounts: line.accounts.into_iter().map(|a| a.id.to_string()).collect(),
        }
    }
}

/// Something that was changed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgencyChange")]
struct Change {
    at: String,
    by: String,
    what: String,
}

impl From<AgencyChangeLine> for Change {
    fn from(line: AgencyChangeLine) -> Self {
        Self { at: line.at.rfc3339(), by: line.by, what: line.what }
    }
}

/// An agency with everything that the authority has of it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgencyOpened")]
pub(crate) struct Opened {
    #[serde(flatten)]
    line: Line,
    /// Names that it had before, or that others call it.
    other_names: Vec<String>,
    /// The agency that it has become a part of: its id.
    part_of: Option<String>,
    reached: Vec<Contact>,
    in_notices: Vec<InNotice>,
    /// The latest first.
    changes: Vec<Change>,
}

fn the_agency(ask: &Ask) -> Result<AgencyId, Problem> {
    ask.id("agency")
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().agency(ask.actor()?, the_agency(ask)?)?;
    let mut line = Line::from(view.line);
    let in_notices: Vec<InNotice> = view.bodies.into_iter().map(InNotice::from).collect();
    line.notices = in_notices.iter().map(|n| n.notice.clone()).collect();
    line.accounts = in_notices.iter().map(|n| n.accounts.len()).sum();
    Answer::json(&Opened {
        line,
        other_names: view.names.into_iter().map(|n| n.name).collect(),
        part_of: view.successor.map(|(id, _)| id.to_string()),
        reached: view.contacts.into_iter().map(Contact::from).collect(),
        in_notices,
        changes: view.changes.into_iter().map(Change::from).collect(),
    })
}

/// An agency to be put into the register.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "AgencyToMake")]
#[serde(deny_unknown_fields)]
pub(crate) struct ToMake {
    #[schemars(length(min = 1, max = 200))]
    name: String,
    /// `council`, `police`, `probation`, `health`, `social-care`, `housing`, `support`, `charity`, `advice`, `education`, `government`,
    /// `supplier` or `other`.
    kind: String,
    /// What it does for people: `accommodation`, `homes-to-let`, `support`, `advice`, `debt-advice`, `legal`, `domestic-abuse`, `work`,
    /// `migrants`, `health`, `mental-health`, `substance-use`, `food-and-goods`, `families`, `veterans`, `fraud-checks` or `other`.
    #[schemars(length(min = 1))]
    services: Vec<String>,
    /// The parties of notices that it is.
    #[serde(default)]
    parties: Vec<PartyOf>,
}

/// What an agency is from now on.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "AgencyChanged")]
#[serde(deny_unknown_fields)]
pub(crate) struct Changed {
    #[schemars(length(min = 1, max = 200))]
    name: String,
    /// As of a new one.
    kind: String,
    /// As of a new one.
    #[schemars(length(min = 1))]
    services: Vec<String>,
}

fn one_line(name: &str, text: &str) -> Result<(), Problem> {
    if text.chars().any(char::is_control) { Err(part(name, "Give one line")) } else { Ok(()) }
}

pub(crate) fn make(ask: &Ask) -> Result<Answer, Problem> {
    let new: ToMake = ask.body()?;
    one_line("name", &new.name)?;
    let bodies: Vec<(String, String)> = new.parties.into_iter().map(|p| (p.notice, p.party)).collect();
    let made = ask.app().make_agency(
        ask.actor()?,
        &NewAgency { name: new.name, kind: new.kind, services: new.services },
        &bodies,
    );
    Answer::made("agencies", &made.map_err(wrong)?)
}

/// What a page calls by other names.
fn wrong(error: app::AppError) -> Problem {
    let mut problem = Problem::of_body(error);
    for wrong in &mut problem.errors {
        match wrong.pointer.as_str() {
            "/bodies" => "/parties".clone_into(&mut wrong.pointer),
            "/contact" => "/name".clone_into(&mut wrong.pointer),
            _ => {}
        }
    }
    problem
}

pub(crate) fn change(ask: &Ask) -> Result<Answer, Problem> {
    let now: Changed = ask.body()?;
    one_line("name", &now.name)?;
    let now = NewAgency { name: now.name, kind: now.kind, services: now.services };
    ask.app().change_agency(ask.actor()?, the_agency(ask)?, &now).map_err(wrong)?;
    Ok(Answer::done())
}

/// Somebody, or a desk, to be reached from now on.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "AgencyContactToAdd")]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactToAdd {
    #[schemars(length(min = 1, max = 200))]
    name: String,
    /// As what they work.
    #[serde(default)]
    post: String,
    /// Either this or `phone`, or both.
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    /// `anything`, `referrals`, `data-protection`, `safeguarding`, `out-of-hours` or `accounts`.
    purpose: String,
}

pub(crate) fn add_contact(ask: &Ask) -> Result<Answer, Problem> {
    let new: ContactToAdd = ask.body()?;
    for (name, text) in [("name", &new.name), ("post", &new.post), ("email", &new.email), ("phone", &new.phone)] {
        one_line(name, text)?;
    }
    let new =
        NewAgencyContact { name: new.name, post: new.post, email: new.email, phone: new.phone, purpose: new.purpose };
    let added = ask.app().add_agency_contact(ask.actor()?, the_agency(ask)?, &new).map_err(wrong)?;
    Answer::made(&format!("agencies/{}/contacts", ask.param("agency")), &added)
}

pub(crate) fn end_contact(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().end_agency_contact(ask.actor()?, the_agency(ask)?, ask.id("contact")?)?;
    Ok(Answer::done())
}

/// A party of a notice that an agency is, or is not any more.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "PartiesOfAgency")]
#[serde(deny_unknown_fields)]
pub(crate) struct Parties {
    #[schemars(length(min = 1, max = 100))]
    parties: Vec<PartyOf>,
}

pub(crate) fn tie(ask: &Ask) -> Result<Answer, Problem> {
    let tied: Parties = ask.body()?;
    let bodies: Vec<(String, String)> = tied.parties.into_iter().map(|p| (p.notice, p.party)).collect();
    ask.app().tie_agency(ask.actor()?, the_agency(ask)?, &bodies).map_err(wrong)?;
    Ok(Answer::done())
}

pub(crate) fn untie(ask: &Ask) -> Result<Answer, Problem> {
    let of: PartyOf = ask.body()?;
    ask.app().untie_agency(ask.actor()?, the_agency(ask)?, &of.notice, &of.party).map_err(wrong)?;
    Ok(Answer::done())
}

pub(crate) fn close(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().close_agency(ask.actor()?, the_agency(ask)?, true)?;
    Ok(Answer::done())
}

pub(crate) fn open_again(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().close_agency(ask.actor()?, the_agency(ask)?, false)?;
    Ok(Answer::done())
}
