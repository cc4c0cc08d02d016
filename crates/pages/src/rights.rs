//! Requests of people about their data: the public form, the officer's queue and desk, the letter that answers.

use crate::engine::page;
use crate::form::{Field, FormState};
use crate::frame::{Area, Link};
use crate::panel::{Button, PanelForm};
use crate::shown::{Due, NoticeHead, Row, StateTag, Withheld};
use disclosure::Disclosed;
use serde::Serialize;

/// A way to reach somebody.
#[derive(Debug, Clone, Serialize)]
pub struct Way {
    /// Who.
    pub label: String,
    /// How, each way in words.
    pub ways: Vec<String>,
}

/// The form by which anybody asks.
#[derive(Serialize)]
pub struct AskForRight {
    /// The notice.
    pub notice: NoticeHead,
    /// Who answers.
    pub controller: String,
    /// What is wrong.
    pub form: FormState,
    /// Where it is sent.
    pub action: String,
    /// The id by which it is taken once.
    pub id: String,
    /// The questions.
    pub fields: Vec<Field>,
    /// How else to ask.
    pub other_ways: Vec<Way>,
    /// The regulator.
    pub regulator: Option<Way>,
}
page!(AskForRight => "rights/ask.html", Area::Elsewhere);

/// A request came.
#[derive(Serialize)]
pub struct RightAsked {
    /// The notice.
    pub notice: NoticeHead,
    /// The reference to keep.
    pub reference: String,
    /// The regulator.
    pub regulator: Option<Way>,
}
page!(RightAsked => "rights/asked.html", Area::Elsewhere);

/// A record that a request is about, or may be.
#[derive(Debug, Clone, Serialize)]
pub struct RequestCase {
    /// Its reference.
    pub reference: String,
    /// Where it is opened; none before it is said that the request is about it.
    pub href: Option<String>,
    /// Its service.
    pub service: String,
    /// How it stands.
    pub tags: Vec<StateTag>,
    /// More, in words.
    pub small: Option<String>,
    /// What can be done.
    pub buttons: Vec<Button>,
}

/// Somebody who had the data.
#[derive(Debug, Clone, Serialize)]
pub struct Recipient {
    /// Its name.
    pub name: String,
    /// What it had, and when last.
    pub words: String,
    /// How it stands.
    pub state: StateTag,
}

/// Something that was done.
#[derive(Serialize)]
pub struct RequestStep {
    /// On which day.
    pub when: String,
    /// What.
    pub what: String,
    /// By whom.
    pub by: String,
    /// More about it.
    pub more: Option<String>,
    /// The words that went with it.
    pub words: Option<Disclosed<String>>,
}

/// A request on the officer's desk.
#[derive(Serialize)]
pub struct RequestPage {
    /// Its address.
    pub href: String,
    /// Its reference.
    pub reference: String,
    /// What is asked.
    pub kind: String,
    /// Under which law.
    pub law: String,
    /// How it stands.
    pub state: StateTag,
    /// By when somebody has to act.
    pub due: Option<Due>,
    /// What it waits for.
    pub waiting: Option<String>,
    /// The notice.
    pub notice: NoticeHead,
    /// What is wrong.
    pub form: FormState,
    /// How it came, to whom.
    pub facts: Vec<(String, String)>,
    /// What was written.
    pub rows: Option<Disclosed<Vec<Row>>>,
    /// Why that is not shown.
    pub withheld: Option<Withheld>,
    /// The records that it is about.
    pub cases: Vec<RequestCase>,
    /// Records that may be meant; none: nobody has looked.
    pub found: Option<Vec<RequestCase>>,
    /// Who had the data, where they have to be told.
    pub recipients: Vec<Recipient>,
    /// What was done, the latest first.
    pub steps: Vec<RequestStep>,
    /// What can be done next.
    pub forms: Vec<PanelForm>,
    /// Onward.
    pub links: Vec<Link>,
    /// The form that is open: the one that something is wrong with.
    pub open: String,
}
page!(RequestPage => "rights/request.html", Area::Requests);

/// The letter that answers.
#[derive(Serialize)]
pub struct RequestLetter {
    /// Back to the request.
    pub back: String,
    /// The reference.
    pub reference: String,
    /// Who writes.
    pub controller: String,
    /// The day.
    pub date: String,
    /// To whom, and where.
    pub to: Option<Disclosed<String>>,
    /// How the person is addressed.
    pub name: Option<Disclosed<String>>,
    /// Why it cannot be written for this purpose.
    pub withheld: Option<Withheld>,
    /// What they asked, and when.
    pub asked: String,
    /// What came of it.
    pub outcome: String,
    /// The ground, with its law.
    pub ground: Option<(String, String)>,
    /// The reasons.
    pub reasons: Option<Disclosed<String>>,
    /// To whom a complaint goes first.
    pub first: Vec<Way>,
    /// The regulator.
    pub regulator: Option<Way>,
}
page!(RequestLetter => "rights/letter.html", Area::Requests);
