//! The page of a person: what the gate releases to the actor of all their cases under the notice acted for, put together.
//! Each fact belongs to a category of a notice under which it was collected; a case under another notice does not exist here.

use crate::actor::Actor;
use crate::cases::parts::{notice_line, ring, said_then};
use crate::error::AppError;
use crate::look::Look;
use crate::views::{Item, NoticeLine, Withheld};
use crate::{App, Inner};
use casework::person::{Context, PersonFacts, extract, is_about_a_person, of_member};
use disclosure::{Decision, Disclosed};
use jiff::civil::Date;
use kernel::{CaseId, LinkId, PersonId, Timestamp, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use store::{PersonLink, Section, Tx};

/// The most records of one person that are looked at together.
const MOST: usize = 40;

/// A person, put together from what is released of their cases.
pub struct PersonView {
    /// Whose page it is.
    pub id: PersonId,
    /// Their name.
    pub name: Item<String>,
    /// The notice that is acted under.
    pub notice: NoticeLine,
    /// The day of the household that is looked at.
    pub on: Date,
    /// Today.
    pub today: Date,
    /// The cases, the newest first.
    pub cases: Vec<PersonCase>,
    /// What is known.
    pub facts: Disclosed<PersonFacts>,
    /// Which questions about a person the notice has: of the others nothing is said.
    pub asks_for: Vec<String>,
    /// What is kept back, by case.
    pub kept_back: Vec<String>,
    /// What is withheld, by category.
    pub withheld: Vec<WithheldLine>,
    /// The records that are this person too.
    pub links: Vec<LinkLine>,
    /// How many records may be this person, and nobody has decided.
    pub proposals: usize,
    /// Whether the actor may link and split.
    pub can_link: bool,
}

/// A case of a person.
pub struct PersonCase {
    /// Its id.
    pub id: CaseId,
    /// Its reference.
    pub reference: String,
    /// The service.
    pub service: String,
    /// Whether it is open.
    pub open: bool,
    /// Opened on.
    pub opened_on: Date,
    /// Whose record it stands in.
    pub person: PersonId,
    /// Whether they belong to the household of somebody whose case it is.
    pub as_member: bool,
}

/// Something that is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithheldLine {
    /// The category.
    pub label: String,
    /// Why.
    pub why: Withheld,
}

/// A link with another record of the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkLine {
    /// Its id.
    pub id: LinkId,
    /// The other record.
    pub other: PersonId,
    /// How alike they were, from 0 to 100.
    pub score: i32,
    /// Who linked them, and when.
    pub linked: (String, Timestamp),
    /// Who split them, and when.
    pub split: Option<(String, Timestamp)>,
    /// The matching run in which they were found, if one was.
    pub run: Option<kernel::LinkageRunId>,
    /// The model by which they were weighed; empty where nothing was.
    pub model: String,
}

/// A case in which somebody has a place: it is theirs, or they belong to the household of the person whose it is.
pub(crate) struct OfPerson {
    pub(crate) look: Look,
    pub(crate) person: PersonId,
}

impl OfPerson {
    pub(crate) const fn place(&self) -> Place<'_> {
        Place { look: &self.look, person: self.person }
    }
}

/// The same, borrowed.
#[derive(Clone, Copy)]
pub(crate) struct Place<'l> {
    pub(crate) look: &'l Look,
    pub(crate) person: PersonId,
}

impl<'l> Place<'l> {
    /// Whoever the case is of.
    pub(crate) const fn own(look: &'l Look) -> Self {
        Self { look, person: look.case.person }
    }

    pub(crate) fn is_member(self) -> bool {
        self.look.case.person != self.person
    }

    /// The categories in which a member is written down.
    pub(crate) fn categories(self) -> Vec<CategoryIx> {
        let theirs = self.look.members.iter().filter(|m| m.person == self.person);
        theirs.filter_map(|m| self.look.notice.compiled.category(&m.category)).collect()
    }

    /// What the gate says of a member and nobody else of the household.
    pub(crate) fn decide(self, act: Act) -> Decision {
        self.look.decide(act, &self.categories()).only_others(|person| person == self.person)
    }

    /// Whether the gate says yes to something of a member.
    pub(crate) fn lets(self, act: Act) -> bool {
        let decision = self.decide(act);
        decision.others().iter().any(|(category, _)| decision.releases(*category))
    }

    /// Whether the case exists for the actor, and with it the person.
    fn exists(self, actor: &Actor) -> bool {
        if !actor.is_staff() && !self.look.is_linked() {
            return false;
        }
        if self.is_member() { self.lets(Act::See) } else { !self.look.decide_all(Act::See).releases_nothing() }
    }
}

/// The records of one person that exist for an actor, with the looks at their cases.
pub(super) struct Cluster {
    pub people: Vec<PersonId>,
    pub looks: Vec<OfPerson>,
    pub links: Vec<PersonLink>,
}

impl Cluster {
    /// `NotFound` when no case of the person exists for the actor. Links lead only over records of which something exists.
    pub(super) fn of(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, person: PersonId) -> Result<Self, AppError> {
        let mut cluster = Self { people: Vec::new(), looks: Vec::new(), links: Vec::new() };
        let mut next = vec![person];
        while let Some(at) = next.pop() {
            if cluster.people.contains(&at) || cluster.people.len() == MOST {
                continue;
            }
            let looks = visible(tx, inner, actor, at)?;
            if looks.is_empty() {
                continue;
            }
            cluster.people.push(at);
            cluster.looks.extend(looks);
            for link in tx.person_links(&[at])? {
                if link.split_at.is_none() {
                    next.push(if link.one == at { link.other } else { link.one });
                }
                if !cluster.links.iter().any(|l| l.id == link.id) {
                    cluster.links.push(link);
                }
            }
        }
        if cluster.looks.is_empty() { Err(AppError::NotFound) } else { Ok(cluster) }
    }
}

/// The cases of a person that exist for an actor: their own, and those to whose household they belong.
pub(super) fn visible(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    person: PersonId,
) -> Result<Vec<OfPerson>, AppError> {
    let mut cases = tx.cases_of(&[person])?;
    let mut others: Vec<CaseId> = tx.memberships_of(&[person])?.into_iter().map(|m| m.case_id).collect();
    others.dedup();
    if !others.is_empty() {
        cases.extend(tx.cases_by_id(&others)?);
    }
    let alone = cases.len() == 1;
    let mut looks = Look::many(tx, inner, actor, cases)?;
    if !alone {
        Look::meet(tx, &mut looks, false)?;
    }
    let all = looks.into_iter().map(|look| OfPerson { look, person });
    Ok(all.filter(|of| of.place().exists(actor)).collect())
}

/// What one case says of who the person is.
pub(super) struct OfCase {
    pub facts: Vec<Disclosed<PersonFacts>>,
    pub name: Item<String>,
    pub kept_back: Vec<String>,
    pub withheld: Vec<WithheldLine>,
    pub asks_for: Vec<String>,
}

/// What one case says of who somebody of its household is: their own rows and nobody else's.
fn of_household(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: Place<'_>,
    on: Date,
    (action, detail): (Action, &str),
) -> Result<OfCase, AppError> {
    let look = of.look;
    let asked = of.categories();
    let names: Vec<&str> = asked.iter().map(|c| look.notice.category_id(*c)).collect();
    let sections = tx.sections_of(&[look.case.id], &names)?;
    let ring = ring(tx, look, &sections)?;
    let recorded = look.record(tx, actor, of.decide(Act::See), action, &ring, detail)?;
    let (facts, kept_back, withheld) = (Vec::new(), Vec::new(), Vec::new());
    let mut done = OfCase { facts, name: Item::Empty, kept_back, withheld, asks_for: Vec::new() };
    for category in asked {
        let id = look.notice.category_id(category);
        let section = sections.iter().find(|s| s.category == id);
        match (look.content(&recorded, category, section, &ring)?, section) {
            (Item::Released(content), Some(section)) => {
                let whole = said_then(section);
                let questions = look.questions(category, Some(section));
                let context = Context {
                    case: look.case.id,
                    reference: &look.case.reference,
                    category: &section.category,
                    whole: &whole,
                    words: &|code| look.notice.source_words(code),
                    on,
                    today: london_date(tx.now()),
                };
                let facts = content.map(|content| of_member(&content, &questions, &context, of.person));
                if !matches!(done.name, Item::Released(_)) && !facts.get().names.is_empty() {
                    done.name =
                        Item::Released(facts.map_ref(|f| f.names.first().map(|n| n.value.clone()).unwrap_or_default()));
                }
                done.facts.push(facts);
            }
            (Item::Withheld(why), _) => done.withheld.push(WithheldLine { label: look.notice.category_label(id), why }),
            _ => {}
        }
    }
    Ok(done)
}

/// Asks the gate for the categories of a case that say who the person is, puts that on the ledger, and opens what it releases.
pub(super) fn of_case(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: Place<'_>,
    on: Date,
    (action, detail): (Action, &str),
) -> Result<OfCase, AppError> {
    if of.is_member() {
        return of_household(tx, actor, of, on, (action, detail));
    }
    let look = of.look;
    let sections = tx.sections(look.case.id)?;
    let ring = ring(tx, look, &sections)?;
    let newest = look.notice.newest_form(tx, &look.case.service)?;
    let section_of = |category: CategoryIx| -> Option<&Section> {
        let id = look.notice.category_id(category);
        sections.iter().find(|s| s.category == id)
    };
    let mut asks_for = Vec::new();
    let asked: Vec<CategoryIx> = look
        .notice
        .all
        .iter()
        .copied()
        .filter(|c| {
            let Some(info) = look.notice.compiled.categories.get(usize::from(c.0)) else { return false };
            let today = newest.as_ref().and_then(|f| f.section(&info.id)).map_or(&info.fields, |s| &s.fields);
            let about =
                today.iter().any(is_about_a_person) || look.questions(*c, section_of(*c)).iter().any(is_about_a_person);
            if about {
                asks_for.extend(today.iter().filter(|q| is_about_a_person(q)).map(|q| q.id.clone()));
            }
            about
        })
        .collect();
    let decision = look.decide(Act::See, &asked);
    let recorded = look.record(tx, actor, decision, action, &ring, detail)?;
    let mut done =
        OfCase { facts: Vec::new(), name: Item::Empty, kept_back: Vec::new(), withheld: Vec::new(), asks_for };
    for category in asked {
        let section = section_of(category);
        let (item, kept_back) = look.content_left(&recorded, category, section, &ring)?;
        done.kept_back.extend(kept_back);
        match (item, section) {
            (Item::Released(content), Some(section)) => {
                let whole = said_then(section);
                let questions = look.questions(category, Some(section));
                let context = Context {
                    case: look.case.id,
                    reference: &look.case.reference,
                    category: &section.category,
                    whole: &whole,
                    words: &|code| look.notice.source_words(code),
                    on,
                    today: london_date(tx.now()),
                };
                done.facts.push(content.map(|content| extract(&content, &questions, &context)));
            }
            (Item::Withheld(why), _) => done
                .withheld
                .push(WithheldLine { label: look.notice.category_label(look.notice.category_id(category)), why }),
            _ => {}
        }
    }
    done.name = look.name(&recorded, &sections, &ring)?;
    Ok(done)
}

/// Whether the actor may write the person's name: then they may say who is who.
pub(super) fn may_link(actor: &Actor, of: Place<'_>) -> bool {
    if of.is_member() {
        return actor.is_staff() && of.lets(Act::Record);
    }
    let name = of.look.notice.well_known.name.as_ref().map(|(category, _)| *category);
    actor.is_staff() && name.is_some_and(|c| of.look.decide(Act::Record, &[c]).releases(c))
}

impl App {
    /// The person of a case. Nothing about them.
    ///
    /// # Errors
    /// `NotFound` when the case does not exist for the actor.
    pub fn person_of(&self, actor: &Actor, case: CaseId) -> Result<PersonId, AppError> {
        let actor = actor.clone();
        // Not a plain read: when a closed case is over may count from days that are sealed.
        self.act(&actor.caller.clone(), "person of a case", move |tx, inner| {
            let look = Look::at(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            let hidden = look.decide_all(Act::See).releases_nothing() || (!actor.is_staff() && !look.is_linked());
            if hidden { Err(AppError::NotFound) } else { Ok(look.case.person) }
        })
    }

    /// The page of a person. `on`: the day of the household that is looked at; today if not said.
    ///
    /// # Errors
    /// `NotFound` when no case of theirs exists for the actor.
    pub fn person(&self, actor: &Actor, person: PersonId, on: Option<Date>) -> Result<PersonView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open person", move |tx, inner| {
            let today = london_date(tx.now());
            let on = on.unwrap_or(today);
            let cluster = match Cluster::of(tx, inner, &actor, person) {
                Err(AppError::NotFound) => return Ok(None),
                other => other?,
            };
            let mut looks: Vec<&OfPerson> = cluster.looks.iter().collect();
            looks.sort_by_key(|of| std::cmp::Reverse((of.look.case.opened_on, of.look.case.id)));
            let Some(first) = looks.first() else { return Ok(None) };
            let notice = notice_line(&first.look.notice);
            let can_link = looks.iter().all(|of| may_link(&actor, of.place()));
            let mut view = PersonView {
                id: person,
                name: Item::Empty,
                notice,
                on,
                today,
                cases: Vec::new(),
                facts: Disclosed::all(Vec::new()).map(PersonFacts::together),
                asks_for: Vec::new(),
                kept_back: Vec::new(),
                withheld: Vec::new(),
                links: Vec::new(),
                proposals: 0,
                can_link,
            };
            let mut facts = Vec::new();
            for place in &looks {
                let look = &place.look;
                let of = of_case(tx, &actor, place.place(), on, (Action::Open, "page of the person"))?;
                facts.extend(of.facts);
                view.asks_for.extend(of.asks_for);
                view.kept_back.extend(of.kept_back.iter().map(|w| format!("{w} ({})", look.case.reference)));
                for line in of.withheld {
                    if !view.withheld.contains(&line) {
                        view.withheld.push(line);
                    }
                }
                if place.person == person && !matches!(view.name, Item::Released(_)) {
                    view.name = of.name;
                }
                view.cases.push(PersonCase {
                    id: look.case.id,
                    reference: look.case.reference.clone(),
                    service: look.notice.service_label(&look.case.service),
                    open: look.case.state == store::CaseState::Open,
                    opened_on: look.case.opened_on,
                    person: place.person,
                    as_member: place.place().is_member(),
                });
            }
            view.asks_for.sort_unstable();
            view.asks_for.dedup();
            view.facts = Disclosed::all(facts).map(PersonFacts::together);
            if can_link {
                view.links = links(tx, inner, &actor, person, &cluster)?;
                view.proposals = super::duplicates::open_for(tx, inner, &actor, person, Action::List)?.len();
            }
            Ok(Some(view))
        })?
        .ok_or(AppError::NotFound)
    }
}

/// The links of the records, those that were undone too; of links to records that do not exist for the actor nothing is said.
fn links(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    person: PersonId,
    cluster: &Cluster,
) -> Result<Vec<LinkLine>, AppError> {
    let mut lines = Vec::new();
    for link in &cluster.links {
        let other = if link.one == person || !cluster.people.contains(&link.other) { link.other } else { link.one };
        let other = if other == person { link.one } else { other };
        let known = cluster.people.contains(&other) || !visible(tx, inner, actor, other)?.is_empty();
        if !known {
            continue;
        }
        let mut who = |id: Option<kernel::AccountId>| match id {
            Some(id) => inner.account_name(tx, id),
            None => Ok("The system".to_owned()),
        };
        let linked = (who(link.linked_by)?, link.linked_at);
        let split = match link.split_at {
            Some(at) => Some((who(link.split_by)?, at)),
            None => None,
        };
        let (run, model) = (link.run, link.model.clone());
        lines.push(LinkLine { id: link.id, other, score: link.score, linked, split, run, model });
    }
    Ok(lines)
}
