//! A permission that is signed: the very words of the question as a paper, signed as any other; the signature is the yes, and is on
//! record as one from that moment.

use super::answer::{Circumstances, ConsentAnswer, NewAnswer};
use super::lines;
use crate::App;
use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::{recipient_name, ring};
use crate::error::AppError;
use crate::look::Look;
use crate::messages::{Letterhead, writable};
use crate::notices::Published;
use crate::papers::{PaperOf, PaperState, Way, Words, drafted};
use crate::views::Item;
use data_encoding::HEXLOWER;
use kernel::{CaseId, PaperId};
use ledger::Action;
use messages::OwnWords;
use notice::model::Act;
use sha2::{Digest, Sha256};
use store::{Paper, PaperSigner, Side, Tx};

/// What the template of such a paper begins with: `consent|recipient|purpose@version`.
const TEMPLATE: &str = "consent|";

/// What a paper about a body is called that is not to be named where others may look.
const QUIET: &str = "A permission";

/// The recipient and purpose of a paper that asks a permission.
pub(crate) fn asked_by(template: &str) -> Option<(&str, &str)> {
    template.split('@').next()?.strip_prefix(TEMPLATE)?.split_once('|')
}

/// What such a paper is called.
pub(crate) fn title(tx: &mut Tx<'_>, notice: &Published, party: &str) -> Result<String, AppError> {
    let name =
        if party.is_empty() { "everybody that it is for".to_owned() } else { recipient_name(tx, notice, party)? };
    Ok(format!("Permission to share with {name}"))
}

/// What it is called where others may look over the person's shoulder: on their own page, and as the title of its file. Who it is to
/// share with stands in its text, for whoever opens it.
pub(crate) fn own_title(tx: &mut Tx<'_>, notice: &Published, party: &str) -> Result<String, AppError> {
    if notice.is_discreet_body(party) { Ok(QUIET.to_owned()) } else { title(tx, notice, party) }
}

impl App {
    /// Writes a permission as a paper to be signed, in the very words of the question. It is presented and signed as any other.
    ///
    /// # Errors
    /// `NotFound` when the actor may not write to the person; `Refused` when the notice asks no permission for this recipient and
    /// purpose, the case is closed, or the actor may not see the name.
    pub fn write_consent_paper(
        &self,
        actor: &Actor,
        case: CaseId,
        (party, purpose): (&str, &str),
        council: &str,
    ) -> Result<PaperId, AppError> {
        let (actor, party, purpose) = (actor.clone(), party.to_owned(), purpose.to_owned());
        let council = council.to_owned();
        self.act(&actor.caller.clone(), "write consent paper", move |tx, inner| {
            let refused = |words: &str| AppError::Refused(words.to_owned());
            let look = writable(tx, inner, &actor, case)?;
            if !look.is_open() {
                return Err(refused("The case is closed: open it again to record a new permission"));
            }
            let asked = lines(tx, &look)?.into_iter().find(|l| l.party == party && l.purpose == purpose);
            let asked =
                asked.ok_or_else(|| refused("The notice asks no permission for this organisation and purpose"))?;
            let named = look.notice.well_known.name.as_ref().map(|(category, _)| *category);
            let category = named.ok_or_else(|| refused("The forms of this service hold no name"))?;
            let sections = tx.sections_of(&[case], &[look.notice.category_id(category)])?;
            let class = look.notice.class_in(category, case);
            let keys = ring(tx, &look, &sections)?;
            let template = format!("{TEMPLATE}{party}|{purpose}@{}", look.notice.compiled.version);
            let detail = format!("wrote the paper {template} to be signed");
            let recorded = look.record(tx, &actor, look.decide(Act::See, &[category]), Action::Edit, &keys, &detail)?;
            let Item::Released(name) = look.name(&recorded, &sections, &keys)? else {
                return Err(refused("You may not see the name, or there is none: a permission names who gives it"));
            };
            let day = clocks::date_words(look.today);
            let head = Letterhead::of(&look, &council, name.get().clone(), &day);
            let words = Words {
                title: own_title(tx, &look.notice, &party)?,
                body: asked.wording(),
                agree: OwnWords::of("").agree.clone(),
                name: head.name,
                from: head.from,
                reference: head.reference,
                day: head.day,
                notice: String::new(),
            };
            let of = PaperOf {
                case: Some(case),
                agreement: None,
                person: look.case.person,
                template,
                categories: vec![look.notice.category_id(category).to_owned()],
                record_class: class,
            };
            let paper = drafted(tx, &actor, &words, of)?;
            tx.insert_paper_signer(&PaperSigner::waiting(paper.id, 0, Side::Subject))?;
            Ok(paper.id)
        })
    }
}

/// What was signed or not is the answer, from this moment.
pub(crate) fn answered(
    (tx, inner): (&mut Tx<'_>, &Inner),
    (actor, look): (&Actor, &Look),
    paper: &Paper,
    words: &Words,
    (way, circumstances): (Way, Circumstances),
) -> Result<(), AppError> {
    let Some((party, purpose)) = asked_by(&paper.template) else { return Ok(()) };
    let answer = match paper.state {
        PaperState::Signed => ConsentAnswer::Given,
        PaperState::Declined => ConsentAnswer::Refused,
        _ => return Ok(()),
    };
    let (method, by) = match way {
        Way::InPerson(by) => ("in-person", Some(by)),
        Way::ByPhone(by) => ("by-phone", Some(by)),
        _ => ("online", None),
    };
    let mut new = NewAnswer::now(party, purpose, answer, method);
    new.shown = Some(HEXLOWER.encode(&Sha256::digest(words.body.as_bytes())));
    new.own_notice_version = format!("as it stood on {}", look.today);
    new.circumstances = circumstances;
    super::write_answer((tx, inner), actor, look, look.decide(Act::See, &[]), by, &new)
}
