//! What the use cases about cases share.

use super::list::PAGE;
use crate::Inner;
use crate::actor::Actor;
use crate::agreements::{Agreed, Held, all_over};
use crate::cases::Told;
use crate::error::AppError;
use crate::forms::spec;
use crate::look::Look;
use crate::notices::Published;
use crate::people::members::{Met, write_members};
use crate::views::{AgencyLine, CaseLine, DueLine, FactLine, FormErrors, Item, KeptLine, NoticeLine, SectionView};
use casework::alert::alerts;
use casework::missing::{Blocked, Seen, blocked};
use casework::section::{Provenance, WHOLE};
use casework::{Came, FormSpec, SectionContent, Sure, Typed};
use casework::{Circumstances, kept_after_closing, task_words};
use disclosure::{Disclosed, EntryHead, Opener, Recorded};
use jiff::civil::Date;
use kernel::{AccountId, CaseId, EntryId, MemberPartId, NoticeVersionId, PersonId, SectionId, TaskId, london_date};
use ledger::Action;
use notice::form::Form;
use notice::model::{Act, CategoryIx, Fact, FieldInfo, Permit};
use notice::source::Special;
use people::{Identity, KeyKind, search_keys};
use sealing::{BlindIndex, CLASS_SUBJECT, KeyRing};
use std::collections::HashMap;
use store::{Case, CaseCursor, CaseFilter, CaseParty, CaseState, NewSection, PersonKey, Section, Tx, section_place};

/// So many cases more than a page has are looked at at once: one tells that there is another page, the others stand in for cases
/// that do not exist for the actor.
const SPARE: usize = 4;

/// Cases of a page that exist for the actor.
pub(crate) struct Visible {
    pub(crate) looks: Vec<Look>,
    pub(crate) next: Option<String>,
}

impl Visible {
    /// Fills a page with cases of which the gate releases something to the actor.
    pub(crate) fn page(
        tx: &mut Tx<'_>,
        inner: &Inner,
        actor: &Actor,
        wanted: &CaseFilter,
        after: Option<&str>,
    ) -> Result<Self, AppError> {
        let mut cursor = after.and_then(CaseCursor::parse);
        let mut looks: Vec<Look> = Vec::with_capacity(PAGE);
        let mut alike = Alike::default();
        loop {
            let (missing, wants) = (PAGE - looks.len(), PAGE - looks.len() + SPARE);
            let cases = tx.list_cases(wanted, cursor.as_ref(), u32::try_from(wants).unwrap_or(u32::MAX))?;
            let more = cases.len() == wants;
            cursor = cases.last().map(|c| CaseCursor::behind(c, wanted.order));
            let mut seen = Look::many(tx, inner, actor, cases)?;
            seen.retain(|look| alike.shows(actor, look));
            if seen.len() > missing {
                seen.truncate(missing);
                let next = seen.last().map(|look| CaseCursor::behind(&look.case, wanted.order).text());
                looks.append(&mut seen);
                return Ok(Self { looks, next });
            }
            looks.append(&mut seen);
            if !more || looks.len() == PAGE {
                let next = if more { cursor.map(|c| c.text()) } else { None };
                return Ok(Self { looks, next });
            }
        }
    }
}

/// What the gate said of cases of which nothing is special, by notice, service and whether the actor works on them: it says the same
/// of the next one.
#[derive(Default)]
struct Alike(HashMap<(NoticeVersionId, String, bool), bool>);

impl Alike {
    /// Whether anything of a case is released.
    fn shows(&mut self, actor: &Actor, look: &Look) -> bool {
        let shows = || !look.decide_all(Act::See).releases_nothing();
        let linked = look.is_linked();
        if !actor.is_staff() || !look.is_plain(linked) {
            return shows();
        }
        let like = (look.notice.version_id, look.case.service.clone(), linked);
        *self.0.entry(like).or_insert_with(shows)
    }
}

/// How many cases of a filter exist for the actor. For the controller's own people, what is released depends on a case only
/// by its service and whether it is restricted or past its retention date, so each kind is asked about once; a partner's cases are
/// looked at one by one.
pub(crate) fn count_visible(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    wanted: &CaseFilter,
) -> Result<u64, AppError> {
    if !actor.is_staff() {
        let mut total = 0;
        let mut after: Option<String> = None;
        loop {
            let page = Visible::page(tx, inner, actor, wanted, after.as_deref())?;
            total += u64::try_from(page.looks.len()).unwrap_or(0);
            after = page.next;
            if after.is_none() {
                return Ok(total);
            }
        }
    }
    let mut total = 0;
    for service in services(tx, inner, actor, wanted)? {
        for restricted in [false, true] {
            for run_out in [false, true] {
                let kind = CaseFilter {
                    service: Some(service.clone()),
                    restricted: Some(restricted),
                    run_out: Some(run_out),
                    ..wanted.clone()
                };
                // Counting comes first: an index does it, where looking for one of few has to walk them all.
                let count = tx.count_cases(&kind)?;
                if count > 0 && one_is_visible(tx, inner, actor, &kind)? {
                    total += count;
                }
            }
        }
    }
    Ok(total)
}

/// The services that a filter lets through.
pub(crate) fn services(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    wanted: &CaseFilter,
) -> Result<Vec<String>, AppError> {
    if let Some(one) = &wanted.service {
        return Ok(vec![one.clone()]);
    }
    let notice = inner.latest(tx, &actor.capacity.notice)?;
    Ok(notice.map_or_else(Vec::new, |n| n.compiled.merged.service.keys().cloned().collect()))
}

/// Whether one of the cases of a filter exists for the actor.
pub(crate) fn one_is_visible(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    wanted: &CaseFilter,
) -> Result<bool, AppError> {
    let Some(one) = tx.any_case(wanted)? else { return Ok(false) };
    let look = Look::many(tx, inner, actor, vec![one])?.pop();
    Ok(look.is_some_and(|l| !l.decide_all(Act::See).releases_nothing()))
}

/// The lines of a list: names as the gate releases them, on the ledger as one entry for all that were treated alike.
pub(crate) fn lines(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    looks: Vec<Look>,
    action: Action,
    mut found_by: HashMap<CaseId, Vec<String>>,
) -> Result<Vec<CaseLine>, AppError> {
    let today = london_date(tx.now());
    let ids: Vec<CaseId> = looks.iter().map(|l| l.case.id).collect();
    // Results of a search show the date of birth too: it tells people of one name apart.
    let asked = |look: &Look| {
        let known = &look.notice.well_known;
        let born = known.born.iter().filter(|_| action == Action::Search);
        let mut places: Vec<CategoryIx> = known.name.iter().chain(born).map(|(category, _)| *category).collect();
        places.dedup();
        places
    };
    let mut wanted: Vec<&str> =
        looks.iter().flat_map(|l| asked(l).into_iter().map(|c| l.notice.category_id(c))).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let sections = tx.sections_of(&ids, &wanted)?;
    let mut keys: Vec<(PersonId, &str)> = looks.iter().map(|l| (l.case.person, CLASS_SUBJECT)).collect();
    keys.extend(sections.iter().map(|s| (s.person, s.record_class.as_str())));
    let ring = tx.ring(&keys)?;
    let recorded = record_alike(tx, actor, &looks, asked, (action, ""), &ring)?;
    let free: Vec<CaseId> = looks.iter().filter(|l| l.case.owner.is_none()).map(|l| l.case.id).collect();
    let with = if actor.is_staff() { with_teams(tx, &free)? } else { Vec::new() };
    let mut lines = Vec::with_capacity(looks.len());
    for (look, recorded) in looks.iter().zip(&recorded) {
        let own: &[Section] = &sections;
        lines.push(CaseLine {
            id: look.case.id,
            person: look.case.person,
            reference: look.case.reference.clone(),
            name: look.name(recorded, own, &ring)?,
            born: if action == Action::Search { look.born(recorded, own, &ring)? } else { None },
            service: look.notice.service_label(&look.case.service),
            open: look.case.state == CaseState::Open,
            opened_on: look.case.opened_on,
            owner: match look.case.owner.filter(|_| actor.is_staff()) {
                Some(owner) => Some(inner.account_name(tx, owner)?),
                None => with.iter().find(|(case, _)| *case == look.case.id).map(|(_, team)| team.clone()),
            },
            due: due_line(actor, &look.case, today),
            found_by: found_by.remove(&look.case.id).unwrap_or_default(),
        });
    }
    Ok(lines)
}

/// With which team each of some cases waits, in words.
pub(crate) fn with_teams(tx: &mut Tx<'_>, cases: &[CaseId]) -> Result<Vec<(CaseId, String)>, AppError> {
    let with = tx.teams_of_cases(cases)?;
    let teams = if with.is_empty() { Vec::new() } else { tx.teams()? };
    let named = |w: &store::CaseTeam| {
        let team = teams.iter().find(|team| team.id == w.team)?;
        Some((w.case_id, format!("Team {}", team.name)))
    };
    Ok(with.iter().filter_map(named).collect())
}

/// Records one decision about each case, with one entry for all cases that were treated alike.
pub(crate) fn record_alike(
    tx: &mut Tx<'_>,
    actor: &Actor,
    looks: &[Look],
    asked: impl Fn(&Look) -> Vec<CategoryIx>,
    (action, detail): (Action, &str),
    ring: &KeyRing,
) -> Result<Vec<Recorded>, AppError> {
    let decisions: Vec<_> = looks.iter().map(|look| look.decide(Act::See, &asked(look))).collect();
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    for (at, decision) in decisions.iter().enumerate() {
        let alike = |first: &usize| {
            looks[*first].notice.version_id == looks[at].notice.version_id
                && decisions[*first].outcomes() == decision.outcomes()
        };
        match groups.iter_mut().find(|(first, _)| alike(first)) {
            Some((_, members)) => members.push(at),
            None => groups.push((at, vec![at])),
        }
    }
    let mut receipts = vec![None; looks.len()];
    for (first, members) in groups {
        let head = EntryHead {
            id: EntryId::new(tx.now(), tx.entropy()),
            at: tx.now(),
            action,
            subjects: members.iter().flat_map(|m| looks[*m].tags(ring, &decisions[*m])).collect(),
            detail: detail.to_owned(),
        };
        let entry = decisions[first].to_entry(&looks[first].notice.gate, &actor.caller, head);
        let receipt = tx.append(&entry)?;
        for member in members {
            receipts[member] = Some(receipt);
        }
    }
    decisions
        .into_iter()
        .zip(receipts)
        .zip(looks)
        .map(|((decision, receipt), look)| {
            let receipt = receipt.ok_or_else(|| AppError::Fault("a decision was not recorded".to_owned()))?;
            let decision = decision.only_others(|person| ring.subject_tag(person, look.case.id).is_ok());
            Ok(decision.recorded(&receipt))
        })
        .collect()
}

/// The keys for a case's sections and for its person's tag.
pub(crate) fn ring(tx: &mut Tx<'_>, look: &Look, sections: &[Section]) -> Result<KeyRing, AppError> {
    look.notice.ready_forms(tx, sections)?;
    let mut wanted: Vec<(PersonId, &str)> = sections.iter().map(|s| (s.person, s.record_class.as_str())).collect();
    wanted.push((look.case.person, CLASS_SUBJECT));
    wanted.extend(look.member_keys());
    wanted.sort_unstable();
    wanted.dedup();
    Ok(tx.ring(&wanted)?)
}

/// One section as the decision allows.
pub(crate) fn section_view(
    look: &Look,
    recorded: &Recorded,
    category: CategoryIx,
    sections: &[Section],
    opener: &dyn Opener,
    people: &HashMap<AccountId, String>,
    can_record: bool,
) -> Result<SectionView, AppError> {
    let info = look
        .notice
        .compiled
        .categories
        .get(usize::from(category.0))
        .ok_or_else(|| AppError::Fault("a category is missing from its notice".to_owned()))?;
    let section = sections.iter().find(|s| s.category == info.id);
    let (content, kept_back) = look.content_left(recorded, category, section, opener)?;
    let released = matches!(content, Item::Released(_));
    let questions = look.questions(category, section);
    let facts = match (&content, section) {
        (Item::Released(content), Some(section)) => fact_lines(look, content.get(), section, &questions),
        _ => Vec::new(),
    };
    let alerts = match &content {
        Item::Released(content) => content.map_ref(|content| alerts(content, &questions, look.today)),
        _ => Disclosed::all(Vec::new()),
    };
    let outcome = recorded.decision().outcome(category);
    Ok(SectionView {
        category: info.id.clone(),
        label: info.label.clone(),
        special: info.special.map(special_words),
        fields: questions,
        content,
        kept_back,
        alerts,
        facts,
        version: if released { section.map_or(0, |s| u32::try_from(s.version).unwrap_or(0)) } else { 0 },
        recorded: if released { section.map(|s| (s.recorded_at, author(s, people))) } else { None },
        source: if released { section.map(|s| look.notice.source_words(&s.source)) } else { None },
        can_record: can_record && !info.derived,
        obligations: outcome.map_or_else(Vec::new, |o| o.obligations.iter().map(|b| b.words().to_string()).collect()),
        statements: outcome
            .filter(|o| o.released)
            .map_or_else(Vec::new, |o| o.statements.iter().map(|s| look.statement(&s.0)).collect()),
    })
}

/// The decisions that what is missing holds up, as far as the sections of a view say.
pub(crate) fn blocked_in(look: &Look, sections: &[Section], views: &[SectionView]) -> Vec<Blocked> {
    let newest = sections.iter().filter(|s| !s.form.is_empty()).max_by_key(|s| (s.recorded_at, s.id));
    let Some(form) = newest.and_then(|s| look.notice.form_named(&s.form)) else { return Vec::new() };
    blocked(&form, &look.notice.compiled, |category| {
        let view = views.iter().find(|v| v.category == category);
        match view.map(|v| (&v.content, v.kept_back.is_empty())) {
            Some((Item::Released(content), true)) => Seen::Said(content.get()),
            Some((Item::Empty, _)) => Seen::Nothing,
            // What is kept back of a section is not missing: nothing is said of what it does not show.
            _ => Seen::Unknown,
        }
    })
}

/// Where single facts come from, where that is not where the whole section comes from.
pub(crate) fn fact_lines(
    look: &Look,
    content: &SectionContent,
    section: &Section,
    questions: &[FieldInfo],
) -> Vec<FactLine> {
    let mut lines = Vec::new();
    for (field, said) in &content.said {
        let as_the_whole = said.source == section.source
            && said.sure == Sure::Said
            && said.marking.is_none()
            && said.came.is_empty()
            && said.on == london_date(section.recorded_at);
        if as_the_whole {
            continue;
        }
        let label = questions.iter().find(|q| q.id == *field).map_or(field.as_str(), |q| q.label.as_str());
        let label = if field == WHOLE { "Everything here" } else { label };
        lines.push(FactLine {
            field: field.clone(),
            label: label.to_owned(),
            source: look.notice.source_words(&said.source),
            sure: said.sure.words(),
            on: said.on,
            marking: said.marking.clone(),
            came: crate::sources::came_words(&look.notice, &said.came),
        });
    }
    lines
}

/// What makes a category specially protected, in words.
const fn special_words(special: Special) -> &'static str {
    match special {
        Special::Offence => "Criminal offence data: protected by article 10",
        _ => "Special category data: protected by article 9",
    }
}

/// Who wrote a section.
pub(crate) fn author(section: &Section, people: &HashMap<AccountId, String>) -> String {
    section.author.and_then(|id| people.get(&id).cloned()).unwrap_or_else(|| "the system".to_owned())
}

/// The names of those who wrote sections, and of one more account.
pub(crate) fn names(
    tx: &mut Tx<'_>,
    inner: &Inner,
    sections: &[Section],
    also: Option<AccountId>,
) -> Result<HashMap<AccountId, String>, AppError> {
    let mut found = HashMap::new();
    for id in sections.iter().filter_map(|s| s.author).chain(also) {
        if let std::collections::hash_map::Entry::Vacant(free) = found.entry(id) {
            free.insert(inner.account_name(tx, id)?);
        }
    }
    Ok(found)
}

/// The names of the bodies that wrote sections themselves, by category.
pub(crate) fn writers(tx: &mut Tx<'_>, look: &Look, sections: &[Section]) -> Result<HashMap<String, String>, AppError> {
    let mut found = HashMap::new();
    for section in sections {
        if let Some(party) = section.source.strip_prefix(crate::notices::PARTY) {
            found.insert(section.category.clone(), recipient_name(tx, &look.notice, party)?);
        }
    }
    Ok(found)
}

/// The bodies that work on a case.
pub(crate) fn agencies(tx: &mut Tx<'_>, look: &Look) -> Result<Vec<AgencyLine>, AppError> {
    let mut lines = Vec::new();
    if look.parties.is_empty() {
        return Ok(lines);
    }
    let agreements = Agreed::around(tx, &look.notice.compiled.id, look.case.id)?;
    for party in look.parties.iter().cloned() {
        lines.push(AgencyLine {
            name: recipient_name(tx, &look.notice, &party.party)?,
            stopped: stopped(&look.notice, &agreements, &party.party, tx.now()),
            works: party.since <= look.today && party.until.is_none_or(|last| look.today <= last),
            key: party.party,
            since: party.since,
            until: party.until,
        });
    }
    Ok(lines)
}

/// Why nothing that needs an agreement goes to a body at this moment; nothing where one is in force, or none is needed and there never was
/// one.
pub(crate) fn stopped(notice: &Published, agreements: &Agreed, party: &str, now: kernel::Timestamp) -> Option<String> {
    let body = notice.compiled.principal_named(party.split('/').next().unwrap_or(party));
    let wants = |p: &Permit| p.when.speaks_of(Fact::Agreement) && body.is_some_and(|body| body.is(&p.who));
    let needed = notice.compiled.permits.iter().any(wants);
    let held = agreements.with(party, now);
    if held.iter().any(|h| h.standing.is_live()) || !(needed || all_over(&held)) {
        return None;
    }
    let why = held.iter().filter_map(Held::why_not).collect::<Vec<_>>().join(" ");
    Some(if why.is_empty() {
        "There is no agreement with them: nothing that needs one goes to them.".to_owned()
    } else {
        why
    })
}

/// A recipient's name: a party of the notice, or the body behind an enrolment.
pub(crate) fn recipient_name(tx: &mut Tx<'_>, notice: &Published, key: &str) -> Result<String, AppError> {
    if let Some((class, enrolment)) = key.split_once('/') {
        if let Ok(id) = enrolment.parse()
            && let Some(enrolment) = tx.enrolment(id)?
        {
            return Ok(enrolment.name);
        }
        return Ok(notice.principal_label(class));
    }
    Ok(notice.principal_label(key))
}

/// What it was called on a day: where another has its place today, the name of whoever had it then.
pub(crate) fn recipient_name_on(tx: &mut Tx<'_>, notice: &Published, key: &str, day: Date) -> Result<String, AppError> {
    if key.contains('/') { recipient_name(tx, notice, key) } else { Ok(notice.principal_label_on(key, day)) }
}

/// The notice line of a page.
pub(crate) fn notice_line(notice: &Published) -> NoticeLine {
    NoticeLine {
        id: notice.compiled.id.clone(),
        version: notice.compiled.version.clone(),
        title: notice.compiled.title.clone(),
        draft: notice.compiled.is_draft(),
        controller: notice.controller(),
        basis: notice.basis(),
    }
}

/// What falls due next on a case, for the controller's own people: it is what they do, and says what stands in sections that
/// somebody else may not be given (that somebody is to be referred to the leaving care team).
pub(crate) fn due_line(actor: &Actor, case: &Case, today: Date) -> Option<DueLine> {
    let on = case.next_due_on.filter(|_| actor.is_staff())?;
    Some(DueLine {
        what: task_words(case.next_due_kind.as_deref().unwrap_or_default()),
        on,
        words: clocks::due_words(on, today),
        overdue: on < today,
    })
}

/// Until when what of a case is kept.
pub(crate) fn kept(notice: &Published, sections: &[Section], so: &Circumstances) -> Vec<KeptLine> {
    let present: Vec<CategoryIx> = sections.iter().filter_map(|s| notice.compiled.category(&s.category)).collect();
    kept_after_closing(&notice.compiled, &present, so)
        .into_iter()
        .map(|k| KeptLine {
            label: k.label,
            sections: k
                .categories
                .iter()
                .filter_map(|c| notice.compiled.categories.get(usize::from(c.0)))
                .map(|c| c.label.clone())
                .collect(),
            due: k.due,
            personal: k.personal,
            wants: k.wants,
            words: k.words,
            statement: notice.statement(&k.statement.0),
        })
        .collect()
}

/// The forms of a new case for an actor: the categories of the service that it may record for its purpose.
pub(crate) fn forms_for(
    notice: &Published,
    actor: &Actor,
    service: &str,
    form: Option<&Form>,
) -> Result<Vec<FormSpec>, AppError> {
    let principal = notice.principal(&actor.capacity.principal)?;
    let purpose = notice.purpose(&actor.purpose)?;
    let of_other_services = notice
        .compiled
        .purposes
        .get(usize::from(purpose.0))
        .is_some_and(|p| !p.services.is_empty() && !p.services.iter().any(|s| s == service));
    if of_other_services || !notice.compiled.merged.service.contains_key(service) {
        return Err(AppError::NotFound);
    }
    let asked: Vec<FormSpec> = notice
        .all
        .iter()
        .filter(|c| {
            // Whoever makes a case works with the person.
            let facts = actor.given().with(notice::model::Fact::Linked);
            notice.compiled.envelope.allows(principal, Act::Record, purpose, **c, facts)
        })
        .filter_map(|c| notice.compiled.categories.get(usize::from(c.0)))
        .filter(|c| c.services.is_empty() || c.services.iter().any(|s| s == service))
        .filter_map(|c| spec(c, form))
        .collect();
    let forms = in_order(asked, form);
    if forms.is_empty() { Err(AppError::NotFound) } else { Ok(forms) }
}

/// The sections in the order in which the form asks them.
fn in_order(mut asked: Vec<FormSpec>, form: Option<&Form>) -> Vec<FormSpec> {
    if let Some(form) = form {
        asked.sort_by_key(|s| form.sections.iter().position(|f| f.category == s.category));
    }
    asked
}

/// Reads every form; what is empty and not required is left out.
pub(crate) fn read_forms(
    notice: &Published,
    forms: &[FormSpec],
    typed: &Typed,
    today: Date,
) -> Result<Vec<(CategoryIx, SectionContent)>, AppError> {
    let mut contents = Vec::new();
    let mut errors = FormErrors::default();
    for form in forms {
        // An optional section that was left alone needs none of its fields.
        if !form.required && !form.touched(typed) {
            continue;
        }
        match form.read(typed, today) {
            Ok(content) if content.is_empty() && form.required => errors.fields.push(casework::FieldError {
                input: form.first_input(),
                words: format!("Tell us something under “{}”: we cannot make a case without it", form.label),
            }),
            Ok(content) if content.is_empty() => {}
            Ok(content) => contents.extend(notice.compiled.category(&form.category).map(|c| (c, content))),
            Err(fields) => errors.fields.extend(fields),
        }
    }
    if errors.fields.is_empty() { Ok(contents) } else { Err(AppError::Form(errors)) }
}

/// A reference that says nothing: the year, and the tail of the case's id.
pub(crate) fn reference(today: Date, case: CaseId) -> String {
    coded('C', today, case.as_bytes())
}

/// The same for anything with an id: what it is, the year, and the tail of the id.
pub(crate) fn coded(what: char, today: Date, id: &[u8; 16]) -> String {
    const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKLMNPQRSTUVWXY";
    let mut number = id.iter().skip(8).fold(0u64, |n, b| (n << 8) | u64::from(*b));
    let mut out = format!("{what}{:02}-", today.year().rem_euclid(100));
    for _ in 0..7 {
        let at = usize::try_from(number % 31).unwrap_or(0);
        out.push(char::from(LETTERS[at]));
        number /= 31;
    }
    out
}

/// Writes one version of a section; who belongs to the household is written down as people of their own, and those who are new or
/// changed come back.
#[expect(clippy::too_many_arguments, reason = "one row has all of these, and each comes from elsewhere")]
pub(crate) fn write_section(
    tx: &mut Tx<'_>,
    look: &Look,
    ring: &KeyRing,
    category: CategoryIx,
    version: u32,
    content: &SectionContent,
    actor: &Actor,
    written: &Written<'_>,
) -> Result<Vec<Met>, AppError> {
    let (content, met) = write_members(tx, actor, look, category, content, written)?;
    let id = SectionId::new(tx.now(), tx.entropy());
    let record_class = look.notice.class_in(category, look.case.id);
    let place = section_place(look.case.person, &record_class, id, version);
    let plain =
        serde_json::to_vec(&content).map_err(|_| AppError::Fault("a section cannot be written down".to_owned()))?;
    let sealed = ring.seal(&place, &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
    tx.insert_section(&NewSection {
        id,
        case_id: look.case.id,
        person: look.case.person,
        category: look.notice.category_id(category).to_owned(),
        record_class,
        version,
        sealed,
        author: Some(actor.account),
        source: look.notice.source_for(actor, written.source),
        form: written.form.to_owned(),
    })?;
    Ok(met)
}

/// How a version of a section is written: where it comes from, and the form under which it was answered.
#[derive(Clone, Copy)]
pub(crate) struct Written<'a> {
    pub(crate) source: &'a str,
    pub(crate) form: &'a str,
    /// What stood there before, opened for whoever writes.
    pub(crate) standing: Option<&'a Standing>,
    /// Of what stood there and is not shown to whoever writes: the rows that are kept by themselves.
    pub(crate) unseen: &'a [(String, usize, MemberPartId)],
}

/// What stands in a section.
pub(crate) struct Standing {
    /// As it is shown to whoever writes.
    pub(crate) shown: Disclosed<SectionContent>,
    /// The whole of it, which is only written on.
    pub(crate) whole: Disclosed<SectionContent>,
    /// The rows that are kept by themselves.
    pub(crate) parts: Vec<(String, usize, MemberPartId)>,
    /// By what it was opened.
    pub(crate) recorded: Recorded,
    pub(crate) ring: KeyRing,
}

/// Where a fact that is written down now comes from.
pub(crate) fn said_now(notice: &Published, actor: &Actor, told: &Told, today: Date) -> Provenance {
    Provenance {
        source: notice.source_for(actor, &told.source),
        sure: told.sure,
        on: today,
        by: Some(actor.account),
        marking: Some(told.marking.trim().to_owned()).filter(|m| !m.is_empty()),
        came: told.came.clone(),
    }
}

/// What was said of a whole section, before single facts had anything said of them.
pub(crate) fn said_then(section: &Section) -> Provenance {
    Provenance {
        source: section.source.clone(),
        sure: Sure::Said,
        on: london_date(section.recorded_at),
        by: section.author,
        marking: None,
        came: Came::default(),
    }
}

/// The keys that some categories of a person need, and the person's own.
pub(crate) fn classes(
    notice: &Published,
    (person, case): (PersonId, CaseId),
    categories: &[CategoryIx],
) -> Vec<(PersonId, String)> {
    let mut classes: Vec<(PersonId, String)> = categories.iter().map(|c| (person, notice.class_in(*c, case))).collect();
    classes.push((person, CLASS_SUBJECT.to_owned()));
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// The same, borrowed.
pub(crate) fn as_refs(classes: &[(PersonId, String)]) -> Vec<(PersonId, &str)> {
    classes.iter().map(|(p, c)| (*p, c.as_str())).collect()
}

/// A partner that makes a case works on it from that day.
pub(crate) fn link_self(tx: &mut Tx<'_>, actor: &Actor, case: CaseId, today: Date) -> Result<(), AppError> {
    let link = CaseParty {
        id: TaskId::new(tx.now(), tx.entropy()),
        case_id: case,
        party: actor.recipient(),
        account: None,
        enrolment: actor.enrolment,
        since: today,
        until: Some(crate::access::usual_last_day(tx, actor.enrolment, today)?),
    };
    Ok(tx.insert_case_party(&link)?)
}

/// A category, and the one that the name stands in.
pub(crate) fn with_name(notice: &Published, category: CategoryIx) -> Vec<CategoryIx> {
    let mut asked = vec![category];
    if let Some((name, _)) = &notice.well_known.name
        && *name != category
    {
        asked.push(*name);
    }
    asked
}

/// The keyed hashes by which somebody is found.
pub(crate) fn person_keys(tx: &mut Tx<'_>, identity: &Identity) -> Result<Vec<PersonKey>, AppError> {
    Ok(kinds_and_keys(tx, identity)?.into_iter().map(|(_, key)| key).collect())
}

/// The same, each with what it is made of.
pub(crate) fn kinds_and_keys(tx: &mut Tx<'_>, identity: &Identity) -> Result<Vec<(KeyKind, PersonKey)>, AppError> {
    let index = tx.blind_index()?;
    Ok(search_keys(identity).into_iter().map(|(kind, value)| (kind, person_key(&index, kind, &value))).collect())
}

/// One of them.
pub(crate) fn person_key(index: &BlindIndex, kind: KeyKind, value: &str) -> PersonKey {
    let strength = i16::try_from(kind.strength()).unwrap_or(i16::MAX);
    PersonKey { digest: index.digest(kind.id(), value), strength }
}
