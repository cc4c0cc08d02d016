//! The person's plan, as far as it is on record: what the part of the record says that is the plan, and the papers in which it was
//! agreed.

use super::view::{my_case, record};
use super::{Me, MyCase, looks};
use crate::App;
use crate::cases::parts::{names, section_view};
use crate::error::AppError;
use crate::papers::{MyPaper, papers_about};
use crate::views::{Item, SectionView};

/// The category of a notice that is the plan.
const PLAN: &str = "plan";
/// Where a notice has no such category: the answer, within another, that is.
const ANSWER: &str = "support-plan";

/// The plan in one case.
pub struct MyPlan {
    /// The case.
    pub case: MyCase,
    /// What the record says.
    pub sections: Vec<SectionView>,
    /// The papers that tell of it, those that wait to be signed first.
    pub papers: Vec<MyPaper>,
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
                asks.retain(|category| {
                    let info = look.notice.compiled.categories.get(usize::from(category.0));
                    info.is_some_and(|i| i.id == PLAN || i.fields.iter().any(|f| f.id == ANSWER))
                });
                let ids: Vec<&str> = asks.iter().map(|c| look.notice.category_id(*c)).collect();
                let sections = tx.sections_of(&[look.case.id], &ids)?;
                let (recorded, ring) = record(tx, (&actor, &look), &asks, &sections, "own plan")?;
                let people = names(tx, inner, &sections, None)?;
                let mut views = Vec::new();
                for category in asks {
                    let mut view = section_view(&look, &recorded, category, &sections, &ring, &people, false)?;
                    if view.category != PLAN {
                        view.content = view.content.map(|content| content.without(|field| field != ANSWER));
                        view.fields = view.fields.iter().filter(|f| f.id == ANSWER).cloned().collect();
                    }
                    let says = match &view.content {
                        Item::Released(content) => !content.get().fields.is_empty(),
                        Item::Withheld(_) | Item::Erased => true,
                        Item::Empty => false,
                    };
                    if says {
                        views.push(view);
                    }
                }
                let papers = papers_about(tx, &me, (&actor, &look), PLAN)?;
                all.push(MyPlan { case: my_case(&look), sections: views, papers });
            }
            Ok(all)
        })
    }
}
