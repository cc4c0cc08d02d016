//! What is measured, of a server as a process of its own: processor time by request, durable work by second, memory.

use crate::ground::{NOTICE, Officer};
use crate::http::Client;
use crate::process::processor_time;
use crate::server::Server;
use crate::{Said, because};
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// Who reads at the same time.
pub const READERS: usize = 64;

/// Names of those whose cases are made.
const GIVEN: [&str; 20] = [
    "Aisha", "Ben", "Chloe", "Dariusz", "Ellen", "Farah", "George", "Hannah", "Imran", "Jade", "Kieran", "Leila",
    "Mohammed", "Niamh", "Oliver", "Priya", "Ruth", "Samuel", "Tomasz", "Yusuf",
];
const FAMILY: [&str; 20] = [
    "Ahmed", "Barker", "Clarke", "Davies", "Edwards", "Foster", "Grant", "Hussain", "Iqbal", "Jackson", "Kowalski",
    "Lewis", "Morgan", "Nowak", "Owens", "Patel", "Quinn", "Rahman", "Shaw", "Taylor",
];

/// Processor time of the server for each of some pages, asked for one after another; after a first look at each.
///
/// # Errors
/// When a page is not given.
pub fn time_a_page(server: &Server, officer: &Officer, paths: &[String], rounds: usize) -> Said<Duration> {
    let all = time_a_round(server, &mut [officer.client(server.at)], paths, rounds)?;
    Ok(all / u32::try_from(paths.len()).map_err(because("too many"))?.max(1))
}

/// Processor time of the server for a round in which each browser asks for each page, after a first such round.
///
/// # Errors
/// When a page is not given.
pub fn time_a_round(server: &Server, clients: &mut [Client], paths: &[String], rounds: usize) -> Said<Duration> {
    let mut round = || -> Said<()> {
        for client in clients.iter_mut() {
            for path in paths {
                let answer = client.get(path)?;
                if answer.status != 200 {
                    return Err(format!("{path}: status {}", answer.status));
                }
            }
        }
        Ok(())
    };
    round()?;
    let before = processor_time(server.pid())?;
    for _ in 0..rounds {
        round()?;
    }
    let spent = processor_time(server.pid())? - before;
    Ok(spent / u32::try_from(rounds).map_err(because("too many"))?.max(1))
}

/// Makes a case, by the form of the demonstration's service; answers with where it is.
///
/// # Errors
/// When it is not made: with what is said against it.
pub fn new_case(client: &mut Client, number: u32) -> Said<String> {
    // The demonstration has the service's form, which asks for the household by rows and for reasons by codes.
    // No two are alike, or each would be compared with all before it.
    let given = GIVEN.get(number as usize % GIVEN.len()).copied().unwrap_or("Robin");
    let family = FAMILY.get(number as usize / GIVEN.len() % FAMILY.len()).copied().unwrap_or("Bench");
    let mut fields = crate::load::form(&format!("{given} {family}"), "Had to leave");
    for (name, value) in &mut fields {
        match *name {
            "circumstances.reason-for-homelessness" => "friends".clone_into(value),
            "personal-details.date-of-birth-day" => *value = (1 + number % 28).to_string(),
            "personal-details.date-of-birth-month" => *value = (1 + number % 12).to_string(),
            "personal-details.date-of-birth-year" => *value = (1950 + number % 55).to_string(),
            _ => {}
        }
    }
    fields.push(("household.household-members.1.name", "Robin Bench".to_owned()));
    fields.push(("household.household-members.1.relation", "child".to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let answer = client.post(&format!("/cases/new/{NOTICE}/homelessness"), &fields)?;
    // What is said against it is in the page's summary of errors.
    let said = || answer.body.split("govuk-error-summary__list").nth(1).and_then(|s| s.split("</ul>").next());
    match (answer.status, answer.location.as_deref()) {
        (303, Some(at)) => Ok(at.split('?').next().unwrap_or(at).to_owned()),
        (status, _) => Err(format!("not made: status {status}{}", said().unwrap_or_default())),
    }
}

/// Processor time of the server for each new case.
///
/// # Errors
/// When one is not made.
pub fn time_creating(server: &Server, officer: &Officer, cases: u32) -> Said<Duration> {
    let mut client = officer.client(server.at);
    let mut make = |number: u32| new_case(&mut client, number).map(|_| ());
    (0..cases / 10).try_for_each(&mut make)?;
    let before = processor_time(server.pid())?;
    (0..cases).try_for_each(&mut make)?;
    Ok((processor_time(server.pid())? - before) / cases.max(1))
}

/// What so many of a hundred took at most, of times in their order; none of none.
#[must_use]
pub fn at_most(sorted: &[Duration], of_a_hundred: usize) -> Option<Duration> {
    sorted.get((sorted.len() * of_a_hundred / 100).min(sorted.len().saturating_sub(1))).copied()
}

/// How often a second many threads get something done, together.
///
/// # Errors
/// With the first thing that one of them could not do.
pub fn together(
    callers: usize,
    run: Duration,
    make: impl Fn(usize) -> Box<dyn FnMut() -> Said<()> + Send>,
) -> Said<f64> {
    let (done, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let began = Instant::now();
    let threads: Vec<_> = (0..callers)
        .map(|caller| {
            let (done, stop, mut call) = (done.clone(), stop.clone(), make(caller));
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    call()?;
                    done.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<(), String>(())
            })
        })
        .collect();
    std::thread::sleep(run);
    stop.store(true, Ordering::Relaxed);
    for thread in threads {
        thread.join().map_err(|_| "a reader stopped".to_owned())??;
    }
    let done = u32::try_from(done.load(Ordering::Relaxed)).map_err(because("too many"))?;
    Ok(f64::from(done) / began.elapsed().as_secs_f64())
}

/// What the disk allows when callers share each sync: a file, appended to by one thread for all who wait.
///
/// # Errors
/// When the file cannot be written.
pub fn grouped_sync(folder: &Path, callers: usize, run: Duration) -> Said<f64> {
    let path = folder.join("grouped-sync");
    let mut file = std::fs::File::create(&path).map_err(because("a file"))?;
    let (queue, jobs) = sync_channel::<SyncSender<()>>(1024);
    let writer = std::thread::spawn(move || {
        let record = [7; 4096];
        while let Ok(first) = jobs.recv() {
            let mut waiting = vec![first];
            file.write_all(&record)?;
            while let Ok(next) = jobs.try_recv() {
                file.write_all(&record)?;
                waiting.push(next);
            }
            file.sync_data()?;
            for one in waiting {
                let _ = one.send(());
            }
        }
        Ok::<(), std::io::Error>(())
    });
    let rate = together(callers, run, |_| {
        let queue = queue.clone();
        Box::new(move || {
            let (answer, wait) = sync_channel(1);
            queue.send(answer).map_err(because("the file"))?;
            wait.recv().map_err(because("the file"))
        })
    })?;
    drop(queue);
    writer.join().map_err(|_| "the file's thread stopped".to_owned())?.map_err(because("the file"))?;
    let _ = std::fs::remove_file(path);
    Ok(rate)
}
