//! The person's permission for recipients: asked one by one, recorded with the words that were shown, withdrawn as easily;
//! whoever had something is told, and says what it did.

mod answer;
mod exchange;
mod interview;
mod sign;
mod told;
mod views;

pub use answer::{Circumstances, ConsentAnswer, NewAnswer};
pub(crate) use answer::{category as circumstances_category, write as write_answer};
pub(crate) use exchange::documents;
pub use interview::{InterviewView, OfferLine};
pub(crate) use sign::{answered as answered_by_paper, asked_by as permission_of, own_title, title as permission_title};
pub(crate) use told::gone;
pub use told::{Gone, ToldLine, WithdrawalLine};
pub use views::{AnswerLine, ConsentsView};

use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::look::Look;
use crate::views::ConsentLine;
use messages::OwnWords;
use notice::model::{Flow, Who};
use notice::source::{Gate, Recall};
use store::{Consent, ConsentState, Tx};

/// What the notice asks the person's consent for, recipient by recipient, and where each stands on a case. Bodies of open
/// classes are asked about once they work on the case.
pub(crate) fn lines(tx: &mut Tx<'_>, look: &Look) -> Result<Vec<ConsentLine>, AppError> {
    let held = tx.consents(look.case.id)?;
    lines_of(tx, look, &held, |_, _| true)
}

/// The same, of what was answered when the case was looked at.
pub(crate) fn answered(tx: &mut Tx<'_>, look: &Look) -> Result<Vec<ConsentLine>, AppError> {
    let held = &look.answers;
    if held.is_empty() {
        return Ok(Vec::new());
    }
    lines_of(tx, look, held, |party, purpose| held.iter().any(|c| c.party == party && c.purpose == purpose))
}

fn lines_of(
    tx: &mut Tx<'_>,
    look: &Look,
    held: &[Consent],
    wanted: impl Fn(&str, &str) -> bool,
) -> Result<Vec<ConsentLine>, AppError> {
    let linked: Vec<&str> = look.parties.iter().map(|p| p.party.as_str()).collect();
    let compiled = &look.notice.compiled;
    let mut lines: Vec<ConsentLine> = Vec::new();
    for flow in &compiled.flows {
        let Some(need) = &flow.consent else { continue };
        if !flow.services.is_empty() && !flow.services.contains(&look.case.service) {
            continue;
        }
        let Some(purpose) = compiled.purposes.get(usize::from(flow.purpose.0)) else { continue };
        let mut recipients = if need.per_recipient { recipients(look, flow, &linked) } else { vec![String::new()] };
        recipients.retain(|party| wanted(party, &purpose.id));
        if recipients.is_empty() {
            continue;
        }
        let categories: Vec<&notice::model::CategoryInfo> =
            flow.categories.iter().filter_map(|c| compiled.categories.get(usize::from(c.0))).collect();
        for party in recipients {
            // One question for a recipient and purpose, however many statements of the notice speak of the two.
            if let Some(line) = lines.iter_mut().find(|l| l.party == party && l.purpose == purpose.id) {
                for category in &categories {
                    if !line.category_ids.contains(&category.id) {
                        line.category_ids.push(category.id.clone());
                        line.categories.push(category.label.clone());
                    }
                }
                line.explicit |= need.explicit;
                line.cannot_recall |= flow.recall == Recall::Impossible;
                line.ask_at = line.ask_at.take().or_else(|| need.ask_at.clone());
                continue;
            }
            let standing = held.iter().find(|c| c.party == party && c.purpose == purpose.id);
            lines.push(ConsentLine {
                name: if party.is_empty() {
                    "Everybody that this is for".to_owned()
                } else {
                    recipient_name(tx, &look.notice, &party)?
                },
                own_notice: own_notice(look, &party),
                discreet: look.notice.is_discreet_body(&party),
                party,
                purpose: purpose.id.clone(),
                purpose_words: purpose.label.clone(),
                categories: categories.iter().map(|c| c.label.clone()).collect(),
                category_ids: categories.iter().map(|c| c.id.clone()).collect(),
                state: match standing {
                    None => "not-asked",
                    Some(c) if c.state == ConsentState::Given && c.expires_on.is_some_and(|on| on < look.today) => {
                        "run-out"
                    }
                    Some(c) => c.state.id(),
                },
                at: standing.map(|c| c.recorded_at),
                until: standing.and_then(|c| c.expires_on),
                ask_at: need.ask_at.clone(),
                lawful_basis: need.lawful_basis,
                explicit: need.explicit,
                cannot_recall: flow.recall == Recall::Impossible,
                statement: look.statement(&flow.statement.0),
            });
        }
    }
    Ok(lines)
}

/// The recipients of a flow by key: named parties, members of closed classes, enrolled bodies that work on the case.
fn recipients(look: &Look, flow: &Flow, linked: &[&str]) -> Vec<String> {
    let mut keys = Vec::new();
    for who in &flow.to {
        match who {
            Who::Party(id) => keys.push(id.clone()),
            Who::Class(class) => {
                for principal in &look.notice.compiled.principals {
                    if let notice::model::Principal::Party { id, classes, .. } = principal
                        && classes.contains(class)
                    {
                        keys.push(id.clone());
                    }
                }
                let enrolled = format!("class:{class}/");
                keys.extend(linked.iter().filter(|l| l.starts_with(&enrolled)).map(|l| (*l).to_owned()));
            }
            Who::Role(_) | Who::Subject | Who::Anybody => {}
        }
    }
    keys
}

/// The address of a recipient's own privacy notice, where the notice gives one.
fn own_notice(look: &Look, party: &str) -> String {
    let party = look.notice.compiled.merged.party.get(party);
    party.and_then(|p| p.own_notice.clone()).unwrap_or_default()
}

/// How the notice says that a consent is withdrawn, in the words of a language.
pub(crate) fn how_to_withdraw(look: &Look, statement: &str, language: &str) -> String {
    let words = OwnWords::of(language);
    let merged = &look.notice.compiled.merged;
    let name = statement.rsplit('.').next().unwrap_or_default();
    let contact = merged.disclose.get(name).and_then(|d| contact_of(&d.gate)).and_then(|id| merged.contact.get(id));
    let Some(contact) = contact else {
        return words.withdraw_plain.clone();
    };
    let ways: Vec<&str> =
        [&contact.email, &contact.phone, &contact.post].into_iter().flatten().map(String::as_str).collect();
    let ways = if ways.is_empty() { String::new() } else { format!(" ({})", ways.join(", ")) };
    words.withdraw_contact.replace("{contact}", &format!("{}{ways}", contact.label))
}

fn contact_of(gate: &Gate) -> Option<&str> {
    match gate {
        Gate::Consent(consent) => consent.withdraw.as_deref(),
        Gate::Any(gates) | Gate::All(gates) => gates.iter().find_map(contact_of),
        _ => None,
    }
}
