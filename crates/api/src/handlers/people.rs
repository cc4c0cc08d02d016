//! People apart from any case: what is known of somebody, their household, and records that may be one person's.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::{Given, Shown, Statement};
use app::{LinkLine, PersonCase, SideView};
use casework::person::{Compared, Identifier, Known, Lived, Member, Origin, Other, PersonFacts, Way};
use jiff::civil::Date;
use kernel::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a fact comes from.
#[derive(Serialize, JsonSchema)]
struct From_ {
    /// Who said so.
    source: String,
    /// How sure it is, in words.
    sure: String,
    on: String,
    /// The case's reference.
    case: String,
}

fn origins(all: Vec<Origin>) -> Vec<From_> {
    all.into_iter()
        .map(|o| From_ { source: o.source, sure: o.sure.to_owned(), on: o.on.to_string(), case: o.case })
        .collect()
}

/// Something known.
#[derive(Serialize, JsonSchema)]
pub(super) struct Fact {
    label: String,
    value: String,
    origins: Vec<From_>,
}

impl From<Known> for Fact {
    fn from(known: Known) -> Self {
        Self { label: known.label, value: known.value, origins: origins(known.origins) }
    }
}

/// A way to reach the person.
#[derive(Serialize, JsonSchema)]
struct Contact {
    label: String,
    value: String,
    /// What is safe, in words; empty: nobody has said.
    safe: Vec<String>,
    /// What is not safe, in words.
    not_safe: Vec<String>,
    note: String,
    origins: Vec<From_>,
}

/// A number by which a body knows the person: its end only. All of it is shown for a reason (`reveal`).
#[derive(Serialize, JsonSchema)]
struct Number {
    label: String,
    masked: String,
    issuer: String,
    /// Where the whole of it stands.
    case: String,
    category: String,
    field: String,
    origins: Vec<From_>,
}

/// A time at a place.
#[derive(Serialize, JsonSchema)]
struct Stay {
    kind: String,
    address: String,
    /// As it is known: `2024-05`.
    from: String,
    until: String,
    origins: Vec<From_>,
}

/// Somebody of the household.
#[derive(Serialize, JsonSchema)]
pub(super) struct HouseholdMember {
    /// Their own record.
    person: Option<String>,
    /// None: not for the caller.
    name: Option<String>,
    relation: String,
    age: Option<i32>,
    child: bool,
    from: Option<String>,
    until: Option<String>,
    /// Whether they are there on the day looked at.
    there: bool,
    origins: Vec<From_>,
}

/// Somebody else who is written down.
#[derive(Serialize, JsonSchema)]
struct OtherPerson {
    name: String,
    relation: String,
    why: String,
    origins: Vec<From_>,
}

/// What is known of somebody.
#[derive(Serialize, JsonSchema)]
struct Facts {
    names: Vec<Fact>,
    /// More than one where cases differ.
    born: Vec<Fact>,
    contacts: Vec<Contact>,
    needs: Vec<Fact>,
    numbers: Vec<Number>,
    /// Where they have lived, the newest first.
    stays: Vec<Stay>,
    stays_in_words: Vec<Fact>,
    household: Vec<HouseholdMember>,
    household_in_words: Vec<Fact>,
    others: Vec<OtherPerson>,
}

pub(super) fn all<T, U: From<T>>(items: Vec<T>) -> Vec<U> {
    items.into_iter().map(U::from).collect()
}

impl From<Way> for Contact {
    fn from(way: Way) -> Self {
        let Way { label, value, safe, unsafe_ways, note, origins: said } = way;
        Self { label, value, safe, not_safe: unsafe_ways, note, origins: origins(said) }
    }
}

impl From<Identifier> for Number {
    fn from(number: Identifier) -> Self {
        let (case, category, field) = number.place;
        Self {
            label: number.label,
            masked: number.masked,
            issuer: number.issuer,
            case: case.to_string(),
            category,
            field,
            origins: origins(number.origins),
        }
    }
}

impl From<Lived> for Stay {
    fn from(lived: Lived) -> Self {
        let (from, until) = lived.dates;
        Self { kind: lived.kind, address: lived.address, from, until, origins: origins(lived.origins) }
    }
}

impl From<Member> for HouseholdMember {
    fn from(member: Member) -> Self {
        Self {
            person: member.person.map(|id| id.to_string()),
            name: member.name,
            relation: member.relation,
            age: member.age,
            child: member.child,
            from: member.from,
            until: member.until,
            there: member.there,
            origins: origins(member.origins),
        }
    }
}

impl From<Other> for OtherPerson {
    fn from(other: Other) -> Self {
        Self { name: other.name, relation: other.relation, why: other.why, origins: origins(other.origins) }
    }
}

impl From<PersonFacts> for Facts {
    fn from(facts: PersonFacts) -> Self {
        Self {
            names: all(facts.names),
            born: all(facts.born),
            contacts: all(facts.ways),
            needs: all(facts.needs),
            numbers: all(facts.identifiers),
            stays: all(facts.lived),
            stays_in_words: all(facts.lived_texts),
            household: all(facts.household),
            household_in_words: all(facts.household_texts),
            others: all(facts.others),
        }
    }
}

/// A case of a person.
#[derive(Serialize, JsonSchema)]
struct CaseOf {
    id: String,
    reference: String,
    service: String,
    open: bool,
    opened_on: String,
    /// The record that it stands in.
    person: String,
}

impl From<PersonCase> for CaseOf {
    fn from(case: PersonCase) -> Self {
        Self {
            id: case.id.to_string(),
            reference: case.reference,
            service: case.service,
            open: case.open,
            opened_on: case.opened_on.to_string(),
            person: case.person.to_string(),
        }
    }
}

/// A category that is not shown.
#[derive(Serialize, JsonSchema)]
struct NotShown {
    label: String,
    reasons: Vec<String>,
    statements: Vec<Statement>,
}

/// A link with another record of the same person.
#[derive(Serialize, JsonSchema)]
struct Link {
    id: String,
    other: String,
    /// How alike they were, from 0 to 100.
    score: i32,
    linked_by: String,
    linked_at: String,
    split_by: Option<String>,
    split_at: Option<String>,
    /// The matching run in which they were found.
    run: Option<String>,
    /// The model by which they were weighed; empty where nothing was.
    model: String,
}

impl From<LinkLine> for Link {
    fn from(link: LinkLine) -> Self {
        let (split_by, split_at) = link.split.unzip();
        Self {
            id: link.id.to_string(),
            other: link.other.to_string(),
            score: link.score,
            linked_by: link.linked.0,
            linked_at: link.linked.1.rfc3339(),
            split_by,
            split_at: split_at.map(kernel::Timestamp::rfc3339),
            run: link.run.map(|run| run.to_string()),
            model: link.model,
        }
    }
}

/// A person.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Person {
    id: String,
    name: Given<String>,
    /// The day of the household that is looked at.
    on: String,
    cases: Vec<CaseOf>,
    facts: Shown<Facts>,
    /// What is kept back, by case.
    kept_back: Vec<String>,
    withheld: Vec<NotShown>,
    links: Vec<Link>,
    /// How many records may be this person, and nobody has decided.
    proposals: usize,
    /// Whether the caller may link and split.
    can_link: bool,
}

/// The day of the household that is asked for.
pub(super) fn day_asked(ask: &Ask) -> Result<Option<Date>, Problem> {
    let Some(text) = ask.query("on") else { return Ok(None) };
    let day = text.parse::<Date>().ok().filter(|d| d.to_string() == text && (1900..=2100).contains(&d.year()));
    day.map(Some).ok_or_else(|| Problem::malformed("Give on as 2026-11-21"))
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().person(ask.actor()?, ask.id("person")?, day_asked(ask)?)?;
    let not_shown = |line: app::WithheldLine| NotShown {
        label: line.label,
        reasons: line.why.reasons,
        statements: line.why.statements.into_iter().map(Statement::from).collect(),
    };
    Answer::json(&Person {
        id: view.id.to_string(),
        name: view.name.into(),
        on: view.on.to_string(),
        cases: all(view.cases),
        facts: Shown::from(view.facts.map(Facts::from)),
        kept_back: view.kept_back,
        withheld: view.withheld.into_iter().map(not_shown).collect(),
        links: all(view.links),
        proposals: view.proposals,
        can_link: view.can_link,
    })
}

/// One side of a proposal.
#[derive(Serialize, JsonSchema)]
struct Side {
    person: String,
    name: Given<String>,
    /// The references of the cases.
    cases: Vec<String>,
}

impl From<SideView> for Side {
    fn from(side: SideView) -> Self {
        Self { person: side.person.to_string(), name: side.name.into(), cases: side.cases }
    }
}

/// Two records that may be one person's.
#[derive(Serialize, JsonSchema)]
struct Proposal {
    one: Side,
    other: Side,
    /// How likely they are of one person, in per cent, from what you may read of both.
    score: i32,
}

/// The proposals.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Proposals {
    /// The likeliest first, at most 50.
    proposals: Vec<Proposal>,
}

pub(crate) fn duplicates(ask: &Ask) -> Result<Answer, Problem> {
    let of: Option<PersonId> = match ask.query("person") {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| Problem::malformed("Give person by its id"))?),
    };
    let lines = ask.app().duplicates(ask.actor()?, of)?;
    let proposals =
        lines.into_iter().map(|l| Proposal { one: l.one.into(), other: l.other.into(), score: l.score }).collect();
    Answer::json(&Proposals { proposals })
}

/// A field of two records.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Field {
    label: String,
    one: String,
    other: String,
    /// Whether both say the same; none: one of them says nothing.
    same: Option<bool>,
}

impl From<Compared> for Field {
    fn from(field: Compared) -> Self {
        Self { label: field.label, one: field.one, other: field.other, same: field.same }
    }
}

/// Two records side by side.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Comparison {
    one: Side,
    other: Side,
    /// How likely they are of one person, in per cent, from what you may read of both; none: the notice lets nobody be matched.
    score: Option<i32>,
    /// Why, in words that name no data.
    explained: Vec<String>,
    /// The same in thousandths of a bit, one for each of `explained`; they sum to the logarithm of the odds.
    millibits: Vec<i32>,
    /// What was not compared, because you may not read it.
    not_compared: Vec<String>,
    fields: Shown<Vec<Field>>,
}

pub(crate) fn compare(ask: &Ask) -> Result<Answer, Problem> {
    let (one, other) = (ask.id("person")?, ask.id("other")?);
    let view = ask.app().compare_people(ask.actor()?, one, other)?;
    let said = |of: &dyn Fn(&app::EvidenceView) -> Vec<String>| view.evidence.as_ref().map(of).unwrap_or_default();
    Answer::json(&Comparison {
        one: view.one.into(),
        other: view.other.into(),
        score: view.evidence.as_ref().map(|e| e.percent),
        explained: said(&|e| e.lines.iter().map(|l| l.finding.clone()).collect()),
        not_compared: said(&|e| e.not_compared.iter().map(|w| (*w).to_owned()).collect()),
        millibits: view.evidence.iter().flat_map(|e| e.lines.iter().map(|l| l.millibits)).collect(),
        fields: Shown::from(view.fields.map(all)),
    })
}

/// What was decided about two records.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decided {
    verdict: Verdict,
}

/// Of one person, or of two.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    /// They are one person's: they are linked, and both stay as they are.
    Same,
    /// They are not: they are not proposed again.
    Different,
}

pub(crate) fn decide(ask: &Ask) -> Result<Answer, Problem> {
    let (one, other) = (ask.id("person")?, ask.id("other")?);
    let decided: Decided = ask.body()?;
    match decided.verdict {
        Verdict::Same => ask.app().link_people(ask.actor()?, one, other),
        Verdict::Different => ask.app().keep_apart(ask.actor()?, one, other),
    }?;
    Ok(Answer::done())
}

pub(crate) fn split(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().split_people(ask.actor()?, ask.id("link")?, ask.id("person")?)?;
    Ok(Answer::done())
}
