//! A person apart from any case; records that may be of one person.

use crate::case::CaseHead;
use crate::engine::page;
use crate::form::{Field, FormState};
use crate::frame::{Area, Link};
use crate::shown::{Named, NoticeHead, StateTag, Withheld};
use disclosure::Disclosed;
use serde::Serialize;

/// A person.
#[derive(Serialize)]
pub struct PersonPage {
    /// The record's id: part of its address.
    pub id: String,
    /// The name.
    pub name: Named,
    /// The notice that is acted under.
    pub notice: NoticeHead,
    /// The cases.
    pub cases: Vec<CaseOf>,
    /// What is known.
    pub facts: Disclosed<Facts>,
    /// Which parts the notice has at all.
    pub has: Has,
    /// The day of the household that is looked at, as `2026-11-21`.
    pub on: String,
    /// The same in words.
    pub on_words: String,
    /// What is kept back, in words.
    pub kept_back: Vec<String>,
    /// What is withheld.
    pub withheld: Vec<WithheldPart>,
    /// Other records of this person.
    pub links: Vec<LinkOf>,
    /// How many records may be this person.
    pub proposals: usize,
    /// Whether the person acting may link and split.
    pub can_link: bool,
    /// Whether they have a case of their own, and not only a place in a household.
    pub own_case: bool,
}
page!(PersonPage => "person/person.html", Area::Cases);

/// Which parts of the page the notice has.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Has {
    /// Where they have lived.
    pub addresses: bool,
    /// Who lives with them.
    pub household: bool,
    /// Numbers.
    pub numbers: bool,
    /// Language and access.
    pub needs: bool,
    /// Other people.
    pub others: bool,
}

/// A case of the person.
#[derive(Debug, Clone, Serialize)]
pub struct CaseOf {
    /// Its page.
    pub href: String,
    /// Its reference.
    pub reference: String,
    /// The service.
    pub service: String,
    /// How it stands.
    pub state: StateTag,
    /// Opened on.
    pub opened: String,
    /// It stands in another record of the person.
    pub elsewhere: bool,
    /// It is somebody else's, to whose household the person belongs.
    pub as_member: bool,
}

/// A category that is not shown.
#[derive(Debug, Clone, Serialize)]
pub struct WithheldPart {
    /// Its name.
    pub label: String,
    /// Why.
    pub why: Withheld,
}

/// A link with another record.
#[derive(Debug, Clone, Serialize)]
pub struct LinkOf {
    /// Its id.
    pub id: String,
    /// The other record's page.
    pub href: String,
    /// Who linked them, when, how alike they were.
    pub words: String,
    /// Who split them, and when.
    pub split: Option<String>,
}

/// What is known of the person. Inside a `Disclosed` only.
#[derive(Serialize)]
pub struct Facts {
    /// Names and dates of birth.
    pub who: Vec<Fact>,
    /// Whether cases say different dates of birth.
    pub births_differ: bool,
    /// Ways to reach them.
    pub ways: Vec<WayFact>,
    /// Language, interpreter, what helps.
    pub needs: Vec<Fact>,
    /// Numbers.
    pub numbers: Vec<NumberFact>,
    /// Where they have lived and the gaps, the newest first.
    pub places: Vec<PlaceFact>,
    /// What the five years are covered by, in words.
    pub coverage: StateTag,
    /// Texts about where they have lived.
    pub place_texts: Vec<Fact>,
    /// Who is in the household on the day looked at.
    pub household: Vec<MemberFact>,
    /// Who was, or will be.
    pub household_before: Vec<MemberFact>,
    /// The household in words.
    pub composition: String,
    /// Texts about the household.
    pub household_texts: Vec<Fact>,
    /// Households of others to which they belong.
    pub belongs: Vec<BelongsTo>,
    /// Other people.
    pub others: Vec<Fact>,
}

/// Something known.
#[derive(Serialize)]
pub struct Fact {
    /// What.
    pub label: String,
    /// How it is said.
    pub text: String,
    /// Who said so, when, how sure, in which case.
    pub origins: Vec<String>,
}

/// A way to reach somebody.
#[derive(Serialize)]
pub struct WayFact {
    /// What it is.
    pub label: String,
    /// The number or address.
    pub text: String,
    /// What is safe; empty: nobody has said.
    pub safe: Option<String>,
    /// What is not.
    pub danger: Option<String>,
    /// When, and whom to ask for.
    pub note: String,
    /// Who said so.
    pub origins: Vec<String>,
}

/// A number.
#[derive(Serialize)]
pub struct NumberFact {
    /// Until when it is valid, in words.
    pub valid: String,
    /// Whether that is over.
    pub over: bool,
    /// Its kind.
    pub label: String,
    /// Its end.
    pub masked: String,
    /// Who issued it.
    pub issuer: String,
    /// Where the whole of it can be asked for.
    pub reveal: String,
    /// Who said so.
    pub origins: Vec<String>,
}

/// A time at a place, or a gap.
#[derive(Serialize)]
pub struct PlaceFact {
    /// How it ended, in words.
    pub ended: String,
    /// What kind of place; of a gap: that nothing is known.
    pub label: String,
    /// The address.
    pub text: String,
    /// From when to when.
    pub when: String,
    /// `gap`, `no-home`, `home`.
    pub sort: &'static str,
    /// Who said so.
    pub origins: Vec<String>,
}

/// Somebody of the household.
#[derive(Serialize)]
pub struct MemberFact {
    /// Their own page.
    pub href: Option<String>,
    /// Who has seen what is kept of them.
    pub seen: Option<String>,
    /// What else there is to know of their record.
    pub tags: Vec<StateTag>,
    /// The name, or that it is not shown.
    pub name: String,
    /// How they are related.
    pub relation: String,
    /// The age.
    pub age: Option<String>,
    /// Under 18.
    pub child: bool,
    /// From when to when.
    pub when: String,
    /// Who said so.
    pub origins: Vec<String>,
}

/// A household of somebody else's case to which the person belongs.
#[derive(Serialize)]
pub struct BelongsTo {
    /// The household's page.
    pub href: String,
    /// The case's reference.
    pub reference: String,
    /// How they are related to the person of the case.
    pub relation: String,
    /// From when to when.
    pub when: String,
    /// They are there on the day looked at.
    pub there: bool,
    /// What else is said of them there: labels and values.
    pub says: Vec<(String, String)>,
    /// Who said so.
    pub origins: Vec<String>,
}

/// The household of a case over time.
#[derive(Serialize)]
pub struct HouseholdPage {
    /// The case's head.
    pub case: CaseHead,
    /// The day that is looked at, as `2026-11-21`.
    pub on: String,
    /// The same in words.
    pub on_words: String,
    /// What is known.
    pub facts: Disclosed<HouseholdFacts>,
    /// What is kept back, in words.
    pub kept_back: Vec<String>,
    /// Where members are written down.
    pub edit: Vec<Link>,
}
page!(HouseholdPage => "person/household.html", Area::Cases);

/// What is known of a household.
#[derive(Serialize)]
pub struct HouseholdFacts {
    /// How many there are, in words.
    pub composition: String,
    /// Who is there on the day.
    pub there: Vec<MemberFact>,
    /// Who is not.
    pub before: Vec<MemberFact>,
    /// Who lived together when, the newest first: from when to when, and who beside the person.
    pub together: Vec<(String, String)>,
    /// Texts, from before there were rows.
    pub texts: Vec<Fact>,
}

/// One record of two.
#[derive(Serialize)]
pub struct SideOf {
    /// The record's page.
    pub href: String,
    /// The name.
    pub name: Named,
    /// The references of its cases.
    pub cases: String,
}

/// Two records side by side.
#[derive(Serialize)]
pub struct ComparePage {
    /// What is wrong.
    pub form: FormState,
    /// Where the form goes.
    pub action: String,
    /// The one record.
    pub one: SideOf,
    /// The other.
    pub other: SideOf,
    /// How likely they are of one person and why; none where the notice lets nobody be matched.
    pub evidence: Option<Evidence>,
    /// Field by field.
    pub rows: Disclosed<Vec<CompareRow>>,
    /// They are linked already.
    pub linked: bool,
}
page!(ComparePage => "person/compare.html", Area::Search);

/// A pair of a matching run.
#[derive(Serialize)]
pub struct LinkagePairPage {
    /// What is wrong.
    pub form: FormState,
    /// Where the form goes.
    pub action: String,
    /// Where *Back* leads.
    pub back: String,
    /// `Pair 3`.
    pub heading: String,
    /// Whose record the one is.
    pub one: String,
    /// The person's page, if they are on record.
    pub one_href: Option<String>,
    /// Whose the other is.
    pub other: String,
    /// Their page.
    pub other_href: Option<String>,
    /// Where it stands.
    pub state: StateTag,
    /// Two people review it.
    pub sampled: bool,
    /// Field by field.
    pub rows: Disclosed<Vec<CompareRow>>,
    /// How likely it is one person, and why.
    pub evidence: Evidence,
    /// Where a case is opened for somebody who is on a list only.
    pub actions: Vec<Link>,
    /// What is asked; nothing once it is decided.
    pub fields: Vec<Field>,
}
page!(LinkagePairPage => "linkage/pair.html", Area::Search);

/// Pictures of a matching run. They name no data.
#[derive(Serialize)]
pub struct LinkageChartsPage {
    /// Its heading.
    pub heading: String,
    /// Where *Back* leads.
    pub back: String,
    /// What to know.
    pub lede: Vec<String>,
    /// The pictures.
    pub charts: Vec<ChartShown>,
}
page!(LinkageChartsPage => "linkage/charts.html", Area::Search);

/// A picture with its numbers.
#[derive(Serialize)]
pub struct ChartShown {
    /// The id of its heading.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// What it shows, or why there is none.
    pub words: Vec<String>,
    /// The picture (SVG with title and description); empty if there is none.
    pub picture: String,
    /// The heads of its numbers.
    pub heads: Vec<String>,
    /// The numbers.
    pub rows: Vec<Vec<String>>,
}

/// How likely two records are of one person, and why. It names no data.
#[derive(Serialize)]
pub struct Evidence {
    /// In per cent.
    pub percent: i32,
    /// In bits, as text.
    pub bits: String,
    /// What was found: what, finding, bits.
    pub lines: Vec<EvidenceRow>,
    /// What would turn the answer round.
    pub changes: Vec<String>,
    /// What was not compared, because the reader may not see it.
    pub not_compared: String,
    /// The same as a picture (SVG).
    pub picture: String,
    /// The model.
    pub model: String,
}

/// One line of evidence.
#[derive(Serialize)]
pub struct EvidenceRow {
    /// What was compared.
    pub what: String,
    /// What was found.
    pub finding: String,
    /// What it adds, in bits.
    pub bits: String,
    /// `for`, `against` or `nothing`.
    pub speaks: &'static str,
}

/// One thing of two records. Inside a `Disclosed` only.
#[derive(Serialize)]
pub struct CompareRow {
    /// What.
    pub label: String,
    /// In the one.
    pub one: String,
    /// In the other.
    pub other: String,
    /// `same`, `differs`, or `unknown` where one says nothing.
    pub verdict: &'static str,
}
