//! What originators have agreed to: writing it down, looking at it, taking it back.

use super::share::{again, codes, link, term};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, content_rows, field, read_day};
use crate::handlers::consent::button;
use crate::show;
use crate::tabs::head;
use app::{ASKED_BECAUSE, NewOriginatorAsk, NewWord, OriginatorAskLine, OriginatorAskState, WORD_REFUSALS, WordLine};
use kernel::CaseId;
use pages::Tone;
use pages::form::{Choice, Control, FormState};
use pages::share::{ShareAct, SharePage};
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
        vec![
            link("Ask whoever gave it", format!("/cases/{case}/sharing/originators/ask")),
            link("Write down that they agree", format!("/cases/{case}/sharing/originators/new")),
        ]
    } else {
        Vec::new()
    };
    let page = Sheet {
        heading: "What originators agree to".to_owned(),
        back: Some(link("Sharing", format!("/cases/{case}/sharing"))),
        lede: vec![
            "What the police, probation or others gave on condition goes to nobody until they agree. Ask them at their desk here, or by hand, and write down who agreed, to what, for whom and until when: for exactly that it is shown, if everything else that the notice asks for is so.".to_owned(),
        ],
        actions,
        groups: vec![
            Group {
                id: "asked".to_owned(),
                heading: "Asked at their desk".to_owned(),
                empty: "Nobody was asked.".to_owned(),
                cards: view.asked.into_iter().map(|l| asked_card(case, l)).collect(),
            },
            Group {
                id: "words".to_owned(),
                heading: "On record".to_owned(),
                empty: "Nobody has agreed to anything yet.".to_owned(),
                cards: view.lines.into_iter().map(|l| card(case, l)).collect(),
            },
        ],
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

fn state_tag(line: &OriginatorAskLine) -> pages::StateTag {
    match line.state {
        OriginatorAskState::Asked if line.late => show::tag("Late", Tone::Bad),
        OriginatorAskState::Asked => show::tag("Waits for an answer", Tone::Warn),
        OriginatorAskState::Agreed => show::tag("Agreed", Tone::Good),
        OriginatorAskState::Refused => show::tag("Not agreed", Tone::Plain),
        OriginatorAskState::TakenBack => show::tag("Taken back", Tone::Plain),
    }
}

fn asked_lines(line: &OriginatorAskLine) -> Vec<String> {
    let [category, party, purpose, why] = &line.what;
    let mut lines = vec![
        format!("{category}: {}", line.items.join(", ")),
        format!("To {party}, for: {purpose}"),
        format!("{why}. Until {}", show::date(line.until_on)),
        format!("Asked by {} on {}", line.asked.0, line.asked.1.words()),
    ];
    if line.state == OriginatorAskState::Asked {
        lines.push(format!("An answer is asked for by {}", show::date(line.answer_by)));
    }
    lines.extend(line.answered.as_ref().map(|(by, at)| format!("Answered by {by} on {}", at.words())));
    lines.extend(line.refusal.iter().map(|why| format!("They do not agree: {why}")));
    lines
}

/// A request on the case's own page.
fn asked_card(case: CaseId, mut line: OriginatorAskLine) -> Card {
    let mut buttons = Vec::new();
    if line.state == OriginatorAskState::Asked {
        let action = format!("/cases/{case}/sharing/originators/asked/{}/back", line.id);
        buttons.push(button("Take it back", &line.originator, action));
    }
    let said: Vec<_> = std::mem::take(&mut line.said).into_iter().filter_map(content_rows).collect();
    let rows = disclosure::Disclosed::all(said).map(|all| all.concat());
    Card {
        title: line.originator.clone(),
        tags: vec![state_tag(&line)],
        lines: asked_lines(&line),
        rows: Some(rows),
        buttons,
        ..Card::default()
    }
}

fn show_ask(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().originator_ask_form(ask.actor()?, case)?;
    let fine = form.is_fine();
    let of = |list: Vec<(String, String)>| -> Vec<Choice> { list.into_iter().map(|(v, l)| choice(v, l)).collect() };
    let pick = |name: &str, label: &str, list| field(ask, &form, name, label, Control::Choice).options(list);
    let mut lede = vec![
        "They find it on their desk: what of the record it is, to whom it is to go, for what and until when, with their own reference. Nothing of it names the person.".to_owned(),
    ];
    if view.whom.is_empty() {
        lede.push("Nobody who gives something has a desk here: ask by hand, and write their answer down.".to_owned());
    }
    let fields = vec![
        pick("whom", "Who gave it?", of(view.whom)),
        pick("category", "What did they give?", of(view.choices.categories)),
        pick("party", "To whom is it to go?", of(view.choices.parties)),
        pick("purpose", "What for?", of(view.choices.purposes)),
        pick("why", "Why is it needed?", codes(ASKED_BECAUSE)),
        field(ask, &form, "reference", "Their own reference of what they gave", Control::Text)
            .hint("Leave it empty where it stands with what they gave. They read it: write nothing else.")
            .optional(),
        field(ask, &form, "until", "Until when is it to count?", Control::Date),
    ];
    let page = PlainForm {
        heading: "Ask whoever gave it".to_owned(),
        lede,
        action: format!("/cases/{case}/sharing/originators/ask"),
        back: link("What originators agree to", format!("/cases/{case}/sharing/originators")),
        fields,
        button: "Ask".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn ask_page(ask: &Ask) -> Result<Answer, Failure> {
    show_ask(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn ask_again(ask: &Ask) -> Result<Answer, Failure> {
    show_ask(ask, stale())
}

/// Asks them.
pub(crate) fn ask_them(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let mut form = FormState::default();
    let until_on = read_day(ask, &mut form, "until", "The last day");
    let text = |name: &str| ask.field(name).to_owned();
    let new = NewOriginatorAsk {
        category: text("category"),
        whom: text("whom"),
        party: text("party"),
        purpose: text("purpose"),
        why: text("why"),
        reference: text("reference"),
        until_on,
    };
    match ask.app().ask_originator(ask.actor()?, case, &new) {
        Ok(_) => Ok(Answer::next(format!("/cases/{case}/sharing/originators")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| show_ask(ask, form)),
    }
}

fn the_word(ask: &Ask) -> Result<kernel::AttachmentId, Failure> {
    ask.param("word").parse().map_err(|_| Failure::not_found())
}

/// Takes a request back.
pub(crate) fn take_back(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    ask.app().take_back_originator_ask(ask.actor()?, case, the_word(ask)?)?;
    Ok(Answer::next(format!("/cases/{case}/sharing/originators")).saying(Said::ShareChanged))
}

/// What the body is asked, as a group of its desk; none where it never was.
pub(super) fn desk_group(ask: &Ask) -> Result<Option<Group>, Failure> {
    let lines = ask.app().originator_desk(ask.actor()?)?;
    let card = |line: OriginatorAskLine| Card {
        title: line.service.clone(),
        reference: line.reference.clone(),
        href: Some(format!("/words/{}", line.id)),
        tags: vec![state_tag(&line)],
        lines: asked_lines(&line),
        ..Card::default()
    };
    Ok((!lines.is_empty()).then(|| Group {
        id: "words".to_owned(),
        heading: "May it be passed on?".to_owned(),
        empty: String::new(),
        cards: lines.into_iter().map(card).collect(),
    }))
}

fn show_desk(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = the_word(ask)?;
    let view = ask.app().originator_desk_item(ask.actor()?, id)?;
    let line = &view.line;
    let action = format!("/words/{id}");
    let [category, party, purpose, why] = line.what.clone();
    let mut facts = vec![
        term("Case", vec![line.reference.clone()]),
        term("Your reference", vec![view.their_reference.expose().clone()]),
        term("Part of the record", vec![category]),
        term("What came from you", line.items.clone()),
        term("To whom", vec![party.clone()]),
        term("What for", vec![purpose]),
        term("Why", vec![why]),
        term("Until", vec![show::date(line.until_on)]),
        term("Asked", vec![format!("{}, {}", line.asked.0, line.asked.1.words())]),
    ];
    facts.push(term("An answer is asked for by", vec![show::date(line.answer_by)]));
    facts.extend(line.answered.as_ref().map(|(by, at)| term("Answered", vec![format!("{by}, {}", at.words())])));
    facts.extend(line.refusal.iter().map(|why| term("You do not agree", vec![why.clone()])));
    let act = |name: &str, heading: &str, fields, button: &str| ShareAct {
        id: name.to_owned(),
        heading: heading.to_owned(),
        words: Vec::new(),
        action: action.clone(),
        hidden: vec![("do".to_owned(), name.to_owned())],
        fields,
        button: button.to_owned(),
        warns: false,
    };
    let mut acts = Vec::new();
    if line.state == OriginatorAskState::Asked {
        let until = pages::form::Entered::date(
            line.until_on.day().to_string(),
            line.until_on.month().to_string(),
            line.until_on.year().to_string(),
        );
        let more = |name: &str| field(ask, &form, name, "Anything to add", Control::LongText).optional();
        let agree = vec![
            field(ask, &form, "until", "Until when do you agree?", Control::Date)
                .hint("Not after the day that is asked for")
                .standing(ask, until),
            more("more"),
        ];
        acts.push(act("agree", "Agree", agree, "We agree"));
        let refuse = vec![
            field(ask, &form, "refusal", "Why do you not agree?", Control::Choice).options(codes(WORD_REFUSALS)),
            more("more-refuse"),
        ];
        acts.push(act("refuse", "Do not agree", refuse, "We do not agree"));
    }
    let tags = vec![state_tag(line)];
    let fine = form.is_fine();
    let page = SharePage {
        heading: "May it be passed on?".to_owned(),
        back: Some(link("Your desk", "/desk".to_owned())),
        tags,
        lede: vec![format!(
            "You gave the council something on condition that you agree before it goes on. It asks whether {party} may have it: nothing of it goes unless you agree."
        )],
        facts,
        acts,
        form,
        ..SharePage::default()
    };
    ask.form_page(&page, fine)
}

/// One of them.
pub(crate) fn desk_page(ask: &Ask) -> Result<Answer, Failure> {
    show_desk(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn desk_again(ask: &Ask) -> Result<Answer, Failure> {
    show_desk(ask, stale())
}

/// They agree, or do not.
pub(crate) fn desk_answer(ask: &Ask) -> Result<Answer, Failure> {
    let id = the_word(ask)?;
    let agrees = ask.field("do") == "agree";
    let mut form = FormState::default();
    let until = if agrees { read_day(ask, &mut form, "until", "The last day") } else { None };
    let answer = if agrees { Ok(until) } else { Err(ask.field("refusal")) };
    let more = ask.field(if agrees { "more" } else { "more-refuse" });
    match ask.app().answer_as_originator(ask.actor()?, id, answer, more) {
        Ok(()) => Ok(Answer::next(format!("/words/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| show_desk(ask, form)),
    }
}
