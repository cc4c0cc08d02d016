//! A case: its sections, dates, consents and agencies; editing, closing; who has seen it.

use crate::caseload::Paging;
use crate::engine::page;
use crate::form::{Choice, Control, Decline, DraftNote, Field, FieldValue, FormState};
use crate::frame::{Area, Link};
use crate::shown::{Due, Named, NoticeHead, Row, StateTag, StatementLink, Tone, Typed, Withheld};
use disclosure::Disclosed;
use serde::Serialize;

/// What is masked, shown in full: first why, then what.
#[derive(Serialize)]
pub struct Reveal {
    /// The case's head.
    pub case: CaseHead,
    /// What is wrong.
    pub form: FormState,
    /// Where the form goes.
    pub action: String,
    /// The section.
    pub section: String,
    /// The question.
    pub label: String,
    /// Why, to choose from.
    pub reasons: Vec<Choice>,
    /// What stands there, once a reason was given.
    pub value: Option<Disclosed<String>>,
    /// Nothing stands there.
    pub nothing: bool,
}
page!(Reveal => "case/reveal.html", Area::Cases);

/// What stands at the top of every page of a case.
#[derive(Default, Serialize)]
pub struct CaseHead {
    /// The case's id: part of its address.
    pub id: String,
    /// Its reference, which says nothing about the person.
    pub reference: String,
    /// The person's name, where the page asks for it.
    pub name: Option<Named>,
    /// The service.
    pub service: Option<String>,
    /// The notice it is worked under.
    pub notice: Option<NoticeHead>,
    /// How it stands.
    pub state: Option<StateTag>,
    /// The pages of the case, to go from one to the other; empty on forms, which lead back.
    pub tabs: Vec<Tab>,
}

/// One of the pages of a case, in its sub-navigation.
#[derive(Debug, Clone, Serialize)]
pub struct Tab {
    /// Its name.
    pub words: String,
    /// Its address.
    pub href: String,
    /// Whether it is the one that is shown.
    pub current: bool,
}

/// What a section shows.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Released by the gate.
    Released(Released),
    /// Released, and nothing has been recorded yet.
    Empty,
    /// Not released, and why.
    Withheld(Withheld),
    /// Its key is destroyed: what was there is beyond use. When and under which rule, in words.
    Erased(String),
}

/// A section's content, as released.
#[derive(Serialize)]
pub struct Released {
    /// The fields.
    pub rows: Disclosed<Vec<Row>>,
    /// When it was last recorded, in words.
    pub recorded: String,
    /// Who recorded it (staff or partner).
    pub by: String,
    /// Where it came from: `the person`, `a partner`.
    pub source: Option<String>,
    /// What comes with the release: `You may not pass this on`.
    pub obligations: Vec<String>,
    /// What is kept back of it all the same, in words.
    pub kept_back: Vec<String>,
    /// Where single facts come from, in words.
    pub facts: Vec<FactLine>,
    /// The statements that released it.
    pub statements: Vec<StatementLink>,
}

/// Where one fact comes from.
#[derive(Debug, Clone, Serialize)]
pub struct FactLine {
    /// The question.
    pub label: String,
    /// Who said so, when, how sure.
    pub words: String,
}

/// One category of the record.
#[derive(Serialize)]
pub struct Section {
    /// The category's id: part of its address.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Specially protected data, in words.
    pub special: Option<String>,
    /// What it shows.
    pub content: Content,
    /// Whether the person acting may record it.
    pub can_edit: bool,
    /// Whether earlier versions can be looked at.
    pub has_history: bool,
    /// Where the documents are that show what it says, if it asks for any.
    pub documents: Option<String>,
    /// What must not be overlooked of it, in words.
    pub alerts: Disclosed<Vec<String>>,
    /// What the person wants to have said beside it: when, and their words.
    pub beside: Vec<(String, Disclosed<String>)>,
}

/// A decision that waits for something that is missing.
#[derive(Debug, Clone, Serialize)]
pub struct BlockedDecision {
    /// What is decided.
    pub decision: String,
    /// What is missing: the question, and where it is answered.
    pub missing: Vec<MissingAnswer>,
    /// What follows if it is never given, in the notice's words.
    pub if_refused: Vec<String>,
}

/// An answer that is missing.
#[derive(Debug, Clone, Serialize)]
pub struct MissingAnswer {
    /// The question.
    pub label: String,
    /// Where it is answered, for who may.
    pub href: Option<String>,
    /// The person did not want to say.
    pub declined: bool,
}

/// Something to do.
#[derive(Debug, Clone, Serialize)]
pub struct Task {
    /// What.
    pub words: String,
    /// Where, if there is a page for it.
    pub href: Option<String>,
    /// How it stands.
    pub state: StateTag,
    /// By when.
    pub due: Option<Due>,
}

/// A consent (or its refusal) on record.
#[derive(Debug, Clone, Serialize)]
pub struct ConsentRow {
    /// Its id.
    pub id: String,
    /// For whom.
    pub recipient: String,
    /// For which purpose.
    pub purpose: String,
    /// For which categories.
    pub categories: Vec<String>,
    /// Given, refused, withdrawn, expired.
    pub state: StateTag,
    /// When and how, in words.
    pub when: String,
    /// Whether it can be withdrawn here.
    pub can_withdraw: bool,
    /// What withdrawing does not undo.
    pub cannot_recall: Option<String>,
}

/// A body that works with the person.
#[derive(Debug, Clone, Serialize)]
pub struct Agency {
    /// Its name.
    pub name: String,
    /// Since when and why, in words.
    pub words: String,
    /// Why nothing that needs an agreement goes to it now.
    pub stopped: Option<String>,
    /// Its key, if its work on the case can be ended.
    pub end: Option<String>,
}

/// Until when the record is kept, and which rule says so.
#[derive(Debug, Clone, Serialize)]
pub struct Kept {
    /// `Kept until 31 March 2033, then erased`.
    pub words: String,
    /// How the date comes about.
    pub how: String,
    /// The rule.
    pub rule: StatementLink,
}

/// What the person acting may do with a case.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct CaseMay {
    /// Close it.
    pub close: bool,
    /// Open it again.
    pub reopen: bool,
    /// Record consent.
    pub consent: bool,
    /// See who has seen it.
    pub seen: bool,
    /// Let a body work on it.
    pub link: bool,
}

/// A case.
#[derive(Serialize)]
pub struct CasePage {
    /// Its head.
    pub case: CaseHead,
    /// Who holds it, or with which team it waits, for the controller's own people.
    pub held: Option<String>,
    /// When it was opened, in words.
    pub opened: String,
    /// When and why it was closed.
    pub closed: Option<String>,
    /// Until when it is kept; what is known before closing is the rule.
    pub kept: Vec<Kept>,
    /// A hold, a restriction or an expiry that everybody has to know of.
    pub warnings: Vec<String>,
    /// Warnings about the person that are in force, in a few words each.
    pub markers: Vec<Disclosed<String>>,
    /// What must not be overlooked before anything else: by section, in words.
    pub alerts: Vec<Disclosed<Vec<String>>>,
    /// Decisions that wait for something that is missing.
    pub blocked: Vec<BlockedDecision>,
    /// Categories.
    pub sections: Vec<Section>,
    /// What is due.
    pub due: Vec<Due>,
    /// What is to be done.
    pub tasks: Vec<Task>,
    /// Consents on record.
    pub consents: Vec<ConsentRow>,
    /// Bodies that work with the person.
    pub agencies: Vec<Agency>,
    /// Agendas of meetings on which the person can be put.
    pub agendas: Vec<Link>,
    /// What can be done.
    pub may: CaseMay,
}
page!(CasePage => "case/case.html", Area::Cases);

/// Editing a section.
#[derive(Serialize)]
pub struct EditSection {
    /// The case's head.
    pub case: CaseHead,
    /// What is wrong.
    pub form: FormState,
    /// The category's id.
    pub section: String,
    /// Its name.
    pub label: String,
    /// Why it is asked.
    pub why: Vec<String>,
    /// What follows if it is not given.
    pub if_refused: Option<String>,
    /// Specially protected data, in words.
    pub special: Option<String>,
    /// The version that the edit starts from: sent back, so that nobody's work is overwritten unseen.
    pub version: u32,
    /// The fields.
    pub fields: Vec<Field>,
    /// Who says so, if the notice has several sources.
    pub sources: Vec<Choice>,
    /// Earlier versions: when and by whom.
    pub history: Vec<VersionLine>,
    /// Somebody else saved in between: both texts, side by side.
    pub conflict: Option<Conflict>,
    /// A sentence under the heading.
    pub text: Option<String>,
    /// How sure what is new is.
    pub sure: Vec<Choice>,
    /// The protective marking as it was typed.
    pub marking: Typed<String>,
    /// How it came in, where somebody else gave it.
    pub came: Vec<Field>,
    /// Whether that is asked for, or something of it was typed.
    pub came_open: bool,
    /// What was answered on an earlier form and has no place in this one.
    pub earlier: Option<Disclosed<Vec<Row>>>,
    /// Those answers, to be taken out.
    pub take_out: Vec<Choice>,
    /// What can be left unanswered on purpose.
    pub decline: Option<Decline>,
    /// What was typed before and not saved.
    pub draft: DraftNote,
}
page!(EditSection => "case/edit.html", Area::Cases);

/// A version of a section, in a line.
#[derive(Debug, Clone, Serialize)]
pub struct VersionLine {
    /// Its number.
    pub number: u32,
    /// When, in words.
    pub when: String,
    /// Who recorded it.
    pub by: String,
}

/// What somebody else saved while this was being edited.
#[derive(Serialize)]
pub struct Conflict {
    /// Who saved.
    pub by: String,
    /// When, in words.
    pub when: String,
    /// Field by field.
    pub rows: Vec<ConflictRow>,
}

/// A field in two versions.
#[derive(Serialize)]
pub struct ConflictRow {
    /// The field's label.
    pub label: String,
    /// How it is answered.
    pub control: Control,
    /// What stands in the record now.
    pub theirs: FieldValue,
    /// What was typed here.
    pub yours: FieldValue,
    /// Whether they differ.
    pub differs: bool,
}

/// All versions of a section.
#[derive(Serialize)]
pub struct SectionHistory {
    /// The case's head.
    pub case: CaseHead,
    /// The category's name.
    pub label: String,
    /// The versions, newest first.
    pub versions: Vec<Version>,
}
page!(SectionHistory => "case/history.html", Area::Cases);

/// A version of a section.
#[derive(Serialize)]
pub struct Version {
    /// In a line.
    pub line: VersionLine,
    /// The notice version under which it was recorded.
    pub notice: String,
    /// Whether it is the one that stands.
    pub current: bool,
    /// What it says.
    pub content: Content,
}

/// Closing a case.
#[derive(Serialize)]
pub struct CloseCase {
    /// The case's head.
    pub case: CaseHead,
    /// What is wrong.
    pub form: FormState,
    /// The reasons to choose from.
    pub reasons: Vec<Choice>,
    /// Until when it would be kept if closed today, and the rule.
    pub kept: Vec<Kept>,
    /// What is still to be done.
    pub open_tasks: Vec<String>,
    /// Days from which periods are counted, where the record does not say them.
    pub days: Vec<Field>,
}
page!(CloseCase => "case/close.html", Area::Cases);

/// Who has seen the record.
#[derive(Serialize)]
pub struct SeenPage {
    /// The case's head.
    pub case: CaseHead,
    /// What happened, newest first.
    pub entries: Vec<Seen>,
    /// Where one stands.
    pub paging: Paging,
    /// How many different people and bodies have looked, in words.
    pub summary: String,
}
page!(SeenPage => "case/seen.html", Area::Cases);

/// One entry of the ledger, in plain words.
#[derive(Debug, Clone, Serialize)]
pub struct Seen {
    /// When, in words.
    pub when: String,
    /// Who: name and role of the member of staff or the partner's user.
    pub who: String,
    /// For which body.
    pub body: String,
    /// What they did: `opened the record`.
    pub did: String,
    /// Why: the purpose, in the notice's words.
    pub why: String,
    /// What they saw: the categories' names.
    pub saw: Vec<String>,
    /// What was kept from them.
    pub kept_from: Vec<String>,
    /// Under which statements.
    pub rules: Vec<StatementLink>,
    /// Which notice version, in words.
    pub notice: String,
    /// The entry's id, which the ledger's own tools know.
    pub entry: String,
    /// How much it wants attention: an override does.
    pub tone: Tone,
}

/// Opening a closed case again.
#[derive(Serialize)]
pub struct ReopenCase {
    /// The case's head.
    pub case: CaseHead,
    /// What is wrong.
    pub form: FormState,
    /// The reasons to choose from.
    pub reasons: Vec<Choice>,
}
page!(ReopenCase => "case/reopen.html", Area::Cases);

/// Letting a body work on the case.
#[derive(Serialize)]
pub struct LinkAgency {
    /// The case's head.
    pub case: CaseHead,
    /// What is wrong.
    pub form: FormState,
    /// The bodies that the notice names as recipients.
    pub choices: Vec<Choice>,
    /// Those that work on it already.
    pub agencies: Vec<Agency>,
    /// The last day that is offered: `2027-05-23`.
    pub until: String,
}
page!(LinkAgency => "case/agencies.html", Area::Cases);
