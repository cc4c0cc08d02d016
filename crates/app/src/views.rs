//! What use cases give back. Personal data stands in these only as `Disclosed`.

use crate::error::AppError;
use crate::messages::lower_first;
use casework::alert::Alert;
use casework::missing::Blocked;
use casework::{FieldError, SectionContent};
use disclosure::{Disclosed, OpenError, Opener, Outcome, Place, Recorded, Sealed};
use jiff::civil::Date;
use kernel::{CaseId, PersonId, Timestamp};
use messages::OwnWords;
use notice::model::{CategoryIx, FieldInfo};
use notice::source::Anchor;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// One thing that was asked of the gate.
pub enum Item<T> {
    /// Released.
    Released(Disclosed<T>),
    /// Withheld, and why.
    Withheld(Withheld),
    /// Nothing is recorded (and it would have been released).
    Empty,
    /// Its key is destroyed: what was there is beyond use.
    Erased,
}

impl<T: Clone> Item<T> {
    /// The same answer, for a second place on a page.
    #[must_use]
    pub fn same(&self) -> Self {
        match self {
            Self::Released(content) => Self::Released(content.map_ref(T::clone)),
            Self::Withheld(why) => Self::Withheld(why.clone()),
            Self::Empty => Self::Empty,
            Self::Erased => Self::Erased,
        }
    }
}

impl<T: DeserializeOwned> Item<T> {
    /// What is sealed at a place (of none: nothing), as a recorded decision allows for its category; `why` says why it does not.
    pub(crate) fn opened(
        (recorded, category): (&Recorded, CategoryIx),
        why: impl FnOnce(&Outcome) -> Withheld,
        place: Option<Place>,
        sealed: Vec<u8>,
        opener: &dyn Opener,
    ) -> Result<Self, AppError> {
        let Some(grant) = recorded.grant(category) else {
            return Ok(Self::Withheld(recorded.decision().outcome(category).map_or_else(Withheld::silent, why)));
        };
        let Some(place) = place else { return Ok(Self::Empty) };
        match Sealed::<T>::new(place, category, sealed).open(&grant, opener) {
            Ok(content) => Ok(Self::Released(content)),
            Err(OpenError::Erased) => Ok(Self::Erased),
            Err(e) => Err(AppError::Fault(e.to_string())),
        }
    }
}

impl<T> Item<T> {
    /// The same answer about something made of what was released.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Item<U> {
        match self {
            Self::Released(content) => Item::Released(content.map(make)),
            Self::Withheld(why) => Item::Withheld(why),
            Self::Empty => Item::Empty,
            Self::Erased => Item::Erased,
        }
    }
}

/// Why something is withheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// In plain words.
    pub reasons: Vec<String>,
    /// The statements of the notice that it follows from, or that would have to be met.
    pub statements: Vec<StatementRef>,
}

impl Withheld {
    /// Withheld without having been asked for.
    pub(crate) const fn silent() -> Self {
        Self { reasons: Vec::new(), statements: Vec::new() }
    }
}

/// A statement, to link to on the published notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRef {
    /// Its id: the anchor on the page.
    pub id: String,
    /// What it says.
    pub words: String,
}

/// The notice version that a page stands under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeLine {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Whether it still rests on assumptions.
    pub draft: bool,
    /// Who answers for the data: the controllers, by name.
    pub controller: String,
    /// On which basis the service uses it, in words; none: the notice says nothing.
    pub basis: Option<String>,
}

/// Something that falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLine {
    /// What, in words.
    pub what: String,
    /// When.
    pub on: Date,
    /// When, in words: `in 3 days`, `2 days overdue`.
    pub words: String,
    /// Whether it is overdue.
    pub overdue: bool,
}

/// One case in a list.
pub struct CaseLine {
    /// Its id, for links.
    pub id: CaseId,
    /// The person, for links.
    pub person: PersonId,
    /// Its reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// For search results: the date of birth as it stands there, if it is released.
    pub born: Option<Disclosed<String>>,
    /// The service's name.
    pub service: String,
    /// Whether it is open.
    pub open: bool,
    /// Opened on.
    pub opened_on: Date,
    /// Who holds it.
    pub owner: Option<String>,
    /// What falls due next.
    pub due: Option<DueLine>,
    /// For search results: why it was found, in words.
    pub found_by: Vec<String>,
}

/// A list of cases.
pub struct CaseList {
    /// The cases.
    pub lines: Vec<CaseLine>,
    /// How many there are in all that the caller may see.
    pub total: u64,
    /// How many of those are overdue.
    pub overdue: u64,
    /// How many fall due in the next seven days.
    pub due_soon: u64,
    /// Where the next page starts, if there is one.
    pub next: Option<String>,
}

impl CaseList {
    /// A list of nothing.
    pub(crate) const fn empty() -> Self {
        Self { lines: Vec::new(), total: 0, overdue: 0, due_soon: 0, next: None }
    }
}

/// What stands at the top of every page of a case.
pub struct CaseTop {
    /// Its id.
    pub id: CaseId,
    /// Its reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// The service's name.
    pub service: String,
    /// The notice.
    pub notice: NoticeLine,
    /// Whether it is open.
    pub open: bool,
    /// Whether the caller is one of the controller's own people.
    pub staff: bool,
    /// Whether the caller may record something of it.
    pub records: bool,
}

/// A section of a case.
pub struct SectionView {
    /// The category's id.
    pub category: String,
    /// Its name.
    pub label: String,
    /// A special category or offence data, in words.
    pub special: Option<&'static str>,
    /// The fields, in order, for labels.
    pub fields: Arc<[FieldInfo]>,
    /// What it says.
    pub content: Item<SectionContent>,
    /// What is kept back of it all the same, in words.
    pub kept_back: Vec<String>,
    /// What must not be overlooked of it.
    pub alerts: Disclosed<Vec<Alert>>,
    /// Where single facts come from, where that is not where the whole comes from.
    pub facts: Vec<FactLine>,
    /// The version shown (0: none yet).
    pub version: u32,
    /// When it was recorded, and by whom.
    pub recorded: Option<(Timestamp, String)>,
    /// Where it came from.
    pub source: Option<String>,
    /// Whether the caller may change it.
    pub can_record: bool,
    /// What comes with the release, in words.
    pub obligations: Vec<String>,
    /// The statements that released it.
    pub statements: Vec<StatementRef>,
}

/// Where one fact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactLine {
    /// The question, by id.
    pub field: String,
    /// Its label.
    pub label: String,
    /// Who said so, in words, with what holds for it.
    pub source: String,
    /// How sure it is, in words.
    pub sure: &'static str,
    /// When it was written down.
    pub on: Date,
    /// The protective marking that came with it.
    pub marking: Option<String>,
    /// How it came in, in words; empty: nothing is said of that.
    pub came: String,
}

/// A body that works on the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyLine {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Why nothing that needs an agreement goes to it at this moment, if that is so.
    pub stopped: Option<String>,
    /// Since when.
    pub since: Date,
    /// The last day.
    pub until: Option<Date>,
    /// Whether it works on the case today.
    pub works: bool,
}

/// What a recipient needs the person's consent for, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentLine {
    /// The recipient's key.
    pub party: String,
    /// Its name.
    pub name: String,
    /// The purpose's id.
    pub purpose: String,
    /// The purpose in words.
    pub purpose_words: String,
    /// The categories, in words.
    pub categories: Vec<String>,
    /// The categories, by id.
    pub category_ids: Vec<String>,
    /// `not-asked`, `given`, `run-out`, `refused`, `withdrawn`.
    pub state: &'static str,
    /// When that was.
    pub at: Option<Timestamp>,
    /// The last day on which it counts.
    pub until: Option<Date>,
    /// When the notice says that it is asked.
    pub ask_at: Option<String>,
    /// The address of the recipient's own privacy notice; empty: none.
    pub own_notice: String,
    /// Lawful basis rather than permission.
    pub lawful_basis: bool,
    /// It has to be explicit.
    pub explicit: bool,
    /// Once sent it cannot be called back.
    pub cannot_recall: bool,
    /// The statement of the notice.
    pub statement: StatementRef,
    /// That the recipient has to do with somebody may put them in danger: a list on their own page does not name it.
    pub discreet: bool,
}

impl ConsentLine {
    /// The words that the person is shown (or read) before answering, in English. Their hash is kept with the answer.
    #[must_use]
    pub fn wording(&self) -> String {
        self.wording_in("")
    }
    /// The same in a language, as browsers know it; in English where there are no words in it. Names, purposes and what it is about are in
    /// the notice's words.
    #[must_use]
    pub fn wording_in(&self, language: &str) -> String {
        let words = OwnWords::of(language);
        let mut asked = words
            .question
            .replace("{purpose}", &lower_first(&self.purpose_words))
            .replace("{what}", &self.categories.join("; "))
            .replace("{name}", &self.name);
        if self.cannot_recall {
            asked = format!("{asked} {}", words.question_recall);
        }
        if !self.own_notice.is_empty() {
            asked = format!("{asked} {}", words.question_notice.replace("{notice}", &self.own_notice));
        }
        asked
    }
    /// The SHA-256 of those words in English, in hexadecimal.
    #[must_use]
    pub fn wording_hash(&self) -> String {
        self.wording_hash_in("")
    }
    /// The same of those in a language.
    #[must_use]
    pub fn wording_hash_in(&self, language: &str) -> String {
        data_encoding::HEXLOWER.encode(&Sha256::digest(self.wording_in(language).as_bytes()))
    }
}

/// A case, opened.
pub struct CaseView {
    /// Its id.
    pub id: CaseId,
    /// The person, for links.
    pub person: PersonId,
    /// Its reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// The service's name.
    pub service: String,
    /// The notice.
    pub notice: NoticeLine,
    /// The purpose for which it was opened, in words.
    pub purpose: String,
    /// Whether it is open.
    pub open: bool,
    /// Opened on.
    pub opened_on: Date,
    /// Closed on, with the reason.
    pub closed: Option<(Date, String)>,
    /// Until when it is kept, and by which rule, once closed.
    pub kept: Vec<KeptLine>,
    /// Who holds it.
    pub owner: Option<String>,
    /// What falls due.
    pub due: Vec<DueLine>,
    /// The sections.
    pub sections: Vec<SectionView>,
    /// Bodies that work on it (for the controller's own people).
    pub agencies: Vec<AgencyLine>,
    /// What the person wants to have said beside a category: its id, when that was, their words.
    pub beside: Vec<(String, Timestamp, Disclosed<String>)>,
    /// Warnings in force, in a few words each.
    pub warnings: Vec<Disclosed<String>>,
    /// Decisions that cannot be made yet, and what is missing for them, as far as the caller may see that.
    pub blocked: Vec<Blocked>,
    /// What went to others without consent and is in force: for the controller's own people.
    pub in_force: Vec<String>,
    /// What was answered about consent (for the controller's own people).
    pub consents: Vec<ConsentLine>,
    /// Whether the caller is one of the controller's own people.
    pub staff: bool,
    /// Whether the caller may close it (or open it again).
    pub can_close: bool,
}

/// Until when something is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLine {
    /// What.
    pub label: String,
    /// Which sections, in words.
    pub sections: Vec<String>,
    /// Until when.
    pub due: Option<Date>,
    /// Whether that day tells of the person's birth or death.
    pub personal: bool,
    /// What it is counted from, where the day of that is not known.
    pub wants: Option<Anchor>,
    /// The rule, with how it was counted.
    pub words: String,
    /// The statement.
    pub statement: StatementRef,
}

/// A version of a section in its history.
pub struct SectionVersion {
    /// Its number.
    pub version: u32,
    /// When, and by whom.
    pub recorded: (Timestamp, String),
    /// The questions under which it was answered.
    pub fields: Arc<[FieldInfo]>,
    /// What it said.
    pub content: Item<SectionContent>,
}

/// One line of *who has seen this record*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenLine {
    /// When.
    pub at: Timestamp,
    /// Who, by name where the account is known.
    pub who: String,
    /// As whom, in words.
    pub acting: String,
    /// What happened, in words.
    pub what: String,
    /// For which purpose, in words.
    pub purpose: String,
    /// What was released, in words.
    pub released: Vec<String>,
    /// What was withheld, in words.
    pub withheld: Vec<String>,
    /// Under which statements.
    pub statements: Vec<StatementRef>,
    /// The notice version, `id@version`.
    pub notice: String,
    /// The entry's id, to ask for its proof.
    pub entry: String,
}

/// Two people changed the same section: both texts are kept and shown.
pub struct Clash {
    /// What stands there now.
    pub theirs: Item<SectionContent>,
    /// Its version.
    pub version: u32,
    /// Who recorded it, and when.
    pub recorded: (Timestamp, String),
}

/// What was wrong with a form, with everything that was typed still in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormErrors {
    /// Each error beside its field.
    pub fields: Vec<FieldError>,
}

impl FormErrors {
    /// Something is wrong with an input: what to do, in words.
    pub(crate) fn add(&mut self, input: &str, words: &str) {
        self.fields.push(FieldError { input: input.to_owned(), words: words.to_owned() });
    }
    /// Goes on only where nothing is wrong.
    ///
    /// # Errors
    /// `Form` with everything to put right.
    pub(crate) fn done(self) -> Result<(), crate::error::AppError> {
        if self.fields.is_empty() { Ok(()) } else { Err(crate::error::AppError::Form(self)) }
    }
}
