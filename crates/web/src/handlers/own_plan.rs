//! The plan on the person's own page: what is on record of it, the papers in which it was agreed, and the way to ask for a change.

use super::me::{case_heading, field, link, me, page as portal_page, section_card, words};
use super::own_papers::read;
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use app::{AppError, MyStep, OfStep, SaidState, SaysOf};
use casework::identifier::NI_NUMBER_IN_TEXT;
use disclosure::Disclosed;
use kernel::CaseId;
use pages::form::FormState;
use pages::portal::{PortalCard, PortalForm, PortalGroup};
use pages::{Row, Typed};

/// The plan.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let (w, who) = (words(ask), me(ask)?);
    let mut page = portal_page(ask, "/me/plan", w.say("plan"));
    page.lede = vec![w.say("plan-lede")];
    for plan in ask.app().my_plan(who)? {
        let heading = case_heading(w, &plan.case);
        let mut cards: Vec<_> = plan.sections.into_iter().map(|s| section_card(w, &plan.case, s)).collect();
        cards.extend(plan.steps.into_iter().map(|step| step_card(ask, plan.case.id, step)));
        cards.extend(plan.papers.into_iter().map(|paper| read(ask, paper.line, paper.says)));
        page.groups.push(PortalGroup { heading, empty: w.say("plan-none"), cards });
    }
    page.said = (ask.query("said") == "yes").then(|| w.say("step-said"));
    page.links = vec![link(w.say("plan-dates"), "/me")];
    page.links.push(link(w.say("plan-change"), "/me/ask"));
    ask.page(&page)
}

fn address(case: CaseId, step: &MyStep) -> String {
    format!("/me/plan/{case}/{}/{}", step.list, step.row)
}

/// A step, with what was said of it.
fn step_card(ask: &Ask, case: CaseId, step: MyStep) -> PortalCard {
    let w = words(ask);
    let title = w.say(if step.mine { "step-mine" } else { "step-ours" });
    let mut card = PortalCard { title, tone: "plain", ..PortalCard::default() };
    let state = step.said.as_ref().map(|said| (said.state, said.says));
    (card.tag, card.tone) = match (step.done, state) {
        (Some(_), _) | (None, Some((SaidState::Confirmed, _))) => (w.say("step-done"), "good"),
        (None, Some((SaidState::Waits, SaysOf::Done))) => (w.say("step-said-done"), "warn"),
        (None, Some((SaidState::Waits, SaysOf::Stuck))) => (w.say("step-said-stuck"), "warn"),
        (None, Some((SaidState::Answered, _))) => (w.say("step-answered"), "warn"),
        (None, _) => (w.say("step-open"), "plain"),
    };
    card.lines.extend(step.by.filter(|_| step.done.is_none()).map(|by| w.fill("date-by", &[("when", &w.day(by))])));
    card.lines.extend(step.done.map(|on| w.fill("step-done-on", &[("when", &w.day(on))])));
    for referral in &step.referrals {
        let who = if referral.to.is_empty() { w.say("consent-quiet") } else { referral.to.clone() };
        card.lines.push(w.fill("step-referred", &[("who", &who), ("when", &w.moment(referral.asked_at))]));
        card.lines.push(w.say(&format!("step-referral-{}", referral.state.id())));
    }
    if step.can_say {
        card.links.push(link(w.say("step-say"), address(case, &step)));
    }
    let row = |key: &str, text: String| Row { label: w.say(key), text, ..Row::default() };
    let what = step.step.map(|text| vec![row("step-what", text)]);
    let said = step.said.map(|said| {
        said.content.map(|content| {
            [("text", "step-words"), ("answer", "step-answer")]
                .into_iter()
                .filter_map(|(field, key)| Some(row(key, content.get(field)?.to_owned())))
                .collect::<Vec<_>>()
        })
    });
    card.rows = Some(Disclosed::all(std::iter::once(what).chain(said).collect()).map(|all| all.concat()));
    card
}

fn which(ask: &Ask) -> Result<(CaseId, String, usize), Failure> {
    let row = ask.param("row").parse().map_err(|_| Failure::not_found())?;
    Ok((ask.case()?, ask.param("list").to_owned(), row))
}

fn show_step(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let w = words(ask);
    let (case, list, row) = which(ask)?;
    let plan = ask.app().my_plan(me(ask)?)?.into_iter().find(|p| p.case.id == case).ok_or_else(Failure::not_found)?;
    let step = plan.steps.into_iter().find(|s| s.list == list && s.row == row && s.can_say);
    let step = step.ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let mut page = portal_page(ask, "/me/plan", w.say("step-say"));
    let mut says = field("says", "choice", w.say("step-legend"), String::new(), &form);
    says.options = vec![("done".to_owned(), w.say("step-is-done")), ("stuck".to_owned(), w.say("step-is-stuck"))];
    says.typed = vec![Typed(ask.field("says").to_owned())];
    let mut long = field("words", "long", w.say("step-more"), w.say("step-more-hint"), &form);
    long.typed = vec![Typed(ask.field("words").to_owned())];
    page.below = vec![PortalForm {
        action: address(case, &step),
        hidden: vec![("shown".to_owned(), step.shown.clone())],
        fields: vec![says, long],
        button: w.say("step-send"),
    }];
    let mut card = step_card(ask, case, step);
    card.links.clear();
    page.groups = vec![PortalGroup { heading: String::new(), empty: String::new(), cards: vec![card] }];
    page.links = vec![link(w.say("plan"), "/me/plan")];
    page.form = form;
    ask.form_page(&page, fine)
}

/// One step, and what one can say of it.
pub(crate) fn step_page(ask: &Ask) -> Result<Answer, Failure> {
    show_step(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_step(ask, FormState::wrong("", &words(ask).say("stale")))
}

/// Says that it is done, or what is in the way.
pub(crate) fn say(ask: &Ask) -> Result<Answer, Failure> {
    let w = words(ask);
    let (case, list, row) = which(ask)?;
    let Some(says) = SaysOf::parse(ask.field("says")) else {
        return show_step(ask, FormState::wrong("says", &w.say("step-choose")));
    };
    let of = OfStep { list: &list, row, shown: ask.field("shown"), says, words: ask.field("words") };
    match ask.app().say_of_step(me(ask)?, case, &of) {
        Ok(()) => Ok(Answer::next("/me/plan?said=yes")),
        Err(AppError::Form(wrong)) if wrong.fields.iter().any(|f| f.words == NI_NUMBER_IN_TEXT) => {
            show_step(ask, FormState::wrong("words", &w.say("give-number-in-words")))
        }
        Err(AppError::Form(_)) => show_step(ask, FormState::wrong("words", &w.say("step-words-missing"))),
        Err(AppError::Refused(_)) => show_step(ask, FormState::wrong("", &w.say("step-changed"))),
        Err(error) => Err(error.into()),
    }
}

/// The dates ahead, for the calendar of a telephone. Nothing in the file says of what or with whom.
pub(crate) fn calendar(ask: &Ask) -> Result<Answer, Failure> {
    let text = ask.app().my_calendar(me(ask)?, &words(ask).say("calendar-event"))?;
    Ok(Answer::document("text/calendar; charset=utf-8", "dates.ics", text).download())
}
