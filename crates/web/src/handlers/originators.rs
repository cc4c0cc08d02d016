//! What originators have agreed to: writing it down, looking at it, taking it back.

use super::share::{again, link};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, content_rows, field, read_day};
use crate::handlers::consent::button;
use crate::show;
use crate::tabs::head;
use app::{NewWord, WordLine};
use kernel::CaseId;
use pages::Tone;
use pages::form::{Choice, Control, FormState};
use pages::sheet::{Card, Group, Sheet};
use pages::work::PlainForm;

fn card(case: CaseId, line: WordLine) -> Card {
    let [category, source, party, purpose] = line.what;
    let (words, tone) = match (line.counts, line.ended_at) {
        (true, _) => ("Counts", Tone::Good),
        (false, Some(_)) => ("Taken back", Tone::Plain),
        (false, None) => ("Its time is over", Tone::Plain),
    };
    let mut lines = vec![
        format!("What: {category}, given by {source}"),
        format!("For: {purpose}"),
        format!("Agreed on {}; counts until {}", show::date(line.days.0), show::date(line.days.1)),
        format!("Written down by {} on {}", line.recorded.0, line.recorded.1.words()),
    ];
    lines.extend(line.ended_at.map(|at| format!("Taken back {}", at.words())));
    let mut buttons = Vec::new();
    if line.counts {
        let action = format!("/cases/{case}/sharing/originators/{}/end", line.id);
        buttons.push(button("They no longer agree", &party, action));
    }
    Card {
        title: party,
        tags: vec![show::tag(words, tone)],
        lines,
        rows: content_rows(line.said),
        buttons,
        ..Card::default()
    }
}

/// What originators have agreed to.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().originator_words(ask.actor()?, case)?;
    let actions = if view.top.open {
        vec![link("Write down that they agree", format!("/cases/{case}/sharing/originators/new"))]
    } else {
        Vec::new()
    };
    let page = Sheet {
        heading: "What originators agree to".to_owned(),
        back: Some(link("Sharing", format!("/cases/{case}/sharing"))),
        lede: vec![
            "What the police, probation or others gave on condition goes to nobody until they agree. Ask them, and write down who agreed, to what, for whom and until when: for exactly that it is shown, if everything else that the notice asks for is so.".to_owned(),
        ],
        actions,
        groups: vec![Group {
            id: "words".to_owned(),
            heading: "On record".to_owned(),
            empty: "Nobody has agreed to anything yet.".to_owned(),
            cards: view.lines.into_iter().map(|l| card(case, l)).collect(),
        }],
        case: Some(head(view.top, "sharing")),
        ..Sheet::default()
    };
    ask.page(&page)
}

fn show_new(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().originator_words(ask.actor()?, case)?;
    let fine = form.is_fine();
    let of = |list: Vec<(String, String)>| -> Vec<Choice> { list.into_iter().map(|(v, l)| choice(v, l)).collect() };
    let pick = |name: &str, label: &str, list| field(ask, &form, name, label, Control::Choice).options(of(list));
    let choices = view.choices;
    let fields = vec![
        pick("source", "Who gave it?", choices.sources),
        pick("category", "What did they give?", choices.categories),
        pick("party", "To whom may it go?", choices.parties),
        pick("purpose", "What for?", choices.purposes),
        field(ask, &form, "by", "Who agreed, and as what?", Control::Text)
            .hint("For example: Sergeant Example, Example Police"),
        field(ask, &form, "reference", "Under which reference?", Control::Text).optional(),
        field(ask, &form, "agreed", "When did they agree?", Control::Date),
        field(ask, &form, "until", "What is the last day on which it counts?", Control::Date),
    ];
    let page = PlainForm {
        heading: "Write down that they agree".to_owned(),
        lede: vec!["Ask whoever gave it first. A manager’s approval does not take the place of their word.".to_owned()],
        action: format!("/cases/{case}/sharing/originators/new"),
        back: link("What originators agree to", format!("/cases/{case}/sharing/originators")),
        fields,
        button: "Write it down".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn new_page(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn new_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale())
}

/// Writes it down.
pub(crate) fn new(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let mut form = FormState::default();
    let agreed_on = read_day(ask, &mut form, "agreed", "The day on which they agreed");
    let until_on = read_day(ask, &mut form, "until", "The last day");
    let text = |name: &str| ask.field(name).to_owned();
    let new = NewWord {
        category: text("category"),
        source: text("source"),
        party: text("party"),
        purpose: text("purpose"),
        by: text("by"),
        reference: text("reference"),
        agreed_on,
        until_on,
    };
    match ask.app().record_originator_word(ask.actor()?, case, &new) {
        Ok(_) => Ok(Answer::next(format!("/cases/{case}/sharing/originators")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| show_new(ask, form)),
    }
}

/// Takes it back.
pub(crate) fn end(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let id = ask.param("word").parse().map_err(|_| Failure::not_found())?;
    ask.app().end_originator_word(ask.actor()?, case, id)?;
    Ok(Answer::next(format!("/cases/{case}/sharing/originators")).saying(Said::ShareChanged))
}
