//! Choosing, item by item, what goes to somebody: exactly what the gate would release, and why each may go. What is not needed
//! is dropped; nothing can be added.

use super::documents::{attachable, known, offered};
use super::presets::{self, PresetView};
use super::send::{CLOSED, dispatch};
use super::ways::{Way, checked, deciding_roles, may_share, way};
use super::{Said, ShownRow, categories, is_kept_from, refused, write_step};
use crate::actor::Actor;
use crate::agencies::acts_for;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::look::{Look, Toward};
use crate::notices::Published;
use crate::views::{CaseTop, FormErrors, Item, StatementRef};
use crate::work::desk::{Desk, visible};
use crate::{App, Inner};
use casework::{FieldError, SectionContent};
use disclosure::Disclosed;
use kernel::{CaseId, ShareId, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx, FieldInfo, Principal};
use notice::source::{FieldKind, PartyKind};
use sharing::{Gateway, Ground, ShareState};
use store::{Account, Section, Share, Tx};

/// The longest words that are taken.
const MOST_WORDS: usize = 10_000;

/// A referral or disclosure that is asked for.
#[derive(Debug, Clone, Default)]
pub struct NewShare {
    /// To whom: a party, an enrolled body, or a class whose body is named.
    pub party: String,
    /// The body's name, where it is to be enrolled.
    pub body: String,
    /// In which country that body is: two letters.
    pub country: String,
    /// For which purpose.
    pub purpose: String,
    /// On which ground: a code.
    pub ground: String,
    /// What: `category.field`.
    pub items: Vec<String>,
    /// Which law is cited.
    pub gateway: String,
    /// The citation in words, where the register asks for it.
    pub citation: String,
    /// The answers to the test.
    pub test: Vec<(String, String)>,
    /// Why; sealed. Of a referral: what it says to who gets it.
    pub reason: String,
    /// The request: who asked, when and under which reference; sealed.
    pub request: String,
    /// How it reaches them.
    pub channel: String,
    /// Whether the person was told: `not-yet`, `yes`, or a code of the ground's reasons why not.
    pub told: String,
    /// The selection from which it was chosen; empty: the first that the notice has for this.
    pub preset: String,
    /// Why more goes than the selection chooses; sealed.
    pub widen: String,
    /// Of a landlord: the home that is offered; sealed.
    pub property: String,
    /// Why it is shared for a purpose that sharing is not for; sealed.
    pub aside: String,
    /// The step of the person's plan that it serves, as the plan's page says it; empty: none. They do not read it.
    pub step: String,
}

/// A category of a preview.
pub struct PreviewSection {
    /// Its id.
    pub category: String,
    /// Its name.
    pub label: String,
    /// Whether the gate would release it.
    pub released: bool,
    /// Why each may go: the statements that let it.
    pub statements: Vec<StatementRef>,
    /// Why it would not go.
    pub reasons: Vec<String>,
    /// What comes with it.
    pub obligations: Vec<String>,
    /// What is kept back of it all the same.
    pub kept_back: Vec<String>,
    /// What it says: what can be chosen.
    pub rows: Option<Disclosed<Vec<ShownRow>>>,
}

/// What the gate would release to somebody.
pub struct SharePreview {
    /// The head of the page.
    pub top: CaseTop,
    /// To whom.
    pub to: String,
    /// A body has to be named: what the notice requires of it.
    pub requires: Option<String>,
    /// For which purpose.
    pub purpose: String,
    /// On which ground.
    pub ground: Ground,
    /// The categories.
    pub sections: Vec<PreviewSection>,
    /// What has to be written down: codes.
    pub facts: Vec<String>,
    /// Who approves it: roles in words.
    pub approvers: Vec<String>,
    /// The law that can be cited.
    pub gateways: Vec<&'static Gateway>,
    /// When the person is told, in the notice's words.
    pub tell: Option<String>,
    /// The selections that the notice has for this, the usual one first.
    pub presets: Vec<PresetView>,
    /// It is about one home that is offered, which has to be named.
    pub property: bool,
    /// Sharing is for other purposes, says the notice: why it is for this one has to be said, and is reviewed.
    pub aside: bool,
}

/// A case, a way to somebody, and the case as it would stand before them.
struct Place {
    look: Look,
    way: Way,
    them: Look,
}

impl Place {
    fn of(
        tx: &mut Tx<'_>,
        inner: &Inner,
        actor: &Actor,
        case: CaseId,
        (party, purpose, ground): (&str, &str, Ground),
        country: Option<&str>,
    ) -> Result<Option<Self>, AppError> {
        let Some(look) = visible(tx, inner, actor, case)? else { return Ok(None) };
        if may_share(&look, actor).is_err() {
            return Ok(None);
        }
        let way = way(&look.notice, party, purpose, ground)?;
        checked(tx, &look.notice, party, (purpose, ground))?;
        // What would be chosen is everything that the way speaks of.
        let items: Vec<String> = way.categories.iter().map(|c| format!("{}.", look.notice.category_id(*c))).collect();
        let to = Toward {
            party,
            purpose,
            facts: &way.facts,
            items: &items,
            linked: way.links,
            enrolled: party.starts_with("class:") && !party.contains('/'),
            country,
        };
        let Some(them) = Look::toward(tx, inner, actor, look.case.clone(), &to)? else { return Ok(None) };
        Ok(Some(Self { look, way, them }))
    }
}

/// One line of an answer, as people write it.
pub(crate) fn in_words(question: Option<&FieldInfo>, line: &str) -> String {
    let Some(question) = question else { return line.to_owned() };
    match question.kind {
        FieldKind::Date => line
            .parse::<jiff::civil::Date>()
            .map_or_else(|_| line.to_owned(), |day| day.strftime("%-d %B %Y").to_string()),
        FieldKind::YesNo if line == "yes" => "Yes".to_owned(),
        FieldKind::YesNo if line == "no" => "No".to_owned(),
        _ => question.words_of(line).to_owned(),
    }
}

/// Whether an answer is shown in part only wherever it is not asked for by itself, by the form that asked or by the notice now.
pub(super) fn is_masked(notice: &Published, row: &ShownRow) -> bool {
    let question = || {
        let (category, field) = row.item.split_once('.')?;
        let at = notice.compiled.category(category)?;
        notice.compiled.categories.get(usize::from(at.0))?.fields.iter().find(|f| f.id == field)
    };
    row.masked || question().is_some_and(FieldInfo::has_masked)
}

/// What stands in place of such an answer.
pub(super) const MASKED: &str = "On record; not shown here";

/// The answers of a section, question by question.
pub(super) fn rows(category: &str, questions: &[FieldInfo], content: &SectionContent) -> Vec<ShownRow> {
    let given: Vec<String> = content.given().into_iter().map(str::to_owned).collect();
    let mut shown = Vec::new();
    for field in &given {
        let question = questions.iter().find(|q| q.id == *field);
        let text = match question.and_then(FieldInfo::rows) {
            Some(of) => {
                let row = |row: &casework::section::Row<'_>| {
                    let cells = of
                        .columns
                        .iter()
                        .filter_map(|c| row.get(&c.id).map(|v| format!("{}: {}", c.label, c.words_of(v))));
                    cells.collect::<Vec<_>>().join("; ")
                };
                content.rows(field).iter().map(row).collect::<Vec<_>>().join("\n")
            }
            None => {
                let value = content.get(field).unwrap_or_default();
                value.lines().map(|line| in_words(question, line)).collect::<Vec<_>>().join("\n")
            }
        };
        if !text.trim().is_empty() {
            shown.push(ShownRow {
                item: format!("{category}.{field}"),
                label: question.map_or_else(|| field.clone(), |q| q.label.clone()),
                text,
                masked: question.is_some_and(FieldInfo::has_masked),
                word: None,
            });
        }
    }
    shown
}

impl App {
    /// What the gate would release of a case to somebody, item by item, and why each may go. What the actor may not see is not
    /// offered.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case; `Refused` when the notice has no such way.
    pub fn share_preview(
        &self,
        actor: &Actor,
        case: CaseId,
        (party, purpose, ground): (&str, &str, Ground),
    ) -> Result<SharePreview, AppError> {
        let (actor, party, purpose) = (actor.clone(), party.to_owned(), purpose.to_owned());
        self.act(&actor.caller.clone(), "preview of a share", move |tx, inner| {
            let Some(Place { look, way, them }) = Place::of(tx, inner, &actor, case, (&party, &purpose, ground), None)?
            else {
                return Ok(None);
            };
            let wanted: Vec<&str> = way.categories.iter().map(|c| look.notice.category_id(*c)).collect();
            let sections = tx.sections_of(&[case], &wanted)?;
            look.notice.ready_forms(tx, &sections)?;
            let documents = attachable(tx, case)?;
            let has = |c: &CategoryIx| {
                let id = look.notice.category_id(*c);
                sections.iter().any(|s| s.category == id) || documents.iter().any(|(e, _)| e.category == id)
            };
            let there: Vec<CategoryIx> = way.categories.iter().copied().filter(has).collect();
            let mut classes: Vec<&str> = sections.iter().map(|s| s.record_class.as_str()).collect();
            classes.extend(documents.iter().map(|(e, _)| e.record_class.as_str()));
            classes.sort_unstable();
            classes.dedup();
            let desk = Desk::of(tx, &actor, look, &there, &classes, (Action::Open, "to choose what goes to others"))?;
            let theirs = them.decide(Act::See, &there);
            let mut shown = Vec::new();
            for &category in &there {
                let id = desk.look.notice.category_id(category).to_owned();
                let Some(outcome) = theirs.outcome(category) else { continue };
                let mut reasons = if outcome.released { Vec::new() } else { them.why(outcome).reasons };
                let section = sections.iter().find(|s| s.category == id);
                let (mut kept_back, mut found) = (Vec::new(), None);
                if outcome.released {
                    match desk.look.content(&desk.recorded, category, section, &desk.ring)? {
                        Item::Released(content) => {
                            let questions = them.questions(category, section);
                            let rows_of = |content: SectionContent| {
                                let (left, words) = them.left(category, section, content);
                                kept_back = words;
                                let mut shown = rows(&id, &questions, &left);
                                for row in shown.iter_mut().filter(|r| is_masked(&them.notice, r)) {
                                    MASKED.clone_into(&mut row.text);
                                }
                                shown
                            };
                            found = Some(content.map(rows_of));
                        }
                        Item::Withheld(_) => reasons.push(
                            "You may not see this for your purpose, so that you cannot choose from it".to_owned(),
                        ),
                        Item::Empty | Item::Erased => {}
                    }
                    let attached = offered(&desk.look, &desk.recorded, &desk.ring, category, &documents)?;
                    let all: Vec<_> = found.take().into_iter().chain(attached).collect();
                    if all.is_empty() && reasons.is_empty() {
                        continue;
                    }
                    found = (!all.is_empty()).then(|| Disclosed::all(all).map(|lists| lists.concat()));
                }
                shown.push(PreviewSection {
                    label: desk.look.notice.category_label(&id),
                    category: id,
                    released: outcome.released && found.is_some(),
                    statements: outcome.statements.iter().map(|s| desk.look.statement(&s.0)).collect(),
                    reasons,
                    obligations: outcome.obligations.iter().map(|o| o.words().to_string()).collect(),
                    kept_back,
                    rows: found,
                });
            }
            let today = london_date(tx.now());
            let presets = presets::presets(tx, &desk.look, &way)?;
            let approvers = approvers(&desk.look, &way, None);
            Ok(Some(SharePreview {
                to: recipient_name(tx, &desk.look.notice, &party)?,
                requires: opens(&desk.look, &party),
                purpose: desk.look.notice.purpose_label(&purpose),
                ground,
                sections: shown,
                approvers: approvers.iter().map(|r| desk.look.notice.principal_label(r)).collect(),
                facts: way.facts,
                gateways: if ground.is_without_consent() {
                    sharing::gateways_for(ground, today).collect()
                } else {
                    Vec::new()
                },
                tell: way.tell,
                presets,
                property: is_landlord(&desk.look, &party),
                aside: is_aside(&desk.look.notice, &purpose),
                top: desk.top(&actor)?,
            }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Asks for something to go to somebody. Where nobody has to approve it, it goes at once.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case; `Form` with everything to put right; `Refused` with why the
    /// gate lets something not go.
    pub fn ask_to_share(&self, actor: &Actor, case: CaseId, new: &NewShare) -> Result<ShareId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "ask to share", move |tx, inner| {
            let ground = Ground::parse(&new.ground).ok_or(AppError::NotFound)?;
            let chosen = (new.party.as_str(), new.purpose.as_str(), ground);
            let country = Some(new.country.as_str()).filter(|c| sharing::country(c).is_some());
            let Some(Place { look, way, them }) = Place::of(tx, inner, &actor, case, chosen, country)? else {
                return Ok(None);
            };
            if !look.is_open() {
                return refused(CLOSED);
            }
            let today = london_date(tx.now());
            let preset = presets::chosen(presets::presets(tx, &look, &way)?, &new.preset)?;
            let gateway = check(&look, (&way, preset.as_ref()), &new, today)?;
            let wanted = categories(&look, &new.items);
            released(&look, &them, &wanted, &new)?;
            known(tx, case, &new.items)?;
            let about = about(&look, &wanted).ok_or(AppError::NotFound)?;
            let approvers = approvers(&look, &way, gateway);
            somebody_decides(tx, &actor, &look, &approvers)?;
            let told = match new.told.as_str() {
                _ if !ground.is_without_consent() => "not-needed",
                "yes" => "yes",
                "not-yet" => "not-yet",
                _ => "withheld",
            };
            let beyond = presets::beyond(preset.as_ref(), &new.items);
            let mut share = Share {
                id: ShareId::new(tx.now(), tx.entropy()),
                case_id: case,
                person: look.case.person,
                notice_version: look.notice.version_id,
                ground: ground.id().to_owned(),
                party: new.party.clone(),
                body: opens(&look, &new.party).map(|_| new.body.trim().to_owned()),
                purpose: new.purpose.clone(),
                items: new.items.clone(),
                gateway: gateway.map(|g| g.id.clone()).unwrap_or_default(),
                test: new.test.iter().map(|(q, a)| format!("{q}={a}")).collect(),
                facts: way.facts.clone(),
                approvers,
                about: look.notice.category_id(about).to_owned(),
                record_class: store::case_class("share", look.case.id),
                channel: new.channel.clone(),
                hours: i32::try_from(ground.most_hours()).unwrap_or(i32::MAX),
                state: ShareState::Asked.id().to_owned(),
                asked_by: actor.account,
                asked_at: tx.now(),
                decided_by: None,
                sent_at: None,
                expires_at: None,
                receipt: None,
                told: told.to_owned(),
                review_on: None,
                reviewed_at: None,
                answer_by: None,
                task: None,
                country: opens(&look, &new.party).map(|_| new.country.clone()),
            }
            .chosen_from(preset.as_ref().map_or("", |p| p.id.as_str()), &beyond);
            let serves = super::for_step::chosen(&look, &new.step)?;
            let (mut opened, mut plan) = (wanted.clone(), Vec::new());
            if let Some(serves) = &serves {
                plan = tx.sections_of(&[case], &[look.notice.category_id(serves.category)])?;
                opened.extend((!opened.contains(&serves.category)).then_some(serves.category));
            }
            let ring = crate::cases::parts::ring(tx, &look, &plan)?;
            let mut detail = format!("share {} asked for: {} to {}", share.id, ground.id(), share.party);
            if !share.preset().is_empty() {
                detail.push_str(&format!(", preset {}", share.preset()));
            }
            if !beyond.is_empty() {
                detail.push_str(&format!(", beyond it: {}", beyond.join(" ")));
            }
            if serves.is_some() {
                detail.push_str(", for a step of the plan");
            }
            let recorded = look.record(tx, &actor, look.decide(Act::See, &opened), Action::Create, &ring, &detail)?;
            tx.insert_share(&share)?;
            let said = SectionContent::from_pairs([
                ("reason", new.reason.trim()),
                ("request", new.request.trim()),
                ("citation", new.citation.trim()),
                ("property", new.property.trim()),
                ("why-this-purpose", if is_aside(&look.notice, &new.purpose) { new.aside.trim() } else { "" }),
                ("why-more", if beyond.is_empty() { "" } else { new.widen.trim() }),
            ]);
            let code = (told == "withheld").then_some(new.told.as_str());
            write_step(tx, &share, Some(actor.account), Said { step: "ask", code, words: said })?;
            if let Some(serves) = &serves {
                super::for_step::serve(tx, (&look, &recorded, &ring), plan.first(), &share, serves)?;
            }
            if share.approvers.is_empty() {
                dispatch(tx, inner, &actor, &mut share)?;
                let words = SectionContent::default();
                write_step(tx, &share, Some(actor.account), Said { step: "send", code: None, words })?;
                tx.update_share(&share)?;
            }
            Ok(Some(share.id))
        })?
        .ok_or(AppError::NotFound)
    }
}

/// What the notice requires of a body of a class that has to be named first.
fn opens(look: &Look, party: &str) -> Option<String> {
    let class = party.strip_prefix("class:").filter(|c| !c.contains('/'))?;
    look.notice.compiled.merged.class.get(class)?.open.as_ref().map(|o| o.requires.clone())
}

/// Whether the notice says that sharing is for other purposes than this.
pub(super) fn is_aside(notice: &Published, purpose: &str) -> bool {
    let named = &notice.compiled.merged.notice.sharing_for;
    !named.is_empty() && !named.iter().any(|p| p == purpose)
}

/// Whether somebody is a landlord: what goes there is about one home.
fn is_landlord(look: &Look, party: &str) -> bool {
    let principal = look.notice.compiled.principal_named(party.split('/').next().unwrap_or(party));
    matches!(
        principal,
        Some(
            Principal::Party { kind: PartyKind::Landlord, .. } | Principal::Enrolled { kind: PartyKind::Landlord, .. }
        )
    )
}

/// Who approves: the role that the notice names, the data protection officer where the law cited wants that, otherwise
/// whoever has a say in the notice. Nobody where the notice asks for no approval.
fn approvers(look: &Look, way: &Way, gateway: Option<&Gateway>) -> Vec<String> {
    if gateway.is_some_and(|g| g.senior) {
        return vec![crate::agreements::OFFICER.to_owned()];
    }
    if !way.facts.iter().any(|f| f == "approval") {
        return Vec::new();
    }
    way.authorised_by.clone().map_or_else(|| deciding_roles(&look.notice), |role| vec![role])
}

/// Where all those who decide are kept from the case, nobody would ever read that something waits.
fn somebody_decides(tx: &mut Tx<'_>, actor: &Actor, look: &Look, approvers: &[String]) -> Result<(), AppError> {
    let notice = look.notice.compiled.id.as_str();
    let decides = |a: &Account| {
        a.disabled_at.is_none() && a.id != actor.account && approvers.iter().any(|role| acts_for(a, notice, role))
    };
    let all: Vec<Account> =
        if approvers.is_empty() { Vec::new() } else { tx.accounts()?.into_iter().filter(decides).collect() };
    for one in &all {
        if !is_kept_from(tx, one.id, Some(look.case.id))? {
            return Ok(());
        }
    }
    if all.is_empty() {
        return Ok(());
    }
    let roles: Vec<String> = approvers.iter().map(|role| look.notice.principal_label(role)).collect();
    refused(format!(
        "Everybody who could approve this ({}) is kept from this case: have one of them let in, under “Who may look”, or have somebody else given the role",
        roles.join(", ")
    ))
}

/// The category that the words about something stand in: the most protected of those that go, so that whoever may not see
/// that does not read about it either.
fn about(look: &Look, wanted: &[CategoryIx]) -> Option<CategoryIx> {
    let special = |c: &&CategoryIx| {
        look.notice.compiled.categories.get(usize::from(c.0)).is_some_and(|info| info.special.is_some())
    };
    wanted.iter().find(special).or_else(|| wanted.last()).copied()
}

/// Everything chosen is released, to the recipient and to whoever chose.
fn released(look: &Look, them: &Look, wanted: &[CategoryIx], new: &NewShare) -> Result<(), AppError> {
    let (own, theirs) = (look.decide(Act::See, wanted), them.decide(Act::See, wanted));
    for &category in wanted {
        let label = look.notice.category_label(look.notice.category_id(category));
        if !own.releases(category) {
            return refused(format!("You may not see “{label}” for your purpose, so that you cannot send it"));
        }
        if let Some(outcome) = theirs.outcome(category).filter(|o| !o.released) {
            return refused(format!("“{label}” may not go to them: {}", them.why(outcome).reasons.join(" ")));
        }
    }
    let known = |item: &String| wanted.iter().any(|c| crate::look::is_of(item, look.notice.category_id(*c)));
    if new.items.iter().all(known) { Ok(()) } else { refused("Choose from what is offered") }
}

/// Reads what was typed. Answers with the law that is cited.
fn check(
    look: &Look,
    (way, preset): (&Way, Option<&PresetView>),
    new: &NewShare,
    today: jiff::civil::Date,
) -> Result<Option<&'static Gateway>, AppError> {
    let mut fields = Vec::new();
    let mut wrong = |input: &str, words: &str| {
        fields.push(FieldError { input: input.to_owned(), words: words.to_owned() });
    };
    if new.items.is_empty() {
        wrong("items", "Choose what goes to them: at least one answer");
    }
    if new.reason.trim().is_empty() {
        wrong("reason", "Say why this is needed");
    }
    for (input, words) in
        presets::wrong(&look.notice, preset, (new.items.as_slice(), new.channel.as_str(), new.widen.as_str()))
    {
        wrong(input, &words);
    }
    if [&new.reason, &new.request, &new.citation, &new.widen, &new.property, &new.aside]
        .into_iter()
        .any(|w| w.len() > MOST_WORDS)
    {
        wrong("reason", "Write less: ten thousand characters are taken at most");
    }
    if !CHANNELS.iter().any(|(code, _)| *code == new.channel) {
        wrong("channel", "Choose how it reaches them");
    }
    if is_aside(&look.notice, &new.purpose) && new.aside.trim().chars().count() < 10 {
        wrong("aside", "Say why it is shared for this: the privacy notice says that sharing is for something else");
    }
    if is_landlord(look, &new.party) && new.property.trim().len() < 5 {
        wrong("property", "Enter the home that is offered: they are sent this for that home only");
    }
    if opens(look, &new.party).is_some() && new.body.trim().len() < 3 {
        wrong("body", "Enter the name of the organisation that gets it");
    }
    if opens(look, &new.party).is_some() && sharing::country(&new.country).is_none() {
        wrong("country", "Choose the country in which it keeps what it gets");
    }
    let ground = way.ground;
    let mut gateway = None;
    if ground.is_without_consent() {
        gateway = sharing::gateway(&new.gateway).filter(|g| g.is_for(ground) && g.is_law(today));
        match gateway {
            None => wrong("gateway", "Choose the law that lets or makes you share this"),
            Some(g) if g.cite && new.citation.trim().len() < 8 => {
                wrong("citation", "Cite the Act or instrument, and the section");
            }
            Some(_) => {}
        }
        let answer = |q: &str| new.test.iter().find(|(id, _)| id == q).map(|(_, a)| a.clone());
        for question in ground.test() {
            if answer(question.id).is_none_or(|a| !question.answers.iter().any(|(code, _)| *code == a)) {
                wrong(question.id, "Choose an answer");
            }
        }
        if way.facts.iter().any(|f| f == "request") && new.request.trim().is_empty() {
            wrong("request", "Say who asked, when, and under which reference");
        }
        let told = ["yes", "not-yet"].contains(&new.told.as_str());
        if !told && !ground.untold().iter().any(|(code, _)| *code == new.told) {
            wrong("told", "Say whether the person is told, or why not");
        }
    }
    if fields.is_empty() { Ok(gateway) } else { Err(AppError::Form(FormErrors { fields })) }
}

/// How something reaches somebody: codes and words.
pub const CHANNELS: &[(&str, &str)] = &[
    ("desk", "Through their desk here: they have an account"),
    ("secure-email", "By secure email"),
    ("by-hand", "By hand, or by signed-for post"),
    ("spoken", "Spoken, to somebody whose identity was checked"),
];

impl Look {
    /// What is left of a section for the recipient that this look is of, and in words what is not.
    pub(crate) fn left(
        &self,
        category: CategoryIx,
        section: Option<&Section>,
        content: SectionContent,
    ) -> (SectionContent, Vec<String>) {
        let questions = self.questions(category, section);
        self.reader_left(category, content, section, &questions)
    }
}
