//! The names that stand round every page. They change only when a notice is published, so they are kept for a moment.

use crate::show;
use app::{Actor, App};
use notice::model::{Act, Who};
use notice::source::ServiceKind;
use pages::{Acting, Link, May};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long names are kept.
const KEPT: Duration = Duration::from_secs(20);
/// The most capacities that are remembered at once.
const MOST: usize = 4_096;

/// What a capacity and purpose are called.
#[derive(Debug, Clone)]
struct Called {
    role: String,
    body: String,
    purpose: Option<String>,
    records: bool,
    decides: bool,
    meets: bool,
}

#[derive(Debug, Default)]
struct Kept {
    notices: Option<(Instant, Vec<Link>)>,
    called: HashMap<(String, String), (Instant, Called)>,
}

/// The names.
#[derive(Debug, Default)]
pub(crate) struct Labels(Mutex<Kept>);

impl Labels {
    /// The published notices, for the foot of the page. None while the storage does not answer.
    pub(crate) fn notices(&self, app: &App) -> Vec<Link> {
        let now = Instant::now();
        if let Some((at, links)) = &self.0.lock().unwrap_or_else(PoisonError::into_inner).notices
            && now.duration_since(*at) < KEPT
        {
            return links.clone();
        }
        let Ok(all) = app.notice_list() else { return Vec::new() };
        let mut links: Vec<Link> = Vec::new();
        for line in &all {
            let href = format!("/notices/{}", line.notice_id);
            if !links.iter().any(|l| l.href == href) {
                links.push(Link { text: line.title.clone(), href });
            }
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).notices = Some((now, links.clone()));
        links
    }
    /// Who is acting, as what and for which purpose.
    pub(crate) fn acting(&self, app: &App, actor: &Actor) -> Acting {
        let called = if actor.capacity.notice.is_empty() {
            Called {
                role: "Administrator".to_owned(),
                body: String::new(),
                purpose: None,
                records: false,
                meets: false,
                decides: false,
            }
        } else {
            self.called(app, actor)
        };
        let works = !actor.capacity.notice.is_empty();
        Acting {
            name: actor.name.clone(),
            role: called.role,
            body: called.body,
            purpose: called.purpose,
            can_change: works,
            may: May {
                day: works && actor.is_staff(),
                cases: works,
                search: works,
                create: called.records,
                desk: works && !actor.is_staff(),
                meets: called.meets,
                decides: called.decides,
                reviews: works && actor.reviews_shares(),
                withdrawals: works && !actor.is_staff(),
                agreements: actor.keeps_agreements(),
                requests: actor.is_officer(),
                retention: actor.keeps_agreements(),
                administer: actor.administers,
            },
        }
    }
    fn called(&self, app: &App, actor: &Actor) -> Called {
        let now = Instant::now();
        let key = (actor.capacity.stored(), actor.purpose.clone());
        if let Some((at, called)) = self.0.lock().unwrap_or_else(PoisonError::into_inner).called.get(&key)
            && now.duration_since(*at) < KEPT
        {
            return called.clone();
        }
        let called = look_up(app, actor);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.called.len() >= MOST {
            kept.called.clear();
        }
        kept.called.insert(key, (now, called.clone()));
        called
    }
}

fn look_up(app: &App, actor: &Actor) -> Called {
    let unknown = || Called {
        role: "Case worker".to_owned(),
        body: String::new(),
        purpose: None,
        records: false,
        decides: false,
        meets: false,
    };
    let Ok(notices) = app.notices_to_open(actor) else { return unknown() };
    let Some(notice) = notices.first() else { return unknown() };
    let label = notice.principal_label(&actor.capacity.principal);
    let (role, body) =
        if actor.is_staff() { (label, show::controller(&notice.compiled)) } else { ("partner".to_owned(), label) };
    let purpose = notice.compiled.purpose(&actor.purpose);
    let principal = notice.compiled.principal(&actor.capacity.principal);
    let me = principal.and_then(|p| notice.compiled.principals.get(usize::from(p.0)));
    let is_me = |who: &Who| me.is_some_and(|me| me.is(who));
    let records = purpose.is_some_and(|purpose| {
        notice.compiled.permits.iter().any(|p| p.act == Act::Record && p.purposes.contains(&purpose) && is_me(&p.who))
    });
    let decides = notice.decides_shares(&actor.capacity.principal);
    // Other groups than those of such a service are found from the page of meetings.
    let meets = notice.compiled.merged.service.values().any(|s| s.kind == ServiceKind::Meeting);
    Called { role, body, purpose: purpose.map(|_| notice.purpose_label(&actor.purpose)), records, decides, meets }
}
