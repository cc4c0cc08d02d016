//! The plan on the person's own page: what is on record of it, the papers in which it was agreed, and the way to ask for a change.

use super::me::{case_heading, link, me, page as portal_page, section_card, words};
use super::own_papers::read;
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use pages::portal::PortalGroup;

/// The plan.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let (w, who) = (words(ask), me(ask)?);
    let mut page = portal_page(ask, "/me/plan", w.say("plan"));
    page.lede = vec![w.say("plan-lede")];
    for plan in ask.app().my_plan(who)? {
        let heading = case_heading(w, &plan.case);
        let mut cards: Vec<_> = plan.sections.into_iter().map(|s| section_card(w, &plan.case, s)).collect();
        cards.extend(plan.papers.into_iter().map(|paper| read(ask, paper.line, paper.says)));
        page.groups.push(PortalGroup { heading, empty: w.say("plan-none"), cards });
    }
    page.links = vec![link(w.say("plan-dates"), "/me")];
    page.links.push(link(w.say("plan-change"), "/me/ask"));
    ask.page(&page)
}
