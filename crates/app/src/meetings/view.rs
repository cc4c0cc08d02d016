//! A meeting and its agenda as an actor sees them: those who run it, and each member within its window and as the gate lets it.

use super::statement::{is_asked, opens_to, signed_at, waits};
use super::{Group, Part, heard, meeting_at, members_on};
use crate::actor::Actor;
use crate::agreements::Agreed;
use crate::cases::parts::{recipient_name, stopped};
use crate::error::AppError;
use crate::look::{Look, Toward};
use crate::views::{CaseTop, Item};
use crate::work::desk::Desk;
use crate::work::items::{content, shown};
use crate::{App, Inner};
use casework::SectionContent;
use jiff::civil::Date;
use kernel::{AgendaId, CaseId, ItemId, MeetingId, SeriesId, TaskId, Timestamp};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use notice::source::Special;
use sharing::meeting::{ENDINGS, OUTCOMES, PROGRESS};
use sharing::share::code_words;
use store::{AgendaItem, CaseParty, Happening, Meeting, MeetingEntry, Presence, Tx};

/// A meeting in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingLine {
    /// Its id.
    pub id: MeetingId,
    /// On which day.
    pub held_on: Date,
    /// At what time.
    pub starts: String,
    /// Where.
    pub place: String,
    /// `planned`, `open` or `closed`.
    pub state: String,
    /// Who chairs it.
    pub chair: String,
}

/// A person on an agenda, as the actor sees it. Its number is its place among those that are shown: the agenda's own would tell how many
/// others there are.
pub struct AgendaLine {
    /// Its id.
    pub id: AgendaId,
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// The name.
    pub name: Item<String>,
    /// The sum of the criteria's points.
    pub points: i32,
    /// Why the person is on it, and where they were seen.
    pub why: Item<SectionContent>,
    /// The lead worker.
    pub lead: Option<String>,
    /// When it was taken.
    pub taken_at: Option<Timestamp>,
    /// What becomes of it, in words.
    pub outcome: Option<String>,
    /// Members that are left out; for those who run it.
    pub apart: Vec<String>,
}

/// Somebody who came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentLine {
    /// The name.
    pub name: String,
    /// The body; none: the council.
    pub body: Option<String>,
    /// When they signed the statement.
    pub signed_at: Timestamp,
    /// When they left.
    pub left_at: Option<Timestamp>,
    /// Of somebody without an account: their id, and who signed them in.
    pub guest: Option<(TaskId, String)>,
}

/// A meeting.
pub struct MeetingPage {
    /// The meeting.
    pub line: MeetingLine,
    /// The group's id and name.
    pub group: (SeriesId, String),
    /// The agenda, in order.
    pub agenda: Vec<AgendaLine>,
    /// Who came.
    pub present: Vec<PresentLine>,
    /// Members of whom nobody came, with why nothing goes to them, if nothing does.
    pub absent: Vec<(String, Option<String>)>,
    /// Until when members may look.
    pub until: Date,
    /// Whether the actor is there now.
    pub signed: bool,
    /// Whether today is the day.
    pub today: bool,
    /// Whether the actor runs it.
    pub runs: bool,
    /// The confidentiality statement, where the actor has to sign it before anything of the agenda is shown.
    pub statement: Option<String>,
    /// When the actor signed it.
    pub agreed_at: Option<Timestamp>,
}

/// What was said of a person, or is to be done.
pub struct EntryLine {
    /// The entry.
    pub id: ItemId,
    /// `minute`, `decision` or `action`.
    pub what: String,
    /// Whose contribution or action it is, in words.
    pub by: String,
    /// Who there does it.
    pub owner: String,
    /// What it says.
    pub content: Item<SectionContent>,
    /// What it is about.
    pub about: String,
    /// When it was written.
    pub at: Timestamp,
    /// By when.
    pub due_on: Option<Date>,
    /// Whether that day is over and it is open.
    pub overdue: bool,
    /// What became of it, in words, and when.
    pub ended: Option<(String, Timestamp)>,
    /// How far it has come, in words, and since when.
    pub progress: Option<(String, Timestamp)>,
    /// Whether the actor may say what became of it.
    pub can_end: bool,
}

/// Something that an agency has undertaken, with whom it is about.
pub struct ActionLine {
    /// The item of the agenda.
    pub agenda: AgendaId,
    /// The case's reference.
    pub reference: String,
    /// The name.
    pub name: Item<String>,
    /// The action.
    pub entry: EntryLine,
}

/// What a member may see of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// The member.
    pub name: String,
    /// For which purpose it was asked.
    pub purpose: String,
    /// What is released.
    pub sees: Vec<String>,
    /// Why nothing is.
    pub why_not: Option<String>,
    /// Left out of this item.
    pub apart: bool,
    /// From which day it sees it, if its window opens later.
    pub from: Option<Date>,
}

/// One person on the agenda.
pub struct ItemPage {
    /// The meeting.
    pub meeting: MeetingLine,
    /// The head of the case.
    pub top: CaseTop,
    /// The item.
    pub line: AgendaLine,
    /// What was said and agreed.
    pub entries: Vec<EntryLine>,
    /// Who was there for it: nobody of a body that is left out of it.
    pub present: Vec<PresentLine>,
    /// Whether it was written down that those who are left out were out of the room.
    pub were_out: bool,
    /// What each member may see; for those who run it.
    pub sights: Vec<Sight>,
    /// Whether the actor's agency may write down something of its own now.
    pub may_say: bool,
    /// Whether the actor's agency may undertake something now.
    pub may_undertake: bool,
    /// Whether the actor runs it.
    pub runs: bool,
}

/// Everybody on an agenda, to print.
pub struct MeetingPack {
    /// The meeting.
    pub line: MeetingLine,
    /// The group's id and name.
    pub group: (SeriesId, String),
    /// The confidentiality statement.
    pub statement: String,
    /// Who prints it, and when.
    pub printed: (String, Timestamp),
    /// One person after another.
    pub items: Vec<ItemPage>,
}

/// What the forms about one person on an agenda need.
pub struct ItemForm {
    /// The head of the case.
    pub top: CaseTop,
    /// What an entry can be about.
    pub subjects: Vec<(String, String)>,
    /// Who may have said something: members on the day that are not left out.
    pub members: Vec<(String, String)>,
}

/// The members that are at an item: keys and names.
fn at_item(
    tx: &mut Tx<'_>,
    group: &Group,
    meeting: &Meeting,
    item: &AgendaItem,
) -> Result<Vec<(String, String)>, AppError> {
    let mut members = Vec::new();
    for party in members_on(&group.members, meeting.held_on).into_iter().filter(|p| !item.apart.contains(p)) {
        let name = recipient_name(tx, &group.notice, &party)?;
        members.push((party, name));
    }
    Ok(members)
}

/// A meeting's own line.
pub(super) fn meeting_line(tx: &mut Tx<'_>, inner: &Inner, meeting: &Meeting) -> Result<MeetingLine, AppError> {
    Ok(MeetingLine {
        id: meeting.id,
        held_on: meeting.held_on,
        starts: meeting.starts.clone(),
        place: meeting.place.clone(),
        state: meeting.state.clone(),
        chair: inner.account_name(tx, meeting.chair)?,
    })
}

fn present_line(tx: &mut Tx<'_>, inner: &Inner, group: &Group, row: &Presence) -> Result<PresentLine, AppError> {
    Ok(PresentLine {
        name: inner.account_name(tx, row.account)?,
        body: match row.party.as_str() {
            "" => None,
            party => Some(recipient_name(tx, &group.notice, party)?),
        },
        signed_at: row.signed_at,
        left_at: row.left_at,
        guest: None,
    })
}

/// Guests, as shown: those who were there at a moment, or all; without those of some bodies.
fn guests(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (group, meeting): (&Group, MeetingId),
    (at, apart): (Option<Timestamp>, &[String]),
) -> Result<Vec<PresentLine>, AppError> {
    let mut lines = Vec::new();
    for guest in tx.meeting_guests(meeting)?.into_iter().filter(|g| !apart.contains(&g.party)) {
        if at.is_some_and(|at| at < guest.signed_at || guest.left_at.is_some_and(|left| left < at)) {
            continue;
        }
        let body = if guest.party.is_empty() { guest.body } else { recipient_name(tx, &group.notice, &guest.party)? };
        lines.push(PresentLine {
            name: guest.name,
            body: Some(body),
            signed_at: guest.signed_at,
            left_at: guest.left_at,
            guest: Some((guest.id, inner.account_name(tx, guest.written_by)?)),
        });
    }
    Ok(lines)
}

/// Whether somebody was there at a moment.
fn was_there(row: &Presence, at: Timestamp) -> bool {
    row.signed_at <= at && row.left_at.is_none_or(|left| at <= left)
}

/// A case on an agenda, if it exists for the actor; a member that is left out learns nothing of it.
pub(super) fn look(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    group: &Group,
    item: &AgendaItem,
) -> Result<Option<Look>, AppError> {
    if group.part == Part::Member && item.apart.contains(&actor.recipient()) {
        return Ok(None);
    }
    let look = Look::at(tx, inner, actor, item.case_id)?;
    Ok(look.filter(|look| !look.decide_all(Act::See).releases_nothing()))
}

/// The same for a list: a case that was closed since is looked at by itself, for a reason.
fn open_look(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    group: &Group,
    item: &AgendaItem,
) -> Result<Option<Look>, AppError> {
    match look(tx, inner, actor, group, item) {
        Err(AppError::WantsReason(_)) => Ok(None),
        other => other,
    }
}

fn agenda_line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (group, desk): (&Group, &Desk),
    item: &AgendaItem,
) -> Result<AgendaLine, AppError> {
    let mut apart = Vec::new();
    if group.runs() {
        for party in &item.apart {
            apart.push(recipient_name(tx, &group.notice, party)?);
        }
    }
    Ok(AgendaLine {
        id: item.id,
        case: item.case_id,
        reference: desk.look.case.reference.clone(),
        name: desk.name()?,
        points: item.points,
        why: desk.reasons(item)?,
        lead: item.lead.map(|lead| inner.account_name(tx, lead)).transpose()?,
        taken_at: item.taken_at,
        outcome: desk.outcome(item).map(str::to_owned),
        apart,
    })
}

/// What a code of what became of somebody tells of them, beside that they are off the list.
fn tells(outcome: Option<&str>) -> Option<Special> {
    match outcome {
        Some("hospital" | "died") => Some(Special::Health),
        Some("custody") => Some(Special::Offence),
        _ => None,
    }
}

/// The categories of a notice that are about something special.
fn about(look: &Look, what: Special) -> Vec<CategoryIx> {
    let is = |c: &CategoryIx| {
        look.notice.compiled.categories.get(usize::from(c.0)).is_some_and(|info| info.special == Some(what))
    };
    look.notice.all.iter().copied().filter(is).collect()
}

impl Desk {
    /// The case on the actor's desk, asked for what an item shows.
    pub(super) fn at_item(
        tx: &mut Tx<'_>,
        actor: &Actor,
        look: Look,
        (item, entries): (&AgendaItem, &[Happening]),
        what: (Action, &str),
    ) -> Result<Self, AppError> {
        let (mut categories, mut classes) = crate::work::items::asked(&look, entries);
        categories.extend(look.notice.compiled.category(&item.category));
        categories.extend(tells(item.outcome.as_deref()).map_or_else(Vec::new, |what| about(&look, what)));
        categories.sort_unstable();
        categories.dedup();
        classes.push(item.record_class.as_str());
        Self::of(tx, actor, look, &categories, &classes, what)
    }

    /// Why somebody is on an agenda.
    pub(super) fn reasons(&self, item: &AgendaItem) -> Result<Item<SectionContent>, AppError> {
        let Some(category) = self.look.notice.compiled.category(&item.category) else { return Ok(Item::Empty) };
        self.look.unseal(&self.recorded, category, Some(item.place()), item.sealed.clone(), &self.ring)
    }

    /// What becomes of somebody, in words, as the gate lets the actor know it: with what the item is about, and, where the word
    /// itself tells of health or offences, with that.
    fn outcome(&self, item: &AgendaItem) -> Option<&'static str> {
        let released = |c: CategoryIx| self.recorded.decision().releases(c);
        let code = item.outcome.as_deref()?;
        let its = self.look.notice.compiled.category(&item.category).is_some_and(released);
        let tells = tells(Some(code)).is_none_or(|what| about(&self.look, what).into_iter().any(released));
        code_words(OUTCOMES, code).filter(|_| its && tells)
    }
}

/// Whether a body works on a case today, and from which day the window of an item lets it, if that is later.
fn works(today: Date, item: &AgendaItem, links: &[CaseParty], party: &str) -> (bool, Option<Date>) {
    let theirs = || links.iter().filter(|link| link.party == party && link.account.is_none());
    let now = |link: &CaseParty| link.since <= today && link.until.is_none_or(|last| today <= last);
    let ahead = |link: &&CaseParty| {
        item.links.contains(&link.id.to_string())
            && today < link.since
            && link.until.is_none_or(|last| link.since <= last)
    };
    let works = theirs().any(now);
    (works, theirs().filter(ahead).map(|link| link.since).min().filter(|_| !works))
}

/// What a member may see of a case, as it stands before it, or will when its window opens. Nothing is opened for it.
fn sight(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    group: &Group,
    (item, links, party): (&AgendaItem, &[CaseParty], &str),
    agreements: &Agreed,
) -> Result<Sight, AppError> {
    let name = recipient_name(tx, &group.notice, party)?;
    let why = stopped(&group.notice, agreements, party, tx.now());
    let apart = item.apart.iter().any(|p| p == party);
    let (linked, from) = works(group.today, item, links, party);
    let principal = party.split('/').next().unwrap_or(party);
    let purpose = group.notice.compiled.principal(principal).and_then(|p| group.notice.usual_purpose(p));
    let (Some(purpose), Some(case)) = (purpose, tx.case(item.case_id)?) else {
        return Ok(Sight { name, purpose: String::new(), sees: Vec::new(), why_not: why, apart, from });
    };
    let enrolled = party.contains('/');
    let linked = linked || from.is_some();
    let to = Toward { party, purpose: &purpose, facts: &[], items: &[], linked, enrolled, country: None };
    let them = Look::toward(tx, inner, actor, case, &to)?;
    let mut sees = Vec::new();
    let mut reasons = why;
    if let Some(them) = them {
        let decision = them.decide_all(Act::See);
        for outcome in decision.outcomes().iter().filter(|o| o.released) {
            sees.push(them.notice.category_label(them.notice.category_id(outcome.category)));
        }
        if sees.is_empty() && reasons.is_none() && !linked {
            reasons = Some("Its window is closed".to_owned());
        }
        if sees.is_empty() && reasons.is_none() {
            let missing = decision
                .outcomes()
                .iter()
                .find_map(|o| them.why(o).reasons.into_iter().find(|words| !words.is_empty()));
            reasons = missing.or_else(|| Some("The notice gives it nothing".to_owned()));
        }
    }
    Ok(Sight { name, purpose: group.notice.purpose_label(&purpose), sees, why_not: reasons, apart, from })
}

fn entry_line(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (group, desk): (&Group, &Desk),
    (row, said): (&MeetingEntry, &Happening),
) -> Result<EntryLine, AppError> {
    Ok(EntryLine {
        id: row.item,
        what: row.what.clone(),
        by: match row.party.as_str() {
            "" => "The council".to_owned(),
            party => recipient_name(tx, &group.notice, party)?,
        },
        owner: row.owner.clone(),
        content: content(&desk.look, &desk.recorded, said, &desk.ring)?,
        about: desk.look.notice.category_label(&said.category),
        at: said.recorded_at,
        due_on: row.due_on,
        overdue: row.done_at.is_none() && row.due_on.is_some_and(|due| due < group.today),
        ended: row.ending.as_deref().and_then(|code| code_words(ENDINGS, code)).map(str::to_owned).zip(row.done_at),
        progress: progress(row),
        can_end: row.what == "action" && row.done_at.is_none() && (group.runs() || row.party == actor.recipient()),
    })
}

/// An action of the reader's own agency, without anything of the person.
fn bare_line(tx: &mut Tx<'_>, group: &Group, row: &MeetingEntry, at: Timestamp) -> Result<EntryLine, AppError> {
    Ok(EntryLine {
        id: row.item,
        what: row.what.clone(),
        by: recipient_name(tx, &group.notice, &row.party)?,
        owner: row.owner.clone(),
        content: Item::Empty,
        about: String::new(),
        at,
        due_on: row.due_on,
        overdue: row.due_on.is_some_and(|due| due < group.today),
        ended: None,
        progress: progress(row),
        can_end: true,
    })
}

/// How far an action has come that is not over.
fn progress(row: &MeetingEntry) -> Option<(String, Timestamp)> {
    let code = row.progress.as_deref().filter(|_| row.done_at.is_none())?;
    code_words(PROGRESS, code).map(str::to_owned).zip(row.progress_at)
}

/// Whether a meeting is held today, and is not over.
fn is_today(group: &Group, meeting: &Meeting) -> bool {
    meeting.held_on == group.today && meeting.state != "closed"
}

/// What somebody reads and signs before a meeting shows anything: nothing about anybody.
#[derive(Debug, Clone)]
pub struct ToSignIn {
    /// The statement.
    pub statement: String,
    /// Whether the meeting is held today.
    pub today: bool,
    /// When the actor signed the statement.
    pub agreed_at: Option<Timestamp>,
    /// Whether the agenda is shut to the actor until they sign.
    pub waits: bool,
}

impl App {
    /// A meeting with its agenda. Each name on it is released by the gate and on the ledger; a member sees only those whom the gate
    /// shows it something of, within the window.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn meeting_page(&self, actor: &Actor, id: MeetingId) -> Result<MeetingPage, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open meeting page", move |tx, inner| {
            let (group, meeting) = meeting_at(tx, inner, &actor, id)?;
            let agreed_at = signed_at(tx, &actor, id)?;
            let waits = is_asked(&group, &meeting) && agreed_at.is_none();
            let mut agenda = Vec::new();
            for item in if opens_to(tx, &actor, &group, &meeting)? { tx.agenda(id)? } else { Vec::new() } {
                let Some(look) = open_look(tx, inner, &actor, &group, &item)? else { continue };
                let desk = Desk::at_item(tx, &actor, look, (&item, &[]), (Action::List, "agenda of a meeting"))?;
                agenda.push(agenda_line(tx, inner, (&group, &desk), &item)?);
            }
            let rows = tx.presences(id)?;
            let mut present = Vec::new();
            for row in &rows {
                present.push(present_line(tx, inner, &group, row)?);
            }
            let guests = guests(tx, inner, (&group, id), (None, &[]))?;
            let came: Vec<String> = tx.meeting_guests(id)?.into_iter().map(|g| g.party).collect();
            present.extend(guests);
            let agreements = Agreed::of(tx, &group.series.notice_id)?;
            let mut absent = Vec::new();
            for party in members_on(&group.members, meeting.held_on) {
                if !rows.iter().any(|r| r.party == party) && !came.contains(&party) {
                    let why = stopped(&group.notice, &agreements, &party, tx.now());
                    absent.push((recipient_name(tx, &group.notice, &party)?, why.filter(|_| group.runs())));
                }
            }
            let (_, until) = sharing::meeting::window(
                meeting.held_on,
                group.series.opens_days,
                group.series.closes_days,
                group.today,
            );
            Ok(MeetingPage {
                line: meeting_line(tx, inner, &meeting)?,
                group: (group.series.id, group.series.name.clone()),
                agenda,
                present,
                absent,
                until,
                signed: rows.iter().any(|r| r.account == actor.account && r.left_at.is_none()),
                today: is_today(&group, &meeting),
                runs: group.runs(),
                statement: waits.then(|| group.series.statement.clone()),
                agreed_at,
            })
        })
    }

    /// What stands on the form by which somebody signs in: nothing about anybody.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn meeting_statement(&self, actor: &Actor, id: MeetingId) -> Result<ToSignIn, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "statement of a meeting", move |tx| {
            let (group, meeting) = meeting_at(tx, inner, &actor, id)?;
            let agreed_at = signed_at(tx, &actor, id)?;
            Ok(ToSignIn {
                today: is_today(&group, &meeting),
                waits: is_asked(&group, &meeting) && agreed_at.is_none(),
                agreed_at,
                statement: group.series.statement,
            })
        })
    }

    /// What the forms about one person on an agenda need: the head of the case, and what can be chosen. Nothing that was said is
    /// opened for them.
    ///
    /// # Errors
    /// `NotFound` for others than those who run the meeting, and when it is closed.
    pub fn agenda_form(&self, actor: &Actor, id: AgendaId) -> Result<ItemForm, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "form about an agenda item", move |tx, inner| {
            let item = tx.agenda_item(id)?.ok_or(AppError::NotFound)?;
            let (group, meeting) = meeting_at(tx, inner, &actor, item.meeting)?;
            if !group.runs() || meeting.state == "closed" {
                return Err(AppError::NotFound);
            }
            let Some(look) = look(tx, inner, &actor, &group, &item)? else { return Err(AppError::NotFound) };
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "form about an item of a meeting"))?;
            let members = at_item(tx, &group, &meeting, &item)?;
            Ok(ItemForm { top: desk.top(&actor)?, subjects: desk.subjects(), members })
        })
    }

    /// What agencies have undertaken in a group and is not over: by date, as the gate lets the actor see it. A member sees its own.
    ///
    /// # Errors
    /// `NotFound` when the group does not exist for the actor.
    pub fn group_actions(&self, actor: &Actor, id: SeriesId) -> Result<Vec<ActionLine>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "actions of a group", move |tx, inner| {
            let group = Group::at(tx, inner, &actor, id)?;
            let mut open = tx.open_actions(id)?;
            open.retain(|(_, row)| group.runs() || row.party == actor.recipient());
            let said = tx.items_by_id(&open.iter().map(|(_, row)| row.item).collect::<Vec<_>>())?;
            let mut all = Vec::new();
            for some in open.chunk_by(|a, b| a.0.id == b.0.id) {
                let Some((item, _)) = some.first() else { continue };
                let Some(look) = open_look(tx, inner, &actor, &group, item)? else {
                    // What an agency has undertaken stays its own when its window is closed: that it is open and by when, and nothing of
                    // whom it is about or what it says.
                    if !group.runs() && !item.apart.contains(&actor.recipient()) {
                        for (_, row) in some {
                            let at = said.iter().find(|s| s.id == row.item).map_or(item.put_at, |s| s.recorded_at);
                            let entry = bare_line(tx, &group, row, at)?;
                            all.push(ActionLine {
                                agenda: item.id,
                                reference: String::new(),
                                name: Item::Empty,
                                entry,
                            });
                        }
                    }
                    continue;
                };
                let here: Vec<Happening> =
                    said.iter().filter(|s| some.iter().any(|(_, row)| row.item == s.id)).cloned().collect();
                let desk = Desk::at_item(tx, &actor, look, (item, &here), (Action::List, "actions of a meeting"))?;
                let visible = shown(tx, (&desk.look, &desk.recorded), &actor, here)?;
                for (_, row) in some {
                    let Some(said) = visible.iter().find(|s| s.id == row.item) else { continue };
                    all.push(ActionLine {
                        agenda: item.id,
                        reference: desk.look.case.reference.clone(),
                        name: desk.name()?,
                        entry: entry_line(tx, &actor, (&group, &desk), (row, said))?,
                    });
                }
            }
            all.sort_by_key(|a| a.entry.due_on);
            Ok(all)
        })
    }

    /// One person on an agenda: why, what was said and agreed, who was there; and for those who run it, what each member may see.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn agenda_page(&self, actor: &Actor, id: AgendaId) -> Result<ItemPage, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open agenda item", move |tx, inner| {
            let item = tx.agenda_item(id)?.ok_or(AppError::NotFound)?;
            let (group, meeting) = meeting_at(tx, inner, &actor, item.meeting)?;
            if !opens_to(tx, &actor, &group, &meeting)? {
                return Err(AppError::NotFound);
            }
            let Some(look) = look(tx, inner, &actor, &group, &item)? else { return Err(AppError::NotFound) };
            item_page(tx, inner, &actor, (&group, &meeting), (&item, look), (Action::Open, "item of a meeting"))
        })
    }

    /// All who are on the agenda, as the actor may see each: to print. It is on the ledger as something that was taken out, person by
    /// person.
    ///
    /// # Errors
    /// `NotFound` when the meeting does not exist for the actor; `Refused` once it is closed.
    pub fn meeting_pack(&self, actor: &Actor, id: MeetingId) -> Result<MeetingPack, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "pack of a meeting", move |tx, inner| {
            let (group, meeting) = meeting_at(tx, inner, &actor, id)?;
            if meeting.state == "closed" {
                return Err(AppError::Refused("The meeting is closed: nothing is printed for it any more".to_owned()));
            }
            if waits(tx, &actor, &group, &meeting)? {
                return Err(AppError::Refused(
                    "Read the confidentiality statement of the meeting, and sign it first".to_owned(),
                ));
            }
            let mut items = Vec::new();
            for item in if opens_to(tx, &actor, &group, &meeting)? { tx.agenda(id)? } else { Vec::new() } {
                let Some(look) = open_look(tx, inner, &actor, &group, &item)? else { continue };
                let what = (Action::Export, "pack of a meeting, to print");
                items.push(item_page(tx, inner, &actor, (&group, &meeting), (&item, look), what)?);
            }
            Ok(MeetingPack {
                line: meeting_line(tx, inner, &meeting)?,
                group: (group.series.id, group.series.name.clone()),
                statement: group.series.statement.clone(),
                printed: (actor.name.clone(), tx.now()),
                items,
            })
        })
    }
}

/// One person on an agenda, before an actor for whom it exists.
fn item_page(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (group, meeting): (&Group, &Meeting),
    (item, look): (&AgendaItem, Look),
    what: (Action, &str),
) -> Result<ItemPage, AppError> {
    let rows = tx.meeting_entries(&[item.id])?;
    let said = tx.items_by_id(&rows.iter().map(|r| r.item).collect::<Vec<_>>())?;
    let said = heard(tx, actor, said)?;
    let were_out = group.runs() && super::held::were_out(&said);
    let desk = Desk::at_item(tx, actor, look, (item, &said), what)?;
    let visible = shown(tx, (&desk.look, &desk.recorded), actor, said)?;
    let mut entries = Vec::new();
    for row in &rows {
        if let Some(said) = visible.iter().find(|s| s.id == row.item) {
            entries.push(entry_line(tx, actor, (group, &desk), (row, said))?);
        }
    }
    let mut present = Vec::new();
    if let Some(at) = item.taken_at {
        // Who is left out leaves the room for it.
        for row in tx.presences(meeting.id)?.iter().filter(|r| was_there(r, at) && !item.apart.contains(&r.party)) {
            present.push(present_line(tx, inner, group, row)?);
        }
        present.extend(guests(tx, inner, (group, meeting.id), (Some(at), &item.apart))?);
    }
    let mut sights = Vec::new();
    if group.runs() {
        let agreements = Agreed::of(tx, &group.series.notice_id)?;
        let links = tx.case_parties(&[item.case_id])?;
        for party in members_on(&group.members, meeting.held_on) {
            sights.push(sight(tx, inner, actor, group, (item, &links, &party), &agreements)?);
        }
    }
    let there = |p: &Presence| p.account == actor.account && p.left_at.is_none();
    let records = !group.runs() && meeting.state != "closed" && desk.look.is_open() && !desk.subjects().is_empty();
    let at_table = records && tx.presences(meeting.id)?.iter().any(there);
    let may_say = at_table && meeting.state == "open" && item.taken_at.is_some();
    let may_undertake = records && (at_table || meeting.state == "planned");
    Ok(ItemPage {
        meeting: meeting_line(tx, inner, meeting)?,
        top: desk.top(actor)?,
        line: agenda_line(tx, inner, (group, &desk), item)?,
        entries,
        present,
        were_out,
        sights,
        may_say,
        may_undertake,
        runs: group.runs(),
    })
}
