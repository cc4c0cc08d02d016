//! The register of agreements with those whom data is shared with. There is no personal data in it.

use super::tasks::{day, part};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{AgreementForm, AgreementGap, AgreementLine, BothSides, PartnerLine, TheirOfficer};
use jiff::civil::Date;
use kernel::EnrolmentId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sharing::{AgreementKind, Standing};

/// Where an agreement stands.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
enum Stands {
    /// Not signed by both sides yet.
    Unsigned {
        /// The council has signed.
        ours: bool,
        /// The other side has signed.
        theirs: bool,
    },
    /// Signed, and not begun.
    NotYet {
        /// Its first day.
        from: String,
    },
    /// In force.
    Live {
        /// Its last day, if that is near.
        ending: Option<String>,
        /// The day for looking at it again has passed.
        review_overdue: bool,
    },
    /// Its last day has passed: nothing goes under it.
    Lapsed {
        /// Its last day.
        on: String,
    },
    /// Ended before its time.
    Ended {
        /// When.
        at: String,
    },
}

impl From<Standing> for Stands {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Unsigned { ours, theirs } => Self::Unsigned { ours, theirs },
            Standing::NotYet { from } => Self::NotYet { from: from.to_string() },
            Standing::Live { ending, review_overdue } => {
                Self::Live { ending: ending.map(|d| d.to_string()), review_overdue }
            }
            Standing::Lapsed { on } => Self::Lapsed { on: on.to_string() },
            Standing::Ended { at } => Self::Ended { at: at.rfc3339() },
        }
    }
}

/// An agreement in the register.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgreementLine")]
struct Line {
    id: String,
    reference: String,
    title: String,
    /// With whom, by name.
    with: String,
    /// The notice's title.
    notice: String,
    from_on: String,
    until_on: Option<String>,
    stands: Stands,
}

impl From<AgreementLine> for Line {
    fn from(line: AgreementLine) -> Self {
        Self {
            id: line.id.to_string(),
            reference: line.reference,
            title: line.title,
            with: line.party,
            notice: line.notice,
            from_on: line.from_on.to_string(),
            until_on: line.until_on.map(|d| d.to_string()),
            stands: line.standing.into(),
        }
    }
}

/// A body without an agreement that is in force.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgreementGap")]
struct Gap {
    party: String,
    notice: String,
    /// For which purposes, in words.
    purposes: Vec<String>,
    /// It goes all the same: the notice asks for no agreement, and there has never been one.
    goes: bool,
}

impl From<AgreementGap> for Gap {
    fn from(gap: AgreementGap) -> Self {
        Self { party: gap.party, notice: gap.notice, purposes: gap.purposes, goes: gap.goes }
    }
}

/// The register.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgreementRegister")]
pub(crate) struct Register {
    /// What presses first.
    agreements: Vec<Line>,
    gaps: Vec<Gap>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let register = ask.app().agreements(ask.actor()?)?;
    Answer::json(&Register {
        agreements: register.lines.into_iter().map(Line::from).collect(),
        gaps: register.gaps.into_iter().map(Gap::from).collect(),
    })
}

/// An agreement of a partner.
#[derive(Serialize, JsonSchema)]
pub(super) struct HeldAgreement {
    reference: String,
    stands: Stands,
}

impl From<(String, Standing)> for HeldAgreement {
    fn from((reference, standing): (String, Standing)) -> Self {
        Self { reference, stands: standing.into() }
    }
}

/// A partner.
#[derive(Serialize, JsonSchema)]
struct Partner {
    /// The notice's title.
    notice: String,
    name: String,
    /// The list on which it stands, if it stands on one.
    list: Option<String>,
    agreements: Vec<HeldAgreement>,
    /// What the notice lets it have, whatever else has to be so.
    may_have: Vec<String>,
    /// Whether data can come from it.
    gives: bool,
}

impl From<PartnerLine> for Partner {
    fn from(line: PartnerLine) -> Self {
        Self {
            notice: line.notice,
            name: line.name,
            list: (!line.list.is_empty()).then_some(line.list),
            agreements: line.agreements.into_iter().map(HeldAgreement::from).collect(),
            may_have: line.may_have,
            gives: line.gives,
        }
    }
}

/// The partners.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Partners {
    partners: Vec<Partner>,
}

pub(crate) fn partners(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().partners(ask.actor()?)?;
    Answer::json(&Partners { partners: lines.into_iter().map(Partner::from).collect() })
}

/// A body with which an agreement can be made.
#[derive(Serialize, JsonSchema)]
struct Party {
    /// Its key.
    party: String,
    name: String,
}

/// The bodies with which an agreement can be made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Parties {
    parties: Vec<Party>,
}

pub(crate) fn parties(ask: &Ask) -> Result<Answer, Problem> {
    let parties = ask.app().agreement_parties(ask.actor()?, &ask.notice())?;
    Answer::json(&Parties { parties: parties.into_iter().map(|(party, name)| Party { party, name }).collect() })
}

/// The terms of an agreement.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AgreementTerms")]
#[serde(deny_unknown_fields)]
pub(crate) struct TermsOf {
    kind: Kind,
    /// With whom, by key.
    party: String,
    /// The reference by which both sides know it.
    #[schemars(length(min = 1, max = 200))]
    reference: String,
    #[schemars(length(min = 1, max = 200))]
    title: String,
    /// Members of a network for which the party signs, by key.
    #[serde(default)]
    members: Vec<String>,
    /// Purposes of the notice; none: all.
    #[serde(default)]
    purposes: Vec<String>,
    /// Categories of the notice; none: all.
    #[serde(default)]
    categories: Vec<String>,
    /// The duties and powers that it names.
    #[serde(default)]
    gateways: Vec<String>,
    from_on: String,
    #[serde(default)]
    until_on: Option<String>,
    /// The day by which both sides look at it again.
    review_on: Option<String>,
    /// Where the document is kept.
    #[serde(default)]
    document: String,
    /// An address of the other side, for reminders.
    #[serde(default)]
    contact: String,
    /// An address of the service, for reminders.
    #[serde(default)]
    our_contact: String,
}

/// What kind of agreement it is.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AgreementKind")]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// Between controllers.
    Sharing,
    /// With a processor (Article 28).
    Processing,
    /// Of joint controllers (Article 26).
    Joint,
}

impl From<AgreementKind> for Kind {
    fn from(kind: AgreementKind) -> Self {
        match kind {
            AgreementKind::Sharing => Self::Sharing,
            AgreementKind::Processing => Self::Processing,
            AgreementKind::Joint => Self::Joint,
        }
    }
}

impl TermsOf {
    fn read(self) -> Result<AgreementForm, Problem> {
        let kind = match self.kind {
            Kind::Sharing => AgreementKind::Sharing,
            Kind::Processing => AgreementKind::Processing,
            Kind::Joint => AgreementKind::Joint,
        };
        for (name, text) in [
            ("reference", &self.reference),
            ("title", &self.title),
            ("document", &self.document),
            ("contact", &self.contact),
            ("our_contact", &self.our_contact),
        ] {
            if text.chars().count() > 500 || text.chars().any(char::is_control) {
                return Err(part(name, "Give one line of at most 500 characters"));
            }
        }
        let if_given = |name: &str, text: Option<String>| text.map(|text| day(name, &text)).transpose();
        Ok(AgreementForm {
            kind: kind.id().to_owned(),
            party: self.party,
            reference: self.reference,
            title: self.title,
            members: self.members,
            purposes: self.purposes,
            categories: self.categories,
            gateways: self.gateways,
            from_on: Some(day("from_on", &self.from_on)?),
            until_on: if_given("until_on", self.until_on)?,
            review_on: if_given("review_on", self.review_on)?,
            document: self.document,
            contact: self.contact,
            our_contact: self.our_contact,
        })
    }
}

pub(crate) fn make(ask: &Ask) -> Result<Answer, Problem> {
    let terms: TermsOf = ask.body()?;
    let put = ask.app().put_agreement(ask.actor()?, &ask.notice(), None, &terms.read()?);
    Answer::made("agreements", &put.map_err(Problem::of_body)?)
}

fn the_agreement(ask: &Ask) -> Result<EnrolmentId, Problem> {
    ask.id("agreement")
}

pub(crate) fn change(ask: &Ask) -> Result<Answer, Problem> {
    let (actor, id) = (ask.actor()?, the_agreement(ask)?);
    let notice = ask.app().agreement(actor, id)?.notice_id;
    let terms: TermsOf = ask.body()?;
    ask.app().put_agreement(actor, &notice, Some(id), &terms.read()?).map_err(Problem::of_body)?;
    Ok(Answer::done())
}

/// Who signed for one side, and on which day.
#[derive(Serialize, JsonSchema)]
struct SignOff {
    by: String,
    on: String,
}

impl From<sharing::SignOff> for SignOff {
    fn from(sign: sharing::SignOff) -> Self {
        Self { by: sign.by, on: sign.on.to_string() }
    }
}

/// Something that both sides were told.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ToldOfAgreement")]
struct Told {
    what: String,
    at: String,
}

/// An agreement.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Agreement {
    #[serde(flatten)]
    line: Line,
    /// The notice's id.
    notice_id: String,
    terms: TermsOf,
    ours: Option<SignOff>,
    theirs: Option<SignOff>,
    told: Vec<Told>,
    ended_why: Option<String>,
    /// Whether the caller may sign it for the council.
    may_sign: bool,
    /// Whether its terms may still be changed.
    may_change: bool,
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().agreement(ask.actor()?, the_agreement(ask)?)?;
    let day = |d: Option<Date>| d.map(|d| d.to_string());
    let terms = view.terms;
    Answer::json(&Agreement {
        terms: TermsOf {
            kind: view.kind.into(),
            party: terms.party,
            reference: view.line.reference.clone(),
            title: view.line.title.clone(),
            members: terms.members,
            purposes: terms.purposes,
            categories: terms.categories,
            gateways: view.gateways,
            from_on: terms.from_on.to_string(),
            until_on: day(terms.until_on),
            review_on: day(terms.review_on),
            document: view.document,
            contact: view.contact,
            our_contact: view.our_contact,
        },
        ours: terms.ours.map(SignOff::from),
        theirs: terms.theirs.map(SignOff::from),
        line: view.line.into(),
        notice_id: view.notice_id,
        told: view.told.into_iter().map(|(what, at)| Told { what, at: at.rfc3339() }).collect(),
        ended_why: view.ended_why,
        may_sign: view.may_sign,
        may_change: view.may_change,
    })
}

pub(crate) fn sign(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().sign_agreement(ask.actor()?, the_agreement(ask)?)?;
    Ok(Answer::done())
}

/// The other side's signature.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Countersigned {
    /// Who signed, and as what.
    #[schemars(length(min = 1, max = 200))]
    by: String,
    on: String,
    /// Whether they are the other side's data protection officer: `signatory`, `other` or `none` (the body has none).
    officer: OfficerIs,
    /// Who is, where it is somebody else.
    #[serde(default)]
    #[schemars(length(max = 200))]
    officer_name: String,
}

/// Who is the data protection officer of the other side of an agreement.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OfficerIs {
    /// Whoever signs for them.
    Signatory,
    /// Somebody else.
    Other,
    /// They have none, and the law asks for none of them.
    None,
}

impl OfficerIs {
    const fn code(self) -> &'static str {
        match self {
            Self::Signatory => "signatory",
            Self::Other => "other",
            Self::None => "none",
        }
    }
}

fn officer(is: OfficerIs, name: &str) -> TheirOfficer {
    TheirOfficer { is: is.code().to_owned(), name: name.to_owned() }
}

/// Whom to reach on both sides of an agreement, and who is the data protection officer of the other.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "SidesOfAgreement")]
#[serde(deny_unknown_fields)]
pub(crate) struct Sides {
    /// An address of the body, for reminders.
    #[schemars(length(min = 1, max = 200))]
    contact: String,
    /// A shared address of the council's service.
    #[schemars(length(min = 1, max = 200))]
    our_contact: String,
    officer: OfficerIs,
    #[serde(default)]
    #[schemars(length(max = 200))]
    officer_name: String,
}

pub(crate) fn sides(ask: &Ask) -> Result<Answer, Problem> {
    let said: Sides = ask.body()?;
    let new = BothSides {
        contact: said.contact,
        our_contact: said.our_contact,
        officer: officer(said.officer, &said.officer_name),
    };
    ask.app().say_both_sides(ask.actor()?, the_agreement(ask)?, &new)?;
    Ok(Answer::done())
}

pub(crate) fn countersigned(ask: &Ask) -> Result<Answer, Problem> {
    let signed: Countersigned = ask.body()?;
    if signed.by.chars().count() > 200 || signed.by.chars().any(char::is_control) {
        return Err(part("by", "Give one line of at most 200 characters"));
    }
    let on = day("on", &signed.on)?;
    let officer = officer(signed.officer, &signed.officer_name);
    ask.app().countersigned(ask.actor()?, the_agreement(ask)?, &signed.by, Some(on), &officer)?;
    Ok(Answer::done())
}

/// When it is looked at next.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reviewed {
    /// A day to come.
    next: String,
}

pub(crate) fn reviewed(ask: &Ask) -> Result<Answer, Problem> {
    let reviewed: Reviewed = ask.body()?;
    let next = day("next", &reviewed.next)?;
    ask.app().reviewed_agreement(ask.actor()?, the_agreement(ask)?, Some(next))?;
    Ok(Answer::done())
}

/// Why it ends.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "EndOfAgreement")]
#[serde(deny_unknown_fields)]
pub(crate) struct Ended {
    #[schemars(length(min = 1, max = 500))]
    why: String,
}

pub(crate) fn end(ask: &Ask) -> Result<Answer, Problem> {
    let ended: Ended = ask.body()?;
    if ended.why.chars().count() > 500 || ended.why.chars().any(|c| c.is_control() && c != '\n') {
        return Err(part("why", "Give at most 500 characters"));
    }
    ask.app().end_agreement(ask.actor()?, the_agreement(ask)?, &ended.why)?;
    Ok(Answer::done())
}
