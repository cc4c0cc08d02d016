//! What goes from a case to others: what the gate would let go, asking for it, and what came of it; as the controller's own people have it.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::handlers::entries::made;
use crate::handlers::tasks::part;
use crate::problem::Problem;
use crate::shown::{Fields, Given, Shown, Statement, fields};
use app::{
    ApprovalLine, NewShare, PresetView, PreviewSection, ShareLine, SharePreview, ShareView, SharedDocument, ShownRow,
    StepDownLine, StepLine, WayLine,
};
use kernel::{ShareId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sharing::Ground;

/// A way in which something can go to somebody.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WayToShare")]
struct Way {
    /// A party of the notice, a body on one of its lists, or a list whose body has to be named.
    party: String,
    name: String,
    purpose: String,
    purpose_words: String,
    /// `referral`, or a ground without consent.
    ground: String,
    /// A body has to be named, and is put on the list by the approval.
    names_a_body: bool,
}

impl From<WayLine> for Way {
    fn from(line: WayLine) -> Self {
        Self {
            party: line.party,
            name: line.name,
            purpose: line.purpose,
            purpose_words: line.purpose_words,
            ground: line.ground.id().to_owned(),
            names_a_body: line.opens,
        }
    }
}

/// The ways that a notice has.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Ways {
    ways: Vec<Way>,
}

pub(crate) fn ways(ask: &Ask) -> Result<Answer, Problem> {
    let lines = ask.app().share_ways(ask.actor()?, ask.case()?, ask.flag("without_consent")?)?;
    Answer::json(&Ways { ways: lines.into_iter().map(Way::from).collect() })
}

/// An answer that can go, or went.
#[derive(Serialize, JsonSchema)]
pub(super) struct SharedAnswer {
    /// `category.field`: as it is chosen by.
    item: String,
    label: String,
    text: String,
    /// It is shown in part only.
    masked: bool,
}

impl From<ShownRow> for SharedAnswer {
    fn from(row: ShownRow) -> Self {
        Self { item: row.item, label: row.label, text: row.text, masked: row.masked }
    }
}

fn answers(rows: Vec<ShownRow>) -> Vec<SharedAnswer> {
    rows.into_iter().map(SharedAnswer::from).collect()
}

/// A category of what would go.
#[derive(Serialize, JsonSchema)]
struct WouldGo {
    category: String,
    label: String,
    /// Whether the gate would let it go.
    released: bool,
    statements: Vec<Statement>,
    /// Why it would not.
    reasons: Vec<String>,
    obligations: Vec<String>,
    kept_back: Vec<String>,
    /// What can be chosen.
    answers: Option<Shown<Vec<SharedAnswer>>>,
}

impl From<PreviewSection> for WouldGo {
    fn from(section: PreviewSection) -> Self {
        Self {
            category: section.category,
            label: section.label,
            released: section.released,
            statements: section.statements.into_iter().map(Statement::from).collect(),
            reasons: section.reasons,
            obligations: section.obligations,
            kept_back: section.kept_back,
            answers: section.rows.map(|rows| Shown::from(rows.map(answers))),
        }
    }
}

/// A selection that the notice has for an occasion.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SharePreset")]
struct Preset {
    id: String,
    label: String,
    items: Vec<String>,
    /// How it may go; none: in any way.
    channels: Vec<&'static str>,
    /// Nothing of it shows on the person's own pages.
    discreet: bool,
}

impl From<PresetView> for Preset {
    fn from(view: PresetView) -> Self {
        Self { id: view.id, label: view.label, items: view.items, channels: view.channels, discreet: view.discreet }
    }
}

/// A law that can be cited.
#[derive(Serialize, JsonSchema)]
struct Law {
    id: String,
    act: String,
    provision: String,
    lets: String,
}

/// What the gate would let go to somebody.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Preview {
    to: String,
    /// A body has to be named: what the notice requires of it.
    requires: Option<String>,
    purpose: String,
    sections: Vec<WouldGo>,
    /// What has to be written down: `request`, `reason`, `approval`, `vital` or `safeguarding`.
    facts: Vec<String>,
    /// Roles, in words.
    approvers: Vec<String>,
    laws: Vec<Law>,
    /// When the person is told, in the notice's words.
    tell: Option<String>,
    /// The usual one first.
    presets: Vec<Preset>,
    /// The home that is offered has to be named.
    names_a_home: bool,
    /// Sharing is for other purposes, says the notice: why it is for this one has to be said.
    is_aside: bool,
}

impl From<SharePreview> for Preview {
    fn from(view: SharePreview) -> Self {
        let law = |law: &sharing::Gateway| Law {
            id: law.id.clone(),
            act: law.act.clone(),
            provision: law.provision.clone(),
            lets: law.lets.clone(),
        };
        Self {
            to: view.to,
            requires: view.requires,
            purpose: view.purpose,
            sections: view.sections.into_iter().map(WouldGo::from).collect(),
            facts: view.facts,
            approvers: view.approvers,
            laws: view.gateways.into_iter().map(law).collect(),
            tell: view.tell,
            presets: view.presets.into_iter().map(Preset::from).collect(),
            names_a_home: view.property,
            is_aside: view.aside,
        }
    }
}

/// To whom, for what and on which ground.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WayAsked {
    /// As the ways have it.
    party: String,
    purpose: String,
    ground: String,
}

fn ground(id: &str) -> Result<Ground, Problem> {
    Ground::parse(id).ok_or_else(|| part("ground", "Give a ground as the ways have it"))
}

pub(crate) fn preview(ask: &Ask) -> Result<Answer, Problem> {
    let case = ask.case()?;
    let way: WayAsked = ask.body()?;
    let chosen = (way.party.as_str(), way.purpose.as_str(), ground(&way.ground)?);
    let view = ask.app().share_preview(ask.actor()?, case, chosen)?;
    Answer::json(&Preview::from(view))
}

/// Something to go to somebody.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToShare {
    party: String,
    purpose: String,
    ground: String,
    /// What: `category.field`, of what the preview has.
    #[schemars(length(max = 1_000))]
    items: Vec<String>,
    /// Why it is needed; sealed. Of a referral: what it says to whoever gets it.
    reason: String,
    /// How it reaches them: `desk`, `secure-email`, `by-hand` or `spoken`.
    channel: String,
    /// The body's name, where one has to be named.
    #[serde(default)]
    body: String,
    /// In which country that body is: two letters.
    #[serde(default)]
    country: String,
    /// Which law is cited: an id of the preview's laws.
    #[serde(default)]
    law: String,
    /// The citation in words, where that law asks for it.
    #[serde(default)]
    citation: String,
    /// The answers to the test of the ground, by question.
    #[serde(default)]
    test: std::collections::BTreeMap<String, String>,
    /// Who asked, when and under which reference; sealed.
    #[serde(default)]
    request: String,
    /// Whether the person was told: `yes`, `not-yet`, or a code of the ground's reasons why not.
    #[serde(default)]
    told: String,
    /// The selection from which it was chosen; left out: the first that the notice has for this.
    #[serde(default)]
    preset: String,
    /// Why more goes than the selection chooses; sealed.
    #[serde(default)]
    why_more: String,
    /// The home that is offered; sealed.
    #[serde(default)]
    property: String,
    /// Why it is shared for a purpose that sharing is not for; sealed.
    #[serde(default)]
    why_this_purpose: String,
    /// The step of the person’s plan that it serves, as the plan’s page says it; they do not read it.
    #[serde(default)]
    step: String,
}

/// What a page calls by other names.
fn wrong(error: app::AppError) -> Problem {
    let mut problem = Problem::of_body(error);
    for wrong in &mut problem.errors {
        let known = match wrong.pointer.as_str() {
            "/gateway" => "/law",
            "/widen" => "/why_more",
            "/aside" => "/why_this_purpose",
            "/answer" | "/finding" => "/code",
            "/why" => "/words",
            _ => continue,
        };
        known.clone_into(&mut wrong.pointer);
    }
    problem
}

pub(crate) fn share(ask: &Ask) -> Result<Answer, Problem> {
    let case = ask.case()?;
    let new: ToShare = ask.body()?;
    ground(&new.ground)?;
    let new = NewShare {
        party: new.party,
        body: new.body,
        country: new.country,
        purpose: new.purpose,
        ground: new.ground,
        items: new.items,
        gateway: new.law,
        citation: new.citation,
        test: new.test.into_iter().collect(),
        reason: new.reason,
        request: new.request,
        channel: new.channel,
        told: new.told,
        preset: new.preset,
        widen: new.why_more,
        property: new.property,
        aside: new.why_this_purpose,
        step: new.step,
    };
    let id = ask.app().ask_to_share(ask.actor()?, case, &new).map_err(wrong)?;
    made(ask, "sharing", &id.to_string())
}

/// Something that goes or went to somebody.
#[derive(Serialize, JsonSchema)]
pub(super) struct ShareOf {
    id: String,
    /// The case's reference.
    reference: String,
    to: String,
    ground: String,
    /// In words.
    purpose: String,
    categories: Vec<String>,
    asked_by: String,
    asked_at: String,
}

impl From<ApprovalLine> for ShareOf {
    fn from(line: ApprovalLine) -> Self {
        Self {
            id: line.id.to_string(),
            reference: line.reference,
            to: line.to,
            ground: line.ground.id().to_owned(),
            purpose: line.purpose,
            categories: line.categories,
            asked_by: line.asked_by,
            asked_at: line.asked_at.rfc3339(),
        }
    }
}

/// The same, with how it stands.
#[derive(Serialize, JsonSchema)]
pub(super) struct ShareStands {
    #[serde(flatten)]
    of: ShareOf,
    /// `asked`, `refused`, `withdrawn`, `sent`, `more-asked`, `accepted`, `rejected` or `reported`.
    state: String,
    /// Whether whoever got it may look at it just now.
    in_force: bool,
    until: Option<String>,
    sent_at: Option<String>,
    /// By when an answer is due.
    answer_by: Option<String>,
    review_on: Option<String>,
    reviewed_at: Option<String>,
    /// Whether the person was told: a code.
    told: String,
    /// Whether it is a step up: a referral from a programme to social care.
    step_up: bool,
    /// The step down that came back of it.
    came_back: Option<CameBack>,
}

/// A step down: a referral by which social care hands a family back.
#[derive(Serialize, JsonSchema)]
pub(super) struct CameBack {
    /// Its id among the referrals that came in.
    id: String,
    reference: String,
    /// Why, in words.
    reason: String,
    received_at: String,
    /// By when it is answered, while it is not.
    answer_by: Option<String>,
    /// `new`, `assessed` (taken on) or `closed` (not taken on).
    state: String,
}

impl From<StepDownLine> for CameBack {
    fn from(line: StepDownLine) -> Self {
        let waits = line.state == "new";
        Self {
            id: line.id.to_string(),
            reference: line.reference,
            reason: line.reason,
            received_at: line.received_at.rfc3339(),
            answer_by: line.answer_by.filter(|_| waits).map(|on| on.to_string()),
            state: line.state,
        }
    }
}

impl From<ShareLine> for ShareStands {
    fn from(line: ShareLine) -> Self {
        Self {
            state: line.state.id().to_owned(),
            in_force: line.in_force,
            until: line.until.map(Timestamp::rfc3339),
            sent_at: line.sent_at.map(Timestamp::rfc3339),
            answer_by: line.answer_by.map(|on| on.to_string()),
            review_on: line.review_on.map(|on| on.to_string()),
            reviewed_at: line.reviewed_at.map(Timestamp::rfc3339),
            told: line.told,
            step_up: line.step_up,
            came_back: line.came_back.map(CameBack::from),
            of: line.line.into(),
        }
    }
}

/// What went from a case to others.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shares {
    shares: Vec<ShareStands>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let (_, lines) = ask.app().shares(ask.actor()?, ask.case()?)?;
    Answer::json(&Shares { shares: lines.into_iter().map(ShareStands::from).collect() })
}

/// A part of what was sent.
#[derive(Serialize, JsonSchema)]
struct SentPart {
    label: String,
    answers: Given<Vec<SharedAnswer>>,
}

/// A document that went with it.
#[derive(Serialize, JsonSchema)]
struct SentDocument {
    id: String,
    /// The category, in words.
    label: String,
    title: Given<String>,
    kind: &'static str,
    /// Of its bytes, in hexadecimal.
    sha256: String,
}

impl From<SharedDocument> for SentDocument {
    fn from(document: SharedDocument) -> Self {
        Self {
            id: document.id.to_string(),
            label: document.label,
            title: document.title.into(),
            kind: document.kind,
            sha256: document.hash,
        }
    }
}

/// A step that was taken.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ShareStepTaken")]
struct Taken {
    step: String,
    code: Option<String>,
    by: String,
    at: String,
    words: Option<Given<Fields>>,
}

impl From<StepLine> for Taken {
    fn from(line: StepLine) -> Self {
        Self { step: line.step, code: line.code, by: line.by, at: line.at.rfc3339(), words: line.words.map(fields) }
    }
}

/// Something that went to somebody, with all that there is to show of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ShareOpened {
    #[serde(flatten)]
    stands: ShareStands,
    items: Vec<String>,
    law: Option<String>,
    /// Questions of the test, with their answers.
    test: Vec<(String, String)>,
    channel: String,
    parts: Vec<SentPart>,
    documents: Vec<SentDocument>,
    steps: Vec<Taken>,
    /// What left, as JSON.
    receipt: Option<String>,
}

impl From<ShareView> for ShareOpened {
    fn from(view: ShareView) -> Self {
        let part = |of: app::ShareParts| SentPart { label: of.label, answers: of.rows.map(answers).into() };
        Self {
            stands: view.line.into(),
            items: view.items,
            law: view.gateway,
            test: view.test,
            channel: view.channel,
            parts: view.parts.into_iter().map(part).collect(),
            documents: view.documents.into_iter().map(SentDocument::from).collect(),
            steps: view.steps.into_iter().map(Taken::from).collect(),
            receipt: view.receipt,
        }
    }
}

fn id(ask: &Ask) -> Result<ShareId, Problem> {
    ask.id("share")
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    Answer::json(&ShareOpened::from(ask.app().share_of(ask.actor()?, ask.case()?, id(ask)?)?))
}

/// What is done about something that was asked for or sent.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum ShareStep {
    /// Takes it back: from the next request on nothing of it is shown to them.
    Withdraw {
        /// Why.
        #[serde(default)]
        words: String,
    },
    /// Decides about what they asked for beyond what was sent.
    Answer {
        /// `widened`, `spoken`, `no` or `no-consent`.
        code: String,
        /// Why: they read it.
        words: String,
    },
    /// Notes that the person was told, or why not.
    Told {
        /// `yes`, or a code of the ground's reasons why not.
        code: String,
    },
}

pub(crate) fn step(ask: &Ask) -> Result<Answer, Problem> {
    let (actor, case, id) = (ask.actor()?, ask.case()?, id(ask)?);
    match ask.body()? {
        ShareStep::Withdraw { words } => ask.app().withdraw_share(actor, case, id, &words),
        ShareStep::Answer { code, words } => ask.app().answer_more(actor, case, id, &code, &words),
        ShareStep::Told { code } => ask.app().share_told(actor, case, id, &code),
    }
    .map_err(wrong)?;
    Ok(Answer::done())
}
