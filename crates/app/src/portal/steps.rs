//! Steps of the plan that are the person's to take: they say that one is done, or what is in the way, and whoever works with them
//! confirms it or answers. What is said is a sealed entry of its own; the plan changes when it is confirmed.

use super::plan::{ANSWER, PLAN, is_plan};
use super::view::record;
use super::{Me, looks};
use crate::App;
use crate::actor::Actor;
use crate::cases::Told;
use crate::error::AppError;
use crate::look::Look;
use crate::portal::say_something_waits;
use crate::shares::{Served, StepReferral, served, step_mark};
use crate::views::{CaseTop, Item};
use crate::work::asked::opened;
use crate::work::desk::{Desk, visible};
use crate::work::follow::{STEP_SAID, follow_step};
use crate::work::items::{self, Entry, asked, shown};
use crate::work::tasks::{next_date, workable};
use casework::SectionContent;
use casework::document::CAME_IN;
use casework::identifier::{NI_NUMBER_IN_TEXT, has_ni_number};
use casework::section::row_key;
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{CaseId, ItemId, Timestamp};
use ledger::Action;
use notice::model::CategoryIx;
use sha2::{Digest as _, Sha256};
use store::{Happening, ItemFilter, Tx};

/// The kind of the entry in which somebody says something of a step of their plan.
pub(crate) const KIND: &str = "plan-step";
/// The questions of a plan that say its steps, and whether they are the person's to take. Where a form asks for rows, each is a step;
/// otherwise all that is said is one.
const LISTS: [(&str, bool); 3] = [("steps-by-you", true), ("steps-by-council", false), (ANSWER, true)];
/// Whether a question of a plan says its steps.
pub(super) fn is_list(field: &str) -> bool {
    LISTS.iter().any(|(list, _)| *list == field)
}

/// The longest words that somebody says of a step, in characters.
const LONGEST: usize = 2_000;
/// How many times something can be said of one step before it is answered.
const MOST_TIMES: i32 = 20;
/// How many entries are looked at.
const MOST: u32 = 200;

/// What the person says of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaysOf {
    /// It is done.
    Done,
    /// Something is in the way.
    Stuck,
}

impl SaysOf {
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Stuck => "stuck",
        }
    }
    /// From its code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Done, Self::Stuck].into_iter().find(|s| s.id() == code)
    }
}

/// How what was said stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaidState {
    /// Nobody has looked at it yet.
    Waits,
    /// It is done, and the plan says so.
    Confirmed,
    /// Somebody has answered.
    Answered,
}

/// What was said of a step.
pub struct StepSaid {
    /// Its entry.
    pub id: ItemId,
    /// What the person said.
    pub says: SaysOf,
    /// How it stands.
    pub state: SaidState,
    /// When it came to stand so.
    pub at: Timestamp,
    /// The step as it was, the words of the person (`text`), and the answer (`answer`).
    pub content: Disclosed<SectionContent>,
}

/// A step of the plan.
pub struct MyStep {
    /// The category of the notice that it stands in.
    pub category: String,
    /// The question that it is a row of.
    pub list: &'static str,
    /// Which row, from 1; 0: the whole answer.
    pub row: usize,
    /// Whether it is the person's to take.
    pub mine: bool,
    /// What is to be done.
    pub step: Disclosed<String>,
    /// By when.
    pub by: Option<Date>,
    /// When it was done, as the plan says.
    pub done: Option<Date>,
    /// The SHA-256 of its words, in hexadecimal: something is said of the step that was shown, or of none.
    pub shown: String,
    /// What was said of it last.
    pub said: Option<StepSaid>,
    /// Whether something can be said of it now.
    pub can_say: bool,
    /// The referrals that serve it, of which the person may know.
    pub referrals: Vec<StepReferral>,
}

/// What somebody says of a step on their own page.
#[derive(Clone)]
pub struct OfStep<'a> {
    /// The question that it is a row of.
    pub list: &'a str,
    /// Which row, from 1; 0: the whole answer.
    pub row: usize,
    /// The digest of the words on the page.
    pub shown: &'a str,
    /// What is said.
    pub says: SaysOf,
    /// More about it, in their words; needed where something is in the way.
    pub words: &'a str,
}

/// What was said of a step, as whoever works with the person sees it.
pub struct SaidLine {
    /// What was said.
    pub said: StepSaid,
    /// Who said it, in words.
    pub by: String,
    /// The category of the notice that the step stands in.
    pub category: String,
    /// Whether the actor may confirm or answer it.
    pub can_settle: bool,
}

/// A step of the plan, as whoever works with the person sees it.
pub struct PlanStep {
    /// Which: what a referral is told that serves it.
    pub key: String,
    /// Whether it is the person's to take.
    pub mine: bool,
    /// What is to be done.
    pub step: Disclosed<String>,
    /// By when.
    pub by: Option<Date>,
    /// When it was done, as the plan says.
    pub done: Option<Date>,
    /// The referrals that serve it.
    pub referrals: Vec<StepReferral>,
    /// Whether a referral can be made for it now.
    pub can_refer: bool,
}

/// The page of what was said of steps.
pub struct StepsView {
    /// The head of the page.
    pub top: CaseTop,
    /// What was said, what waits first.
    pub lines: Vec<SaidLine>,
    /// The plan, step by step.
    pub plan: Vec<PlanStep>,
}

/// What whoever works with the person does about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepAnswer {
    /// It is done, on this day: the plan says so from now on.
    Confirm(Date),
    /// An answer, for the person.
    Answer(String),
}

fn digest(step: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(step.as_bytes()))
}

fn day(text: Option<&str>) -> Option<Date> {
    text.and_then(|t| t.parse().ok())
}

/// What an entry says, as it was opened.
fn said(entry: &Happening, content: Item<SectionContent>) -> Option<StepSaid> {
    let Item::Released(content) = content else { return None };
    let says = SaysOf::parse(content.get().get("says").unwrap_or_default())?;
    let state = match content.get().get("outcome") {
        Some("confirmed") => SaidState::Confirmed,
        Some(_) => SaidState::Answered,
        None => SaidState::Waits,
    };
    Some(StepSaid { id: entry.id, says, state, at: entry.recorded_at, content })
}

/// What was said of steps in a case, the latest first.
fn all_said(tx: &mut Tx<'_>, actor: &Actor, look: &Look) -> Result<Vec<StepSaid>, AppError> {
    let kinds = ItemFilter { kinds: vec![KIND.to_owned()], ..ItemFilter::default() };
    let entries = tx.items(look.case.id, &kinds, MOST)?;
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let contents = opened(tx, actor, look, &entries, "what was said of the plan")?;
    let mut all: Vec<StepSaid> = entries.iter().zip(contents).filter_map(|(e, c)| said(e, c)).collect();
    all.sort_by_key(|s| std::cmp::Reverse((s.at, s.id)));
    Ok(all)
}

/// Whether something was said of a step.
fn is_of(said: &StepSaid, list: &str, step: &str) -> bool {
    let content = said.content.get();
    content.get("list") == Some(list) && content.get("step") == Some(step)
}

/// The steps that a plan says.
pub(crate) fn rows(category: &str, plan: &Disclosed<SectionContent>) -> Vec<MyStep> {
    let mut all = Vec::new();
    for (list, mine) in LISTS {
        if let Some(whole) = plan.get().get(list).filter(|text| !text.trim().is_empty()) {
            all.push(MyStep {
                category: category.to_owned(),
                list,
                row: 0,
                mine,
                by: None,
                done: None,
                shown: digest(whole),
                step: plan.map_ref(|plan| plan.get(list).unwrap_or_default().to_owned()),
                said: None,
                can_say: false,
                referrals: Vec::new(),
            });
        }
        for (at, row) in plan.get().rows(list).iter().enumerate() {
            let Some(step) = row.get("step") else { continue };
            all.push(MyStep {
                category: category.to_owned(),
                list,
                row: at + 1,
                mine,
                by: day(row.get("by")),
                done: day(row.get("done")),
                shown: digest(step),
                step: plan.map_ref(|plan| {
                    plan.rows(list).get(at).and_then(|row| row.get("step")).unwrap_or_default().to_owned()
                }),
                said: None,
                can_say: false,
                referrals: Vec::new(),
            });
        }
    }
    all
}

/// The referrals that serve a step.
fn of_step(served: &[Served], step: &MyStep) -> Vec<StepReferral> {
    let of = |s: &&Served| s.is(&step.category, step.list, step.step.get());
    served.iter().filter(of).map(|s| s.by.clone()).collect()
}

/// The steps of a plan, each with what was said of it, and what serves it.
pub(super) fn steps(
    tx: &mut Tx<'_>,
    (actor, look): (&Actor, &Look),
    (category, plan): (&str, &Item<SectionContent>),
    served: &[Served],
) -> Result<Vec<MyStep>, AppError> {
    let Item::Released(plan) = plan else { return Ok(Vec::new()) };
    let mut all = rows(category, plan);
    if all.is_empty() {
        return Ok(all);
    }
    let mut said = all_said(tx, actor, look)?;
    for step in &mut all {
        let at = said.iter().position(|s| is_of(s, step.list, step.step.get()));
        step.said = at.map(|at| said.remove(at));
        step.can_say = step.mine && step.done.is_none() && look.is_open();
        step.referrals = of_step(served, step);
    }
    Ok(all)
}

/// The dates of a plan that are ahead for the person: steps of theirs that are not done, and when it is looked at again.
pub(super) fn dates(plan: &Disclosed<SectionContent>) -> Vec<(Date, Option<Disclosed<String>>)> {
    let steps = rows(PLAN, plan).into_iter().filter(|s| s.mine && s.done.is_none());
    let mut all: Vec<_> = steps.filter_map(|s| Some((s.by?, Some(s.step)))).collect();
    all.extend(day(plan.get().get("plan-review-on")).map(|on| (on, None)));
    all
}

fn wrong_words(words: &str, needed: bool) -> Result<(), AppError> {
    let length = words.chars().count();
    if length > LONGEST || (needed && length == 0) {
        return Err(AppError::field("words", "Say it in your own words, in at most 2,000 characters"));
    }
    if has_ni_number(words) {
        return Err(AppError::field("words", NI_NUMBER_IN_TEXT));
    }
    Ok(())
}

impl App {
    /// Writes down what the person, or somebody who acts for them and may see the plan, says of a step of theirs. Whoever works with
    /// them has something to do from then on.
    ///
    /// # Errors
    /// `NotFound` when there is no such step for them; `Form` when words are missing or too long; `Refused` when the plan has changed
    /// since it was shown, the step is done, or too much was said of it already.
    pub fn say_of_step(&self, me: &Me, case: CaseId, of: &OfStep<'_>) -> Result<(), AppError> {
        let words = of.words.trim().to_owned();
        wrong_words(&words, of.says == SaysOf::Stuck)?;
        let (who, list, row, shown, says) = (me.clone(), of.list.to_owned(), of.row, of.shown.to_owned(), of.says);
        self.act(&me.caller(self.inner.authority), "say of a step", move |tx, inner| {
            let found = looks(tx, inner, &who)?.into_iter().find(|(_, look)| look.case.id == case);
            let (actor, mut look) = found.ok_or(AppError::NotFound)?;
            let mut asks = who.asks(&look);
            asks.retain(|category| is_plan(&look, *category));
            let ids: Vec<&str> = asks.iter().map(|c| look.notice.category_id(*c)).collect();
            let sections = tx.sections_of(&[case], &ids)?;
            let (recorded, ring) = record(tx, (&actor, &look), &asks, &sections, "own plan")?;
            let mut step = None;
            for category in &asks {
                let id = look.notice.category_id(*category);
                let section = sections.iter().find(|s| s.category == id);
                if let Item::Released(plan) = look.content(&recorded, *category, section, &ring)? {
                    step = step.or(rows(id, &plan).into_iter().find(|s| s.mine && s.list == list && s.row == row));
                }
            }
            let step = step.ok_or(AppError::NotFound)?;
            if !look.is_open() || step.done.is_some() || step.shown != shown {
                return Err(AppError::Refused("The plan has changed".to_owned()));
            }
            let before = all_said(tx, &actor, &look)?.into_iter().find(|s| is_of(s, &list, step.step.get()));
            let before = before.filter(|s| s.state == SaidState::Waits);
            let newest = match &before {
                Some(before) => tx.items_by_id(&[before.id])?.pop(),
                None => None,
            };
            if newest.as_ref().is_some_and(|n| n.version >= MOST_TIMES) {
                return Err(AppError::Refused("A lot was said of this step already".to_owned()));
            }
            let mut content = SectionContent::from_pairs([
                ("list", list.as_str()),
                ("step", step.step.get().as_str()),
                ("says", says.id()),
            ]);
            if !words.is_empty() {
                content.fields.insert("text".to_owned(), words.clone());
            }
            if let Some(code) = actor.came_in() {
                content.fields.insert(CAME_IN.to_owned(), code.to_owned());
            }
            // A step of their own is something that they are asked to do: they may say how it stands, and nothing else.
            look.asks_for(&step.category);
            let id = newest.as_ref().map_or_else(|| ItemId::new(tx.now(), tx.entropy()), |n| n.id);
            let version = newest.map_or(0, |n| u32::try_from(n.version).unwrap_or(0)) + 1;
            items::write(tx, &actor, &look, (id, version), &Entry::now(KIND, &step.category, content))?;
            follow_step(tx, &actor, &look)
        })
    }

    /// What the person says of the steps of their plan, what waits first. For the controller's own people.
    ///
    /// # Errors
    /// `NotFound` when nothing of the case is released to the actor, or it is a partner.
    pub fn steps_said(&self, actor: &Actor, case: CaseId) -> Result<StepsView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "what is said of the plan", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let look = visible(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            let kinds = ItemFilter { kinds: vec![KIND.to_owned()], ..ItemFilter::default() };
            let entries = tx.items(case, &kinds, MOST)?;
            let (mut categories, mut classes) = asked(&look, &entries);
            let plans: Vec<CategoryIx> = look.notice.all.iter().copied().filter(|c| is_plan(&look, *c)).collect();
            let ids: Vec<&str> = plans.iter().map(|c| look.notice.category_id(*c)).collect();
            let sections = tx.sections_of(&[case], &ids)?;
            categories.extend(&plans);
            classes.extend(sections.iter().map(|s| s.record_class.as_str()));
            let desk =
                Desk::of(tx, &actor, look, &categories, &classes, (Action::Open, "the plan, and what was said of it"))?;
            let served = served(tx, &desk.look, &desk.recorded)?;
            let can_refer = desk.look.is_open() && !desk.may.releases_nothing();
            let (mut plan, index) = (Vec::new(), tx.blind_index()?);
            for category in plans {
                let id = desk.look.notice.category_id(category).to_owned();
                let section = sections.iter().find(|s| s.category == id);
                let Item::Released(says) = desk.look.content(&desk.recorded, category, section, &desk.ring)? else {
                    continue;
                };
                for s in rows(&id, &says) {
                    let mark = step_mark(&index, case, &s.shown);
                    plan.push(PlanStep {
                        key: format!("{id}/{}/{}/{}", s.list, s.row, mark),
                        mine: s.mine,
                        by: s.by,
                        done: s.done,
                        referrals: of_step(&served, &s),
                        can_refer: can_refer && s.done.is_none(),
                        step: s.step,
                    });
                }
            }
            let mut lines = Vec::new();
            for entry in shown(tx, (&desk.look, &desk.recorded), &actor, entries.clone())? {
                let line = items::line(tx, inner, (&desk.look, &desk.recorded, &desk.ring), &entry)?;
                let by = line.by;
                let Some(said) = said(&entry, line.content) else { continue };
                let category = desk.look.notice.compiled.category(&entry.category);
                let may = desk.look.is_open() && category.is_some_and(|c| desk.may.releases(c));
                let can_settle = may && said.state == SaidState::Waits;
                lines.push(SaidLine { said, by, category: entry.category.clone(), can_settle });
            }
            lines.sort_by_key(|l| (l.said.state != SaidState::Waits, std::cmp::Reverse((l.said.at, l.said.id))));
            Ok(StepsView { top: desk.top(&actor)?, lines, plan })
        })
    }

    /// Confirms what was said of a step, so that the plan says that it is done; or answers. `page` is where the person's own page is
    /// reached: they are told that something waits there, and not what.
    ///
    /// # Errors
    /// `NotFound` when nothing such waits for the actor; `Form` without words or with a day ahead; `Conflict` when somebody else writes
    /// in the plan at the same time.
    pub fn settle_step(
        &self,
        actor: &Actor,
        case: CaseId,
        id: ItemId,
        answer: &StepAnswer,
        page: &str,
    ) -> Result<(), AppError> {
        match answer {
            StepAnswer::Confirm(on) if *on > kernel::london_date(self.now()) => {
                return Err(AppError::field("on-day", "The day has to be today or earlier"));
            }
            StepAnswer::Confirm(_) => {}
            StepAnswer::Answer(words) => wrong_words(words.trim(), true)?,
        }
        let waits = self.steps_said(actor, case)?.lines.into_iter().find(|l| l.said.id == id && l.can_settle);
        let waits = waits.ok_or(AppError::NotFound)?;
        if let StepAnswer::Confirm(on) = answer {
            self.note_done(actor, (case, &waits.category), waits.said.content.get(), *on)?;
        }
        let (actor, answer, page) = (actor.clone(), answer.clone(), page.to_owned());
        self.act(&actor.caller.clone(), "settle what was said", move |tx, inner| {
            let look = workable(tx, inner, &actor, case)?;
            let newest = tx.items_by_id(&[id])?.pop().filter(|n| n.case_id == case && n.kind == KIND);
            let newest = newest.ok_or(AppError::NotFound)?;
            let content = opened(tx, &actor, &look, std::slice::from_ref(&newest), "what was said of the plan")?.pop();
            let Some(Item::Released(content)) = content else { return Err(AppError::NotFound) };
            if content.get().get("outcome").is_some() {
                return Err(AppError::NotFound);
            }
            let mut content = content.get().clone();
            content.fields.shift_remove(CAME_IN);
            let (outcome, more) = match &answer {
                StepAnswer::Confirm(on) => ("confirmed", ("on", on.to_string())),
                StepAnswer::Answer(words) => ("answered", ("answer", words.trim().to_owned())),
            };
            content.fields.insert("outcome".to_owned(), outcome.to_owned());
            content.fields.insert(more.0.to_owned(), more.1);
            let version = u32::try_from(newest.version).unwrap_or(0) + 1;
            items::write(tx, &actor, &look, (id, version), &Entry::now(KIND, &newest.category, content))?;
            say_something_waits(tx, &look, &page)?;
            let left = all_said(tx, &actor, &look)?.iter().any(|s| s.state == SaidState::Waits);
            if !left {
                for task in tx.tasks(case)?.into_iter().filter(|t| t.kind == STEP_SAID && t.done_at.is_none()) {
                    tx.finish_task(task.id, Some(actor.account))?;
                }
                next_date(tx, case)?;
            }
            Ok(())
        })
    }

    /// Writes into the plan that a step is done. A step that says something else by now, or that the plan calls done, is left alone.
    fn note_done(
        &self,
        actor: &Actor,
        (case, category): (CaseId, &str),
        said: &SectionContent,
        on: Date,
    ) -> Result<(), AppError> {
        let view = self.edit(actor, case, category)?;
        let Item::Released(plan) = &view.content else { return Err(AppError::NotFound) };
        let (list, step) = (said.get("list").unwrap_or_default(), said.get("step").unwrap_or_default());
        let at = plan.get().rows(list).iter().position(|r| r.get("step") == Some(step) && r.get("done").is_none());
        let Some(at) = at else { return Ok(()) };
        let mut values = SectionContent { fields: plan.get().fields.clone(), ..SectionContent::default() };
        values.fields.insert(row_key(list, at + 1, "done"), on.to_string());
        match self.save_values(actor, case, category, view.version, &values, &Told::by("subject"))? {
            crate::cases::Saved::As(_) => Ok(()),
            crate::cases::Saved::Clash(_) => Err(AppError::Conflict),
        }
    }
}
