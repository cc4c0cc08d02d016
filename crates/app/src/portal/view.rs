//! What the person sees: what is held and where it came from, who has it and on what ground, who has looked and why, what was
//! agreed to, dates, letters.

use super::plan::PLAN;
use super::{Me, looks};
use crate::App;
use crate::access::windows_on;
use crate::actor::Actor;
use crate::cases::parts::{blocked_in, names, recipient_name, ring, section_view};
use crate::consent::{self, Circumstances, Gone, NewAnswer};
use crate::error::AppError;
use crate::look::Look;
use crate::shares::{MySteps, Silent, TELL, Went, body_of, came_by_link, my_steps, went_in};
use crate::views::{ConsentLine, Item, SectionView, StatementRef};
use crate::work::items::{asked, content, shown};
use casework::missing::Blocked;
use casework::{SectionContent, task_words};
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, EntryId, MessageId, Timestamp};
use ledger::{Action, Entry};
use notice::model::{Act, CategoryIx};
use std::collections::HashMap;
use store::{ItemFilter, Section, Task};

/// How many things of one kind a page looks at.
const MOST: u32 = 200;
/// How many entries of the ledger are read at a time for a page of looks,
const LOOKS: u32 = 50;
/// how many lines it then has to have, since a person's own looks are none of them,
const FEW: usize = 10;
/// How many letters stand on a page.
pub const LETTERS_PAGE: usize = 20;
/// and how often it reads on for them.
const TURNS: usize = 4;

/// A case, as its person knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyCase {
    /// Its id.
    pub id: CaseId,
    /// Its reference.
    pub reference: String,
    /// The service.
    pub service: String,
    /// The notice's id and version, for links.
    pub notice: (String, String),
    /// The council, or whoever else is responsible.
    pub controller: String,
    /// Whether it is open.
    pub open: bool,
}

/// What is held in a case.
pub struct HeldCase {
    /// The case.
    pub case: MyCase,
    /// The categories of which something is held.
    pub sections: Vec<SectionView>,
    /// The categories that are held of nobody yet, in words: asked for by the service, and empty here.
    pub empty: Vec<EmptyPart>,
    /// Decisions that wait for something the person has not said.
    pub blocked: Vec<Blocked>,
}

/// A category of which nothing is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmptyPart {
    /// Its name.
    pub label: String,
    /// What follows if it is not given, in the notice's words.
    pub if_missing: Option<String>,
}

/// Something that went to somebody outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedLine {
    /// The case.
    pub case: MyCase,
    /// Who has it.
    pub name: String,
    /// It is not named here: whoever looks on would learn of it.
    pub quiet: bool,
    /// For what; empty where it is not named here.
    pub purpose: String,
    /// What; none where it is not named here.
    pub categories: Vec<String>,
    /// On what ground: the statements of the notice.
    pub grounds: Vec<StatementRef>,
    /// The first and the last time.
    pub between: (Timestamp, Timestamp),
    /// How many times.
    pub times: usize,
    /// Where it had come from, of what was used for a study.
    pub sources: Vec<String>,
}

/// An organisation that works with the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyLine {
    /// The case.
    pub case: MyCase,
    /// Its name; empty where it is not named here.
    pub name: String,
    /// It is not named here: whoever looks on would learn of it.
    pub quiet: bool,
    /// Since when.
    pub since: Date,
    /// The last day; none: nobody has said yet.
    pub until: Option<Date>,
}

/// Somebody who has looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedLine {
    /// When.
    pub at: Timestamp,
    /// As whom: a role or a body, never a member of staff by name. Empty: the person.
    pub who: String,
    /// It was no person, but the system.
    pub system: bool,
    /// It was somebody of a body without accounts, who came by a link.
    pub by_link: bool,
    /// It is a body that is not named here.
    pub quiet: bool,
    /// What happened.
    pub what: &'static str,
    /// For what; empty where the body is not named here.
    pub purpose: String,
    /// What was shown; nothing where the body is not named here.
    pub saw: Vec<String>,
}

/// What is asked about sharing in a case.
pub struct MyConsents {
    /// The case.
    pub case: MyCase,
    /// What is asked, and where each stands.
    pub lines: Vec<ConsentLine>,
    /// How to withdraw otherwise, in words.
    pub otherwise: String,
    /// Who has something under each: the recipient, the purpose, how many times.
    pub gone: Vec<Gone>,
}

/// What a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateKind {
    /// An appointment.
    Appointment,
    /// Something that the service waits for.
    Wait,
    /// A step of the plan.
    Step,
    /// The plan is looked at again.
    Review,
    /// A document is to be given.
    Document,
}

/// A date ahead.
pub struct DateLine {
    /// The service.
    pub service: String,
    /// When it begins, of an appointment.
    pub at: Option<Timestamp>,
    /// By when, of something that is waited for.
    pub by: Option<Date>,
    /// What is waited for: the code of something to do; empty: nothing.
    pub task: String,
    /// The same in words.
    pub what: String,
    /// What it is.
    pub kind: DateKind,
    /// A step of the plan that is theirs to take.
    pub step: Option<Disclosed<String>>,
    /// What an appointment is for, and where.
    pub content: Option<Item<SectionContent>>,
}

/// A letter or message.
pub struct LetterLine {
    /// What it is.
    pub title: String,
    /// When it left.
    pub at: Timestamp,
    /// Where it can be had as it was printed, if it was a letter.
    pub paper: Option<(CaseId, MessageId)>,
    /// Its text.
    pub says: Item<String>,
}

/// An answer that the person gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MyAnswer<'a> {
    /// The recipient.
    pub party: &'a str,
    /// The purpose.
    pub purpose: &'a str,
    /// What is said.
    pub answer: consent::ConsentAnswer,
    /// In which language the words on the page stand, as browsers know it.
    pub language: &'a str,
    /// The SHA-256, in hexadecimal, of the words on the page; not needed to withdraw.
    pub shown: &'a str,
}

pub(super) fn my_case(look: &Look) -> MyCase {
    let compiled = &look.notice.compiled;
    let first = compiled.merged.notice.controller.first();
    let controller = first.and_then(|id| compiled.merged.party.get(id)).map(|p| p.name.clone());
    MyCase {
        id: look.case.id,
        reference: look.case.reference.clone(),
        service: look.notice.service_label(&look.case.service),
        notice: (compiled.id.clone(), compiled.version.clone()),
        controller: controller.unwrap_or_default(),
        open: look.is_open(),
    }
}

/// Records that the person looked at what is held.
pub(super) fn record(
    tx: &mut store::Tx<'_>,
    (actor, look): (&Actor, &Look),
    asks: &[CategoryIx],
    sections: &[Section],
    detail: &str,
) -> Result<(disclosure::Recorded, sealing::KeyRing), AppError> {
    let ring = ring(tx, look, sections)?;
    let decision = look.decide(Act::See, asks);
    let recorded = look.record(tx, actor, decision, Action::Open, &ring, detail)?;
    Ok((recorded, ring))
}

/// Records that the person looked at what has happened to their record: nothing that is held is released for it.
fn record_history(
    tx: &mut store::Tx<'_>,
    (actor, look): (&Actor, &Look),
    detail: &str,
) -> Result<sealing::KeyRing, AppError> {
    let ring = ring(tx, look, &[])?;
    look.record(tx, actor, look.decide(Act::See, &[]), Action::History, &ring, detail)?;
    Ok(ring)
}

/// What is asked about sharing, as far as the account may speak of it.
fn my_lines(tx: &mut store::Tx<'_>, me: &Me, look: &Look) -> Result<Vec<ConsentLine>, AppError> {
    let mut lines = consent::lines(tx, look)?;
    lines.retain(|line| line.category_ids.iter().all(|c| me.covers(c)));
    Ok(lines)
}

/// What the service waits for from the person. That they are to be told of something is nothing that they do, and tells them of it.
/// To whoever acts for them in a part of the record, that is told which stands with an entry of that part.
fn waits_for_them(tx: &mut store::Tx<'_>, me: &Me, look: &Look) -> Result<Vec<Task>, AppError> {
    let waits = |t: &Task| t.done_at.is_none() && t.waiting_for.as_deref() == Some("person") && t.kind != TELL;
    let mut all: Vec<Task> = tx.tasks(look.case.id)?.into_iter().filter(waits).collect();
    if !me.scope.is_empty() {
        let said: Vec<_> = all.iter().filter_map(|t| t.item).collect();
        let said = if said.is_empty() { Vec::new() } else { tx.items_by_id(&said)? };
        let theirs = |t: &Task| said.iter().any(|e| Some(e.id) == t.item && me.covers(&e.category));
        all.retain(theirs);
    }
    Ok(all)
}

/// Whether the person may know that something went.
fn may_know(look: &Look, silent: &Silent, went: &consent::Gone) -> bool {
    let statements: Vec<&str> = went.statements.iter().map(|s| s.id.as_str()).collect();
    !silent.keeps(look, (&went.party, &went.detail), &statements)
}

/// What went to whom, less what the law lets the controller hold back, as far as the account may read of it.
pub(super) fn told_of(
    tx: &mut store::Tx<'_>,
    me: &Me,
    look: &Look,
    ring: &sealing::KeyRing,
) -> Result<Vec<Gone>, AppError> {
    let silent = Silent::on_own_pages(tx, look)?;
    let mut all = consent::gone(tx, look, ring)?;
    all.retain_mut(|went| {
        went.categories.retain(|(id, _)| me.covers(id));
        !went.categories.is_empty() && may_know(look, &silent, went)
    });
    for went in all.iter_mut().filter(|went| look.notice.is_discreet_body(&went.party)) {
        crate::seen::UNNAMED.clone_into(&mut went.name);
        went.statements.clear();
    }
    Ok(all)
}

impl App {
    /// The person's cases.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_cases(&self, me: &Me) -> Result<Vec<MyCase>, AppError> {
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own page", move |tx, inner| {
            Ok(looks(tx, inner, &me)?.iter().map(|(_, look)| my_case(look)).collect())
        })
    }

    /// What is held, by category, with where it came from. It is decided and recorded like any other look.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_record(&self, me: &Me) -> Result<Vec<HeldCase>, AppError> {
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own record", move |tx, inner| {
            let mut all = Vec::new();
            for (actor, look) in looks(tx, inner, &me)? {
                let sections = tx.sections(look.case.id)?;
                let (recorded, ring) = record(tx, (&actor, &look), &me.asks(&look), &sections, "own record")?;
                let people = names(tx, inner, &sections, None)?;
                let (mut held, mut empty, mut views) = (Vec::new(), Vec::new(), Vec::new());
                for category in me.asks(&look) {
                    let Some(info) = look.notice.compiled.categories.get(usize::from(category.0)) else { continue };
                    let here = info.services.is_empty() || info.services.contains(&look.case.service);
                    views.push((
                        info,
                        here,
                        section_view(&look, &recorded, category, &sections, &ring, &people, false)?,
                    ));
                }
                let (all_views, parts): (Vec<_>, Vec<_>) =
                    views.into_iter().map(|(info, here, view)| (view, (info, here))).unzip();
                let blocked = if look.is_open() { blocked_in(&look, &sections, &all_views) } else { Vec::new() };
                for (view, (info, here)) in all_views.into_iter().zip(parts) {
                    match view.content {
                        Item::Empty if here && !info.derived => {
                            empty.push(EmptyPart { label: info.label.clone(), if_missing: info.if_refused.clone() })
                        }
                        Item::Empty => {}
                        _ => held.push(view),
                    }
                }
                all.push(HeldCase { case: my_case(&look), sections: held, empty, blocked });
            }
            Ok(all)
        })
    }

    /// Who has something, and on what ground.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_sharing(&self, me: &Me) -> Result<Vec<SharedLine>, AppError> {
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own sharing", move |tx, inner| {
            let mut all: Vec<SharedLine> = Vec::new();
            for (actor, look) in looks(tx, inner, &me)? {
                let ring = record_history(tx, (&actor, &look), "who has it")?;
                let case = my_case(&look);
                for mut went in told_of(tx, &me, &look, &ring)? {
                    // What such a body had, and for what, would say which one it is.
                    let quiet = look.notice.is_discreet_body(&went.party);
                    if quiet {
                        went.categories.clear();
                        went.purpose_words.clear();
                    }
                    let same = |l: &&mut SharedLine| {
                        l.case.id == case.id && l.name == went.name && l.purpose == went.purpose_words
                    };
                    let words = went.categories.iter().map(|(_, words)| words.clone());
                    // Sources are those of all that went: who may read a part of it only is not told of them.
                    let whole = me.scope.is_empty() && !quiet;
                    let sources = if whole { crate::studies::sources_in(&went.detail) } else { Vec::new() };
                    if let Some(line) = all.iter_mut().find(same) {
                        line.times += 1;
                        line.sources.extend(sources);
                        line.sources.sort_unstable();
                        line.sources.dedup();
                        line.between.1 = went.at;
                        for word in words {
                            if !line.categories.contains(&word) {
                                line.categories.push(word);
                            }
                        }
                        continue;
                    }
                    all.push(SharedLine {
                        case: case.clone(),
                        quiet,
                        name: went.name,
                        purpose: went.purpose_words,
                        categories: words.collect(),
                        grounds: went.statements,
                        between: (went.at, went.at),
                        times: 1,
                        sources,
                    });
                }
            }
            Ok(all)
        })
    }

    /// The organisations that work with the person just now, each with its last day, as far as they may know of it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_bodies(&self, me: &Me) -> Result<Vec<BodyLine>, AppError> {
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own organisations", move |tx, inner| {
            let mut all: Vec<BodyLine> = Vec::new();
            if !me.scope.is_empty() {
                return Ok(all);
            }
            for (actor, look) in looks(tx, inner, &me)? {
                let silent = Silent::on_own_pages(tx, &look)?;
                let windows = windows_on(tx, look.case.id)?;
                record_history(tx, (&actor, &look), "who works with them")?;
                let case = my_case(&look);
                let mut here: Vec<BodyLine> = Vec::new();
                for link in tx.case_parties(&[look.case.id])? {
                    let now = link.since <= look.today && link.until.is_none_or(|last| look.today <= last);
                    let acts = link.account.is_some() || link.party.starts_with("role:");
                    let theirs = link.party.starts_with(super::REPRESENTATIVE) || link.party == super::SUBJECT;
                    // Who sees them for the time of a meeting does not work with them.
                    let meets = windows.contains(&link.id.to_string());
                    if !now || acts || theirs || meets || silent.keeps(&look, (&link.party, ""), &[]) {
                        continue;
                    }
                    let quiet = look.notice.is_discreet_body(&link.party);
                    let name = match quiet {
                        true => String::new(),
                        false => recipient_name(tx, &look.notice, &link.party)?,
                    };
                    let same = |l: &&mut BodyLine| l.name == name && l.quiet == quiet;
                    match here.iter_mut().find(same) {
                        Some(line) => {
                            line.since = line.since.min(link.since);
                            line.until = line.until.zip(link.until).map(|(a, b)| a.max(b));
                        }
                        None => here.push(BodyLine {
                            case: case.clone(),
                            name,
                            quiet,
                            since: link.since,
                            until: link.until,
                        }),
                    }
                }
                // Those without a name come last.
                here.sort_by(|a, b| (a.quiet, &a.name).cmp(&(b.quiet, &b.name)));
                all.append(&mut here);
            }
            Ok(all)
        })
    }

    /// What went up to social care from a programme for families, and what came back, as far as the person may know of it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_steps(&self, me: &Me) -> Result<Vec<MySteps>, AppError> {
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own steps up and down", move |tx, inner| {
            let mut all = Vec::new();
            for (actor, look) in looks(tx, inner, &me)? {
                // Whoever acts for them in some matters only is told of what went in those, and not of what came back.
                if !me.scope.is_empty() || !crate::shares::steps(&look.notice, &look.case.service) {
                    continue;
                }
                let ring = record_history(tx, (&actor, &look), "steps up and down")?;
                let told = told_of(tx, &me, &look, &ring)?;
                let may_know = |id: kernel::ShareId| told.iter().any(|g| went_in(&g.detail) == Some(Went::Share(id)));
                all.extend(my_steps(tx, &look, &may_know)?);
            }
            Ok(all)
        })
    }

    /// Who has looked, when and why, the latest first, less what the law lets the controller hold back; with where to go on.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_lookers(&self, me: &Me, before: Option<EntryId>) -> Result<(Vec<LookedLine>, Option<EntryId>), AppError> {
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "who has looked", move |tx, inner| {
            let mut own = Vec::new();
            for (actor, look) in looks(tx, inner, &me)? {
                let ring = record_history(tx, (&actor, &look), "who has looked")?;
                let silent = Silent::on_own_pages(tx, &look)?;
                let tags: Vec<_> = ring.subject_tags(look.case.person, look.case.id);
                let tags = tags.into_iter().map(|tag| (tag, true));
                // Of a referral that came before there was a case, what it says is no section of one.
                let before = crate::inbound::tags_before(tx, look.case.id)?.into_iter().map(|tag| (tag, false));
                let tags: Vec<_> = tags.chain(before).collect();
                let held = tx.held_since(look.case.id)?;
                own.push((look, silent, held, tags));
            }
            let (mut lines, mut next, mut theirs) = (Vec::new(), before, HashMap::new());
            for _ in 0..TURNS {
                let mut all = Vec::new();
                for (look, silent, held, tags) in &own {
                    for (tag, of_case) in tags {
                        let rows = tx.entries_about(*tag, next, LOOKS)?;
                        let held = of_case.then_some(held);
                        all.extend(rows.into_iter().map(|row| (row.entry, look, silent, held)));
                    }
                }
                all.sort_by_key(|(entry, ..)| std::cmp::Reverse(entry.id));
                all.truncate(LOOKS as usize);
                // A page may be short of lines that are nothing to them: the next begins where this one's entries end.
                next = if all.len() == LOOKS as usize { all.last().map(|(entry, ..)| entry.id) } else { None };
                for (entry, look, silent, held) in all {
                    lines.extend(looked(tx, (&me, look, silent, held), entry, &mut theirs)?);
                }
                if next.is_none() || lines.len() >= FEW {
                    break;
                }
            }
            Ok((lines, next))
        })
    }

    /// What the person is asked about sharing, and what was said; how it is taken back in the words of a language, as browsers know it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_consents(&self, me: &Me, language: &str) -> Result<Vec<MyConsents>, AppError> {
        let (me, language) = (me.clone(), language.to_owned());
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own consents", move |tx, inner| {
            let mut all = Vec::new();
            for (actor, look) in looks(tx, inner, &me)? {
                let ring = record_history(tx, (&actor, &look), "own consents")?;
                let lines = my_lines(tx, &me, &look)?;
                let otherwise = lines.first().map(|l| consent::how_to_withdraw(&look, &l.statement.id, &language));
                let gone = told_of(tx, &me, &look, &ring)?;
                all.push(MyConsents { case: my_case(&look), lines, otherwise: otherwise.unwrap_or_default(), gone });
            }
            Ok(all)
        })
    }

    /// Records what the person says, online, about one recipient and purpose. It counts from the next request on.
    ///
    /// # Errors
    /// `NotFound` when it is not the person's case; `Refused` as [`App::answer_consent`].
    pub fn my_answer(&self, me: &Me, case: CaseId, answer: &MyAnswer<'_>) -> Result<(), AppError> {
        let me = me.clone();
        let mut new = NewAnswer::now(answer.party, answer.purpose, answer.answer, "online");
        new.shown = Some(answer.shown.to_owned()).filter(|s| !s.is_empty());
        answer.language.clone_into(&mut new.language);
        let asked_anew = answer.answer != consent::ConsentAnswer::Withdrawn;
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own answer", move |tx, inner| {
            let (actor, look) =
                looks(tx, inner, &me)?.into_iter().find(|(_, l)| l.case.id == case).ok_or(AppError::NotFound)?;
            let mut new = new.clone();
            // Who acts for somebody in some matters does not answer about others.
            if !my_lines(tx, &me, &look)?.iter().any(|l| l.party == new.party && l.purpose == new.purpose) {
                return Err(AppError::NotFound);
            }
            if asked_anew && new.shown.is_none() {
                return Err(AppError::Refused("The words were not shown".to_owned()));
            }
            // Their notice is linked as it stands on the day.
            new.own_notice_version = format!("as it stood on {}", look.today);
            if me.represents {
                new.circumstances = Circumstances {
                    capacity: "representative".to_owned(),
                    representative: format!("account {}", me.account),
                    authority: "as kept with the account".to_owned(),
                    ..Circumstances::default()
                };
            }
            let decision = look.decide(Act::See, &me.asks(&look));
            consent::write_answer((tx, inner), &actor, &look, decision, None, &new)
        })
    }

    /// Appointments ahead, and what the service waits for from the person.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_dates(&self, me: &Me) -> Result<Vec<DateLine>, AppError> {
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own dates", move |tx, inner| {
            let mut all = Vec::new();
            for (actor, look) in looks(tx, inner, &me)? {
                let service = look.notice.service_label(&look.case.service);
                let kinds = ItemFilter { kinds: vec!["appointment".to_owned()], ..ItemFilter::default() };
                let now = tx.now();
                let ahead = tx.items(look.case.id, &kinds, MOST)?;
                let ahead = ahead
                    .into_iter()
                    .filter(|i| !i.third_party && me.covers(&i.category) && i.ends_at.unwrap_or(i.happened_at) >= now);
                let ahead: Vec<_> = ahead.collect();
                let (mut categories, mut classes) = asked(&look, &ahead);
                let plan = look.notice.compiled.category(PLAN).filter(|_| me.covers(PLAN) && look.is_open());
                let section = match plan {
                    Some(_) => tx.sections_of(&[look.case.id], &[PLAN])?.pop(),
                    None => None,
                };
                categories.extend(plan.filter(|c| section.is_some() && !categories.contains(c)));
                categories.sort_unstable();
                classes.extend(section.as_ref().map(|s| s.record_class.as_str()));
                classes.sort_unstable();
                classes.dedup();
                let mut keys: Vec<_> = classes.iter().map(|c| (look.case.person, *c)).collect();
                keys.push((look.case.person, sealing::CLASS_SUBJECT));
                let ring = tx.ring(&keys)?;
                let recorded =
                    look.record(tx, &actor, look.decide(Act::See, &categories), Action::Open, &ring, "own dates")?;
                for item in shown(tx, (&look, &recorded), &actor, ahead.clone())? {
                    all.push(DateLine {
                        service: service.clone(),
                        at: Some(item.happened_at),
                        by: None,
                        task: String::new(),
                        what: String::new(),
                        kind: DateKind::Appointment,
                        step: None,
                        content: Some(content(&look, &recorded, &item, &ring)?),
                    });
                }
                for task in waits_for_them(tx, &me, &look)? {
                    all.push(DateLine {
                        service: service.clone(),
                        at: None,
                        by: Some(task.due_on),
                        what: task_words(&task.kind),
                        task: task.kind,
                        kind: DateKind::Wait,
                        step: None,
                        content: None,
                    });
                }
                let mut day = |by, kind, step| {
                    all.push(DateLine {
                        service: service.clone(),
                        at: None,
                        by: Some(by),
                        task: String::new(),
                        what: String::new(),
                        kind,
                        step,
                        content: None,
                    });
                };
                if let (Some(plan), Some(section)) = (plan, &section)
                    && let Item::Released(plan) = look.content(&recorded, plan, Some(section), &ring)?
                {
                    for (by, step) in super::steps::dates(&plan) {
                        // What is looked at again on a day that is over is no date ahead.
                        if step.is_some() || by >= look.today {
                            day(by, if step.is_some() { DateKind::Step } else { DateKind::Review }, step);
                        }
                    }
                }
                let mut wanted = if look.is_open() { tx.asked_documents(look.case.id)? } else { Vec::new() };
                wanted.retain(|a| a.state == store::AskState::Open);
                let ids: Vec<_> = wanted.iter().map(|a| a.id).collect();
                let entries = if ids.is_empty() { Vec::new() } else { tx.items_by_id(&ids)? };
                for one in wanted {
                    if entries.iter().any(|e| e.id == one.id && me.covers(&e.category)) {
                        day(one.due_on, DateKind::Document, None);
                    }
                }
            }
            all.sort_by_key(|d| d.by.or_else(|| d.at.map(kernel::london_date)));
            Ok(all)
        })
    }

    /// What was sent to the person, the newest first, twenty from a place on; and whether there are older ones. Somebody who acts for them in
    /// some matters only is not shown letters.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_letters(&self, me: &Me, from: usize) -> Result<(Vec<LetterLine>, bool), AppError> {
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own letters", move |tx, inner| {
            let mut all = Vec::new();
            if !me.scope.is_empty() {
                return Ok((all, false));
            }
            for (actor, look) in looks(tx, inner, &me)? {
                for own in crate::messages::own_messages(tx, &actor, &look)? {
                    all.push(LetterLine {
                        title: own.title,
                        at: own.at,
                        paper: own.letter.then_some((look.case.id, own.id)),
                        says: own.says.map(|filled| if own.letter { filled.as_read() } else { filled.body }),
                    });
                }
            }
            all.sort_by_key(|l| std::cmp::Reverse(l.at));
            let older = all.len() > from.saturating_add(LETTERS_PAGE);
            Ok((all.into_iter().skip(from).take(LETTERS_PAGE).collect(), older))
        })
    }

    /// A letter of the person's, as it was printed.
    ///
    /// # Errors
    /// `NotFound` when there is none that left, or the person is not shown it.
    pub fn my_letter(&self, me: &Me, case: CaseId, id: MessageId) -> Result<Disclosed<Vec<u8>>, AppError> {
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own letter", move |tx, inner| {
            let found = if me.scope.is_empty() { looks(tx, inner, &me)? } else { Vec::new() };
            let mut found = found.into_iter().filter(|(_, look)| look.case.id == case);
            let (actor, look) = found.next().ok_or(AppError::NotFound)?;
            crate::messages::own_letter(tx, &actor, &look, id)
        })
    }

    /// The person's consent records and the receipts of what was passed on, as JSON-LD.
    ///
    /// # Errors
    /// `NotFound` when it is not the person's case, and for somebody who acts for them in some matters only.
    pub fn my_documents(&self, me: &Me, case: CaseId) -> Result<(String, String), AppError> {
        if !me.scope.is_empty() {
            return Err(AppError::NotFound);
        }
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own documents", move |tx, inner| {
            let (actor, look) =
                looks(tx, inner, &me)?.into_iter().find(|(_, l)| l.case.id == case).ok_or(AppError::NotFound)?;
            let sections = tx.sections(look.case.id)?;
            let (recorded, ring) = record(tx, (&actor, &look), &me.asks(&look), &sections, "own consent records")?;
            let silent = Silent::on_own_pages(tx, &look)?;
            let shows = |went: &consent::Gone| may_know(&look, &silent, went);
            // A file lies on the telephone, where others may look: what is about a discreet body is read on its own page only.
            let names = |party: &str| !look.notice.is_discreet_body(party);
            consent::documents(tx, inner, &look, &recorded, &ring, &names, &shows)
        })
    }
}

/// An entry as whoever is logged in reads it; none if it is their own look, nothing to them, or kept from them.
/// `held`: since when there is something of each category, where it is a look at a case. `theirs` keeps of whom it is known already that they are the person (or who acts for them) and no member of staff.
fn looked(
    tx: &mut store::Tx<'_>,
    (me, look, silent, held): (&Me, &Look, &Silent, Option<&HashMap<String, Timestamp>>),
    mut entry: Entry,
    theirs: &mut HashMap<AccountId, bool>,
) -> Result<Option<LookedLine>, AppError> {
    let what = match entry.action {
        Action::Open if entry.released.is_empty() => return Ok(None),
        Action::Open => "opened",
        Action::List => "listed",
        Action::Search => "found",
        Action::Create => "made",
        Action::Edit => "changed",
        Action::Close | Action::Reopen => "closed",
        Action::Consent => "consent",
        Action::History => "history",
        Action::Export => "exported",
        Action::Disclose => "passed-on",
        Action::Query
        | Action::Explain
        | Action::Erase
        | Action::LogIn
        | Action::LogInFailed
        | Action::LogOut
        | Action::Administer
        | Action::Publish
        | Action::Synthesise => return Ok(None),
    };
    // Whoever acts for the person in a part of the record is told of looks at that part, and of nothing besides.
    if !me.scope.is_empty() {
        entry.released.retain(|c| me.covers(c));
        if entry.released.is_empty() {
            return Ok(None);
        }
    }
    let body = body_of(tx, &entry)?;
    let statements: Vec<&str> = entry.statements.iter().map(String::as_str).collect();
    if silent.keeps(look, (&body, &entry.detail), &statements) {
        return Ok(None);
    }
    let own = entry.principal == super::SUBJECT
        && match entry.actor.parse::<AccountId>() {
            Ok(account) => match theirs.get(&account) {
                Some(known) => *known,
                None => *theirs.entry(account).or_insert(tx.account(account)?.is_none()),
            },
            Err(_) => false,
        };
    if own && matches!(entry.action, Action::Open | Action::History) {
        return Ok(None);
    }
    let by_link = came_by_link(&entry);
    let system = !own && !by_link && entry.actor.starts_with("system:");
    let quiet = look.notice.is_discreet_body(&body);
    // What nothing stood under at that time was not seen, whatever would have been shown of it.
    let was_there = |c: &&String| held.is_none_or(|held| held.get(*c).is_some_and(|since| *since <= entry.at));
    Ok(Some(LookedLine {
        at: entry.at,
        system,
        by_link,
        quiet,
        who: if own {
            String::new()
        } else if system {
            "The system".to_owned()
        } else if quiet {
            crate::seen::UNNAMED.to_owned()
        } else if body == entry.principal {
            look.notice.principal_label(&body)
        } else {
            recipient_name(tx, &look.notice, &body)?
        },
        what,
        // What it saw, and for what, would say which body it is.
        purpose: if quiet || entry.purpose.is_empty() {
            String::new()
        } else {
            look.notice.purpose_label(&entry.purpose)
        },
        saw: if quiet { &[] } else { entry.released.as_slice() }
            .iter()
            .filter(was_there)
            .map(|c| look.notice.category_label(c))
            .collect(),
    }))
}
