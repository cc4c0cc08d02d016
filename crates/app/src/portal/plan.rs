//! The person's plan, as far as it is on record: what the part of the record says that is the plan, and the papers in which it was
//! agreed.

use super::steps::{MyStep, is_list, steps};
use super::view::{my_case, record, told_of};
use super::{Me, MyCase, looks};
use crate::App;
use crate::cases::parts::{names, section_view};
use crate::error::AppError;
use crate::look::Look;
use crate::papers::{MyPaper, papers_about};
use crate::shares::{Went, served, went_in};
use crate::views::{Item, SectionView};
use notice::model::CategoryIx;

/// The category of a notice that is the plan.
pub(super) const PLAN: &str = "plan";
/// Where a notice has no such category: the answer, within another, that is.
pub(super) const ANSWER: &str = "support-plan";

/// The plan in one case.
pub struct MyPlan {
    /// The case.
    pub case: MyCase,
    /// What the record says.
    pub sections: Vec<SectionView>,
    /// Its steps, each with what was said of it.
    pub steps: Vec<MyStep>,
    /// The papers that tell of it, those that wait to be signed first.
    pub papers: Vec<MyPaper>,
}

/// Whether a category is the plan, or has it as an answer.
pub(super) fn is_plan(look: &Look, category: CategoryIx) -> bool {
    let info = look.notice.compiled.categories.get(usize::from(category.0));
    info.is_some_and(|i| i.id == PLAN || i.fields.iter().any(|f| f.id == ANSWER))
}

impl App {
    /// The person's plan, by case. It is decided and recorded like any other look.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_plan(&self, me: &Me) -> Result<Vec<MyPlan>, AppError> {
        let me = me.clone();
        self.act(&me.caller(self.inner.authority), "own plan", move |tx, inner| {
            let mut all = Vec::new();
            for (actor, look) in looks(tx, inner, &me)? {
                let mut asks = me.asks(&look);
                asks.retain(|category| is_plan(&look, *category));
                let ids: Vec<&str> = asks.iter().map(|c| look.notice.category_id(*c)).collect();
                let sections = tx.sections_of(&[look.case.id], &ids)?;
                let (recorded, ring) = record(tx, (&actor, &look), &asks, &sections, "own plan")?;
                let people = names(tx, inner, &sections, None)?;
                let mut serving = served(tx, &look, &recorded)?;
                if !serving.is_empty() {
                    let told = told_of(tx, &me, &look, &ring)?;
                    serving.retain_mut(|s| {
                        let known = told.iter().find(|g| went_in(&g.detail) == Some(Went::Share(s.by.id)));
                        // A body that is not named on these pages is not named here either.
                        if known.is_some_and(|g| look.notice.is_discreet_body(&g.party)) {
                            s.by.to.clear();
                        }
                        known.is_some()
                    });
                }
                let (mut views, mut all_steps) = (Vec::new(), Vec::new());
                for category in asks {
                    let mut view = section_view(&look, &recorded, category, &sections, &ring, &people, false)?;
                    if view.category != PLAN {
                        view.content = view.content.map(|content| content.without(|field| field != ANSWER));
                        view.fields = view.fields.iter().filter(|f| f.id == ANSWER).cloned().collect();
                    }
                    let steps = steps(tx, (&actor, &look), (&view.category, &view.content), &serving)?;
                    let says = match &view.content {
                        Item::Released(content) => !content.get().fields.is_empty(),
                        Item::Withheld(_) | Item::Erased => true,
                        Item::Empty => false,
                    };
                    if says {
                        // What is shown step by step is not shown a second time.
                        if !steps.is_empty() {
                            view.content = view.content.map(|content| content.without(is_list));
                        }
                        all_steps.extend(steps);
                        views.push(view);
                    }
                }
                let papers = papers_about(tx, &me, (&actor, &look), PLAN)?;
                all.push(MyPlan { case: my_case(&look), sections: views, steps: all_steps, papers });
            }
            Ok(all)
        })
    }
}
