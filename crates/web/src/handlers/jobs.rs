//! The jobs, for administrators.

use crate::answer::{Answer, Failure, Said};
use crate::ask::Ask;
use crate::show;
use pages::jobs::{DeadRow, JobRow, Jobs, RecurringRow};

/// What waits, what failed, what recurs.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().jobs(ask.actor()?)?;
    let page = Jobs {
        rows: view
            .tallies
            .into_iter()
            .map(|(what, [waiting, running, done, dead])| JobRow { what, waiting, running, done, dead })
            .collect(),
        dead: view
            .dead
            .into_iter()
            .map(|job| DeadRow {
                id: job.id.to_string(),
                what: job.what,
                when: match job.attempts {
                    1 => format!("After one attempt, on {}", job.at.words()),
                    n => format!("After {n} attempts, on {}", job.at.words()),
                },
                why: show::upper_first(&job.why),
            })
            .collect(),
        recurring: view
            .recurring
            .into_iter()
            .map(|r| RecurringRow {
                next: if r.paused { "Rests".to_owned() } else { r.next_at.words() },
                kind: r.kind,
                what: r.what,
                when: r.when,
                paused: r.paused,
            })
            .collect(),
    };
    ask.page(&page)
}

/// A failed job: once more, or given up.
pub(crate) fn settle(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.param("job").parse().map_err(|_| Failure::not_found())?;
    ask.app().settle_dead_job(ask.actor()?, id, ask.field("do") == "again")?;
    Ok(Answer::next("/admin/jobs").saying(Said::JobSettled))
}

/// Something that recurs rests, or goes on.
pub(crate) fn pause(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().pause_schedule(ask.actor()?, ask.field("kind"), ask.field("do") == "rest")?;
    Ok(Answer::next("/admin/jobs").saying(Said::JobSettled))
}
