//! Sixty-four officers at their desks: each asks for something, reads for a while, asks again; and how long each answer took.

use crate::ground::{NOTICE, Officer};
use crate::http::Client;
use crate::measure::{at_most, new_case};
use crate::process::processor_time;
use crate::server::Server;
use crate::{Said, because};
use kernel::CaseId;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Who works at the same time.
pub const USERS: usize = 64;
/// How long somebody reads before they ask again, on average.
const READS: Duration = Duration::from_millis(500);
/// The bytes of a document that is handed in.
const DOCUMENT: usize = 200_000;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The list of cases.
    List,
    /// A case.
    Open,
    /// Somebody is looked up.
    Search,
    /// A new case.
    Create,
    /// A section is saved.
    Save,
    /// A document is handed in.
    Upload,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::List, Self::Open, Self::Search, Self::Create, Self::Save, Self::Upload];

    /// In a word.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Open => "open",
            Self::Search => "search",
            Self::Create => "create",
            Self::Save => "save",
            Self::Upload => "upload",
        }
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::List => "list of cases",
            Self::Open => "open a case",
            Self::Search => "look somebody up",
            Self::Create => "create a case",
            Self::Save => "save a section",
            Self::Upload => "hand in a document of 200 kB",
        }
    }
}

/// How long answers took.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// How many there were.
    pub answers: usize,
    /// Half of them took at most so long.
    pub median: Duration,
    /// 95 of 100 did.
    pub p95: Duration,
    /// 99 of 100 did.
    pub p99: Duration,
    /// The server's processor time for each.
    pub processor: Duration,
}

/// What users ask for.
#[derive(Debug)]
pub struct Work<'a> {
    /// The cases that are opened.
    pub cases: &'a [CaseId],
    /// What is typed to look people up.
    pub texts: &'a [String],
}

/// All at work with one kind of request for a while.
///
/// # Errors
/// With the first answer that is not what it should be.
pub fn at_work(server: &Server, officer: &Officer, kind: Kind, work: &Work<'_>, run: Duration) -> Said<Times> {
    let stop = AtomicBool::new(false);
    let mut desks = Vec::with_capacity(USERS);
    for number in 0..USERS {
        desks.push(Desk::ready(officer.client(server.at), number, kind)?);
    }
    let before = processor_time(server.pid())?;
    let mut took = std::thread::scope(|scope| {
        let threads: Vec<_> = desks.into_iter().map(|desk| scope.spawn(|| desk.sit(kind, work, &stop))).collect();
        std::thread::sleep(run);
        stop.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().map_err(|_| "a user's thread stopped".to_owned())??);
        }
        Ok::<_, String>(all)
    })?;
    let spent = processor_time(server.pid())?.saturating_sub(before);
    took.sort_unstable();
    Ok(Times {
        answers: took.len(),
        median: at_most(&took, 50).ok_or("nobody was answered")?,
        p95: at_most(&took, 95).unwrap_or_default(),
        p99: at_most(&took, 99).unwrap_or_default(),
        processor: spent / u32::try_from(took.len().max(1)).map_err(because("too many"))?,
    })
}

struct Desk {
    client: Client,
    number: usize,
    chance: u64,
    /// A case of one's own, for what changes it.
    case: String,
    version: u32,
    asked: usize,
}

impl Desk {
    fn ready(mut client: Client, number: usize, kind: Kind) -> Said<Self> {
        let case = if matches!(kind, Kind::Save | Kind::Upload) {
            let at = new_case(&mut client, u32::try_from(7_000 + number).unwrap_or(0))?;
            at.strip_prefix("/cases/").ok_or("a new case has no place")?.to_owned()
        } else {
            String::new()
        };
        let chance = 0x9e37_79b9_7f4a_7c15 ^ (number as u64 + 1);
        Ok(Self { client, number, chance, case, version: 1, asked: 0 })
    }

    fn draw(&mut self) -> u64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        self.chance
    }

    fn sit(mut self, kind: Kind, work: &Work<'_>, stop: &AtomicBool) -> Said<Vec<Duration>> {
        let mut took = Vec::new();
        loop {
            // Nobody asks at the same moment as all the others.
            let reads = self.draw() % u64::try_from(2 * READS.as_micros()).unwrap_or(1);
            std::thread::sleep(Duration::from_micros(reads));
            if stop.load(Ordering::Relaxed) {
                return Ok(took);
            }
            let began = Instant::now();
            self.ask(kind, work)?;
            took.push(began.elapsed());
        }
    }

    fn ask(&mut self, kind: Kind, work: &Work<'_>) -> Said<()> {
        self.asked += 1;
        let turn = self.number + self.asked * USERS;
        let answer = match kind {
            Kind::List => self.client.get("/cases")?,
            Kind::Open => {
                let case = work.cases.get(turn % work.cases.len().max(1)).ok_or("no cases")?;
                self.client.get(&format!("/cases/{case}"))?
            }
            Kind::Search => {
                let text = work.texts.get(turn % work.texts.len().max(1)).ok_or("nothing to look for")?;
                self.client.post("/search", &[("q", text)])?
            }
            Kind::Create => {
                new_case(&mut self.client, u32::try_from(turn).unwrap_or(0))?;
                return Ok(());
            }
            Kind::Save => {
                let (version, words) = (self.version.to_string(), format!("Had to leave, {turn}"));
                let fields = [
                    ("version", version.as_str()),
                    ("circumstances.reason-for-homelessness", "friends"),
                    ("circumstances.what-happened", &words),
                ];
                self.version += 1;
                self.client.post(&format!("/cases/{}/sections/circumstances/edit", self.case), &fields)?
            }
            Kind::Upload => {
                let fields = [("title", "A letter"), ("about", "circumstances"), ("kind", "letter")];
                // Of nobody, and never the same twice.
                let lines: String = (0..DOCUMENT / 20).map(|_| format!("{:019x}\n", self.draw())).collect();
                let bytes = format!("%PDF-1.7\n{lines}%%EOF\n");
                let path = format!("/cases/{}/documents/new", self.case);
                self.client.hand_in(&path, &fields, "letter.pdf", bytes.as_bytes())?
            }
        };
        let good = if matches!(kind, Kind::Save | Kind::Upload) { 303 } else { 200 };
        if answer.status == good {
            Ok(())
        } else {
            let why = crate::load::plain(&answer.body);
            Err(format!("{}: status {} under {NOTICE}: {why}", kind.words(), answer.status))
        }
    }
}
