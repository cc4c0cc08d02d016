//! What is checked of a new partner before its accounts work: an agreement, its answers about privacy and security, training, whom
//! to reach, who leads on information governance. Until all of it is there nobody comes in for it, no referral goes to it, and no link
//! is made for it. What goes without consent (danger to life, safeguarding, crime, a court) and what the law makes the council send does
//! not wait for it: then whoever approves says where the body is and why it may have this one thing.

use crate::App;
use crate::actor::{Actor, Capacity};
use crate::agreements::{Held, keeps_register, of_conditions, partners_of};
use crate::error::AppError;
use crate::login::note;
use crate::portal::{REPRESENTATIVE, SUBJECT};
use crate::views::FormErrors;
use jiff::civil::Date;
use kernel::{Timestamp, london_date};
use ledger::Action;
use store::{Account, PartnerCheck, Tx, WHOEVER_IS_NAMED};

/// What can be asked: codes and words.
pub const ONBOARDING: [(&str, &str); 5] = [
    ("agreement", "An agreement that both sides have signed"),
    (QUESTIONNAIRE, "Its answers about privacy and security, found good"),
    ("training", "Training of whoever logs in"),
    ("contact", "Whom to reach about data protection"),
    ("ig-lead", "Who leads on information governance there"),
];

/// The item that is judged, and not only there or not.
pub const QUESTIONNAIRE: &str = "questionnaire";
const FAILED: &str = "failed";
pub(crate) const CONDITIONS: &str = "conditions";

/// What a partner's answers about privacy and security can come to: codes and words.
pub const QUESTIONNAIRE_RESULTS: [(&str, &str); 3] = [
    ("passed", "Passed"),
    (CONDITIONS, "Passed, with conditions to be met by a day"),
    (FAILED, "Failed: nothing goes to them until it is put right"),
];

/// Something that was checked of a partner, as somebody writes it down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPartnerCheck {
    /// Of whom: its key.
    pub body: String,
    /// What: one of [`ONBOARDING`].
    pub item: String,
    /// Where that can be seen; of conditions also what they are.
    pub evidence: String,
    /// What the answers came to: one of [`QUESTIONNAIRE_RESULTS`]. Of other items empty.
    pub result: String,
    /// By when conditions have to be met.
    pub conditions_by: Option<Date>,
}

/// What was checked of a partner, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerChecked {
    /// The item's code.
    pub item: String,
    /// In words, with what it came to.
    pub words: String,
    /// Where that can be seen.
    pub evidence: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// All of it, taken over.
pub(crate) const ALL: &str = "*";

/// A partner, with what was checked of it.
#[derive(Debug, Clone)]
pub struct PartnerReady {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What is missing, in words; nothing: its accounts work.
    pub missing: Vec<String>,
    /// What was checked.
    pub checked: Vec<PartnerChecked>,
    /// What both sides were told of the day by which conditions are to be met, and when: codes.
    pub told: Vec<(String, Timestamp)>,
}

/// The checklist of a notice.
#[derive(Debug, Clone)]
pub struct OnboardingView {
    /// The notice's title.
    pub title: String,
    /// The items that it asks for: codes.
    pub asked: Vec<String>,
    /// The partners, those first of whom something is missing.
    pub partners: Vec<PartnerReady>,
}

fn words_of(item: &str) -> String {
    if item == ALL {
        return "All of it, taken over".to_owned();
    }
    ONBOARDING.iter().find(|(code, _)| *code == item).map_or_else(|| item.to_owned(), |(_, words)| (*words).to_owned())
}

/// What answers came to, in words.
fn result_words(check: &PartnerCheck) -> Option<String> {
    let (_, words) = QUESTIONNAIRE_RESULTS.iter().find(|(code, _)| *code == check.result)?;
    Some(check.conditions_by.map_or_else(|| (*words).to_owned(), |by| format!("{words}: {}", clocks::date_words(by))))
}

fn asked(tx: &mut Tx<'_>, notice_id: &str) -> Result<Vec<String>, AppError> {
    let all = || ONBOARDING.iter().map(|(code, _)| (*code).to_owned()).collect();
    Ok(tx.onboarding_items(notice_id)?.unwrap_or_else(all))
}

/// Why the answers of a partner do not do, if they were judged and do not: whoever was taken over before is held to them too.
fn fails(check: &PartnerCheck, today: Date) -> Option<String> {
    match (check.result.as_str(), check.conditions_by) {
        (FAILED, _) => Some("Its answers about privacy and security: they failed the check".to_owned()),
        (CONDITIONS, Some(by)) if by < today => Some(format!(
            "Its answers about privacy and security: the conditions were to be met by {}",
            clocks::date_words(by)
        )),
        _ => None,
    }
}

/// What is missing of a partner on a day, of what is asked: in words.
fn missing(asked: &[String], checks: &[PartnerCheck], body: &str, today: Date) -> Vec<String> {
    let named = !body.contains('/');
    let judged = checks.iter().filter(|c| c.body == body).find_map(|c| fails(c, today));
    let has = |item: &str| {
        let of = |c: &PartnerCheck| c.body == body && (c.item == item || c.item == ALL);
        checks.iter().any(|c| of(c) || (named && c.body == WHOEVER_IS_NAMED && c.item == ALL))
    };
    let lacks = asked.iter().filter(|item| !has(item)).map(|item| words_of(item));
    lacks.chain(judged).collect()
}

/// What is missing of a body before anything may go to it by a referral or a link: in words.
pub(crate) fn missing_of(tx: &mut Tx<'_>, notice_id: &str, body: &str) -> Result<Vec<String>, AppError> {
    let today = london_date(tx.now());
    let checks = tx.partner_checks_of(notice_id, body)?;
    Ok(missing(&asked(tx, notice_id)?, &checks, body, today))
}

/// Says what is missing of a body, and where it is put right.
pub(crate) fn not_checked(name: &str, missing: &[String]) -> AppError {
    AppError::Refused(format!(
        "{name} was not checked yet. Still needed: {}. Whoever keeps the register of agreements writes it down under “New partners”.",
        missing.join("; ").to_lowercase()
    ))
}

/// Why somebody does not come in for a partner yet; nothing, where they do, and for the council's own people.
pub(crate) fn not_ready(tx: &mut Tx<'_>, account: &Account, capacity: &Capacity) -> Result<Option<String>, AppError> {
    let principal = capacity.principal.as_str();
    let own = principal.is_empty() || principal.starts_with("role:");
    if own || principal == SUBJECT || principal == REPRESENTATIVE {
        return Ok(None);
    }
    let body = match account.enrolment.filter(|_| principal.starts_with("class:")) {
        Some(enrolment) => format!("{principal}/{enrolment}"),
        None => principal.to_owned(),
    };
    let missing = missing_of(tx, &capacity.notice, &body)?;
    if missing.is_empty() {
        return Ok(None);
    }
    Ok(Some(format!(
        "Your organisation cannot come in yet. The council still needs: {}. Ask whoever invited you.",
        missing.join("; ").to_lowercase()
    )))
}

/// Says that everything was checked of a partner.
pub(crate) fn all_checked(
    tx: &mut Tx<'_>,
    actor: &Actor,
    notice_id: &str,
    body: &str,
    evidence: &str,
) -> Result<(), AppError> {
    for (item, _) in ONBOARDING {
        let at = tx.now();
        tx.put_partner_check(&PartnerCheck {
            notice_id: notice_id.to_owned(),
            body: body.to_owned(),
            item: item.to_owned(),
            evidence: evidence.to_owned(),
            account: Some(actor.account),
            at,
            result: if item == QUESTIONNAIRE { "passed".to_owned() } else { String::new() },
            conditions_by: None,
        })?;
    }
    Ok(())
}

impl App {
    /// The checklist of a notice, with its partners.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register of that notice.
    pub fn onboarding(&self, actor: &Actor, notice_id: &str) -> Result<OnboardingView, AppError> {
        keeps_register(actor, notice_id)?;
        let (inner, notice_id) = (&self.inner, notice_id.to_owned());
        self.inner.store.read(&actor.caller, "onboarding", move |tx| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            let (asked, today) = (asked(tx, &notice_id)?, london_date(tx.now()));
            let mut partners = Vec::new();
            for partner in partners_of(tx, &notice, &[])? {
                let checks = tx.partner_checks_of(&notice_id, &partner.key)?;
                let missing = missing(&asked, &checks, &partner.key, today);
                let mut checked = Vec::new();
                for c in checks.into_iter().filter(|c| c.body == partner.key) {
                    let by = match c.account {
                        Some(account) => inner.account_name(tx, account)?,
                        None => "the system".to_owned(),
                    };
                    let words = [words_of(&c.item)].into_iter().chain(result_words(&c));
                    checked.push(PartnerChecked {
                        words: words.collect::<Vec<_>>().join(": "),
                        item: c.item,
                        evidence: c.evidence,
                        by,
                        at: c.at,
                    });
                }
                let told = tx.reminders(&of_conditions(&notice_id, &partner.key))?;
                let told = told.into_iter().map(|r| (r.what, r.at)).collect();
                partners.push(PartnerReady { key: partner.key, name: partner.name, missing, checked, told });
            }
            partners.sort_by_key(|p| p.missing.is_empty());
            Ok(OnboardingView { title: notice.compiled.title.clone(), asked, partners })
        })
    }

    /// Says that something was checked of a partner. When nothing is missing any more, its accounts work; when its answers about privacy
    /// and security failed, they work no more, nor does a link, and no referral goes to it.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register of that notice; `Form` with everything to put right: also for an
    /// agreement where the register has none in force.
    pub fn check_partner(&self, actor: &Actor, notice_id: &str, new: &NewPartnerCheck) -> Result<(), AppError> {
        keeps_register(actor, notice_id)?;
        let (actor, notice_id) = (actor.clone(), notice_id.to_owned());
        let NewPartnerCheck { body, item, evidence, result, conditions_by } = new.clone();
        let evidence = evidence.trim().to_owned();
        self.act(&actor.caller.clone(), "check partner", move |tx, inner| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            let mut wrong = FormErrors::default();
            if !partners_of(tx, &notice, &[])?.iter().any(|p| p.key == body) {
                wrong.add("body", "Choose the organisation");
            }
            if !ONBOARDING.iter().any(|(code, _)| *code == item) {
                wrong.add("item", "Choose what was checked");
            }
            if evidence.is_empty() || evidence.chars().count() > 500 {
                wrong.add("evidence", "Enter where that can be seen, in at most 500 characters");
            }
            if item == QUESTIONNAIRE {
                if !QUESTIONNAIRE_RESULTS.iter().any(|(code, _)| *code == result) {
                    wrong.add("result", "Choose what the answers came to");
                }
                if result == CONDITIONS && conditions_by.is_none_or(|by| by <= london_date(tx.now())) {
                    wrong.add("conditions-day", "Enter by when the conditions have to be met: a day that is to come");
                }
            }
            if item == "agreement" {
                let (now, principal) = (tx.now(), body.split('/').next().unwrap_or(&body).to_owned());
                let live = tx
                    .agreements(&notice_id)?
                    .iter()
                    .map(|row| Held::of(row, now))
                    .any(|held| held.standing.is_live() && held.terms.is_with(&body, &principal));
                if !live {
                    wrong.add(
                        "item",
                        "The register of agreements has none with them that is in force: have it signed first",
                    );
                }
            }
            wrong.done()?;
            let at = tx.now();
            tx.put_partner_check(&PartnerCheck {
                notice_id: notice_id.clone(),
                body: body.clone(),
                item: item.clone(),
                evidence: evidence.clone(),
                account: Some(actor.account),
                at,
                result: if item == QUESTIONNAIRE { result.clone() } else { String::new() },
                conditions_by: conditions_by.filter(|_| item == QUESTIONNAIRE && result == CONDITIONS),
            })?;
            let came_to = if item == QUESTIONNAIRE { format!(": {result}") } else { String::new() };
            let what = format!("{item} of {body} checked{came_to}, under {notice_id}");
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &what)
        })
    }

    /// Takes back that something was checked: from the next request on nobody comes in for the partner.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register of that notice, or it was not said.
    pub fn uncheck_partner(&self, actor: &Actor, notice_id: &str, body: &str, item: &str) -> Result<(), AppError> {
        keeps_register(actor, notice_id)?;
        let (actor, notice_id, body, item) = (actor.clone(), notice_id.to_owned(), body.to_owned(), item.to_owned());
        self.act(&actor.caller.clone(), "uncheck partner", move |tx, _| {
            if !tx.delete_partner_check(&notice_id, &body, &item)? {
                return Err(AppError::NotFound);
            }
            let what = format!("{item} of {body} not checked any more, under {notice_id}");
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &what)
        })
    }

    /// Chooses what is asked of new partners of a notice.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register of that notice; `Form` for what cannot be asked.
    pub fn ask_of_partners(&self, actor: &Actor, notice_id: &str, items: &[String]) -> Result<(), AppError> {
        keeps_register(actor, notice_id)?;
        let (actor, notice_id, items) = (actor.clone(), notice_id.to_owned(), items.to_vec());
        self.act(&actor.caller.clone(), "ask of partners", move |tx, _| {
            if !items.iter().all(|item| ONBOARDING.iter().any(|(code, _)| code == item)) {
                return Err(AppError::field("items", "Choose from the list"));
            }
            tx.put_onboarding_items(&notice_id, &items)?;
            let what = format!("new partners of {notice_id} are asked for: {}", items.join(", "));
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &what)
        })
    }
}
