//! A linkage run to look at: where a notice lets somebody's lists be matched, a list with people of the demonstration and with others,
//! compared and waiting for its review. Made through the use cases, by whoever may begin one.

use crate::demo::{Options, authority};
use crate::told::actor;
use app::jobs::Due;
use app::{App, AppError, Capacity, LINKAGE};
use kernel::Caller;

/// The worker that does it, by name.
const WORKER: [u8; 16] = *b"demonstration---";

/// The list: some are people of the demonstration, written otherwise, and some are nobody known.
const LIST: &str = "\
id,name,date of birth,telephone,offence code
CR-1041,Izzy Wrenfield,17/04/1986,07700 900411,B2
CR-1042,\"LARKHILL, Toby\",02/11/1971,,A1
CR-1043,Nkechi Bramblworth,25/08/1993,,C4
CR-1044,Isolde Marsh,17/04/1986,,B2
CR-1045,Barnaby Quenell,30/01/1988,07700 900982,A1
CR-1046,Tobias Larkhill,11/02/1971,,A3
CR-1047,Philippa Thornbury,about 1995,,C1
";

/// Makes it. Says how many pairs wait to be reviewed.
///
/// # Errors
/// When the store does not answer.
pub fn matched(app: &App, options: Options) -> Result<usize, AppError> {
    let system = Caller::system(authority(options.seed), "demo-data");
    let accounts = app.store().read(&system, "accounts", |tx| tx.accounts().map_err(AppError::from))?;
    for account in accounts {
        for capacity in account.capacities.iter().filter_map(|c| Capacity::parse(c)) {
            if !capacity.principal.starts_with("role:") {
                continue;
            }
            let notice = app.notice_page(&capacity.notice, None)?.notice;
            let purposes: Vec<String> =
                notice.compiled.merged.disclose.values().filter(|d| d.also_source).map(|d| d.purpose.clone()).collect();
            for purpose in purposes {
                let actor = actor(options, account.id, &capacity, &purpose);
                let sources = match app.linkage_sources(&actor) {
                    Ok(sources) => sources,
                    Err(AppError::NotFound) => continue,
                    Err(error) => return Err(error),
                };
                let police = sources.iter().filter(|s| s.why_not.is_empty());
                let Some(source) = police.max_by_key(|s| (s.party.starts_with("class:police"), s.categories.len()))
                else {
                    continue;
                };
                let run = app.begin_linkage(&actor)?;
                app.add_linkage_list(&actor, run, &source.party, LIST.as_bytes())?;
                app.start_linkage(&actor, run)?;
                for Due { id, .. } in app.take_jobs(WORKER, &[LINKAGE], 4)? {
                    app.do_linkage(WORKER, id).map_err(|e| AppError::Fault(e.words))?;
                    app.job_done(WORKER, id)?;
                }
                return Ok(app.linkage_run(&actor, run)?.pairs.len());
            }
        }
    }
    Ok(0)
}
