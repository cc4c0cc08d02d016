//! Officers at work: each makes cases, opens them, edits a section, records consent and takes it back, one request after
//! another, and remembers exactly what the server has acknowledged.

use crate::Said;
use crate::ground::{Ground, NOTICE, Officer};
use crate::http::{Answer, Client};
use ledger::Action;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};

/// The recipient and purpose that consent is recorded for.
const FLOW: &str = "st-basils|refer";
/// The section that is edited.
const SECTION: &str = "circumstances";
/// Older cases are left alone, so that each page that is checked was written under the load of its round.
const IN_HAND: usize = 12;

/// What stands in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    text: String,
    version: u32,
    consent: &'static str,
}

/// A case, with what it may hold: one state, or two while an answer is missing.
#[derive(Debug)]
struct Held {
    id: String,
    states: Vec<State>,
}

/// How often something was asked for, and how often the server said that it is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sent.
    pub asked: u64,
    /// Acknowledged.
    pub done: u64,
}

/// An officer, and all that the server has acknowledged to them.
pub struct Worker {
    /// Who.
    pub officer: Officer,
    number: usize,
    serial: u64,
    chance: u64,
    cases: Vec<Held>,
    touched: BTreeSet<usize>,
    /// By what the ledger calls it.
    pub tally: BTreeMap<&'static str, Tally>,
    /// Answers that said no, by status.
    pub refused: BTreeMap<u16, u64>,
    /// A page that said no, to look at.
    pub said: Option<String>,
    /// Why the last answer that did not come did not come.
    pub lost: Option<String>,
}

/// How a request went.
enum Went {
    Done(Answer),
    /// The server said no: nothing was acknowledged.
    Refused,
    /// No answer.
    Lost,
}

/// The tally's name of an action.
#[must_use]
pub const fn named(action: Action) -> Option<&'static str> {
    match action {
        Action::Open => Some("open"),
        Action::Create => Some("create"),
        Action::Edit => Some("save"),
        Action::Consent => Some("consent"),
        _ => None,
    }
}

/// A new case’s form, filled in.
#[must_use]
pub fn form(name: &str, text: &str) -> Vec<(&'static str, String)> {
    [
        ("identity.name", name),
        ("personal-details.date-of-birth-day", "5"),
        ("personal-details.date-of-birth-month", "3"),
        ("personal-details.date-of-birth-year", "1984"),
        ("contact.address", "1 Example Row"),
        ("household.dependent-children", "2"),
        ("circumstances.reason-for-homelessness", "Domestic abuse"),
        ("circumstances.what-happened", text),
        ("housing-needs.bedrooms", "2"),
        ("health.health-conditions", "Asthma"),
    ]
    .into_iter()
    .map(|(name, value)| (name, value.to_owned()))
    .collect()
}

impl Worker {
    /// For an officer.
    #[must_use]
    pub fn new(officer: Officer, number: usize) -> Self {
        Self {
            officer,
            number,
            serial: 0,
            chance: 0x9e37_79b9_7f4a_7c15 ^ (number as u64),
            cases: Vec::new(),
            touched: BTreeSet::new(),
            tally: BTreeMap::new(),
            refused: BTreeMap::new(),
            said: None,
            lost: None,
        }
    }

    /// One for each officer of a ground.
    #[must_use]
    pub fn all(ground: &Ground) -> Vec<Self> {
        ground.officers.iter().cloned().enumerate().map(|(number, officer)| Self::new(officer, number)).collect()
    }

    /// How many cases were acknowledged.
    #[must_use]
    pub const fn cases(&self) -> usize {
        self.cases.len()
    }

    fn draw(&mut self, below: usize) -> usize {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        usize::try_from(self.chance % (below.max(1) as u64)).unwrap_or(0)
    }

    fn text(&mut self) -> String {
        self.serial += 1;
        format!("Words {}x{} end", self.number, self.serial)
    }

    /// Works until told to stop, or until no answer comes.
    ///
    /// # Errors
    /// When a page does not show what was acknowledged, or an answer is none of those that it may be.
    pub fn work(&mut self, at: SocketAddr, stop: &AtomicBool) -> Said<()> {
        let mut client = self.officer.client(at);
        while !stop.load(Ordering::Relaxed) {
            if !self.step(&mut client)? {
                client = self.officer.client(at);
                if self.refused.is_empty() {
                    // The server is gone.
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// One request. Whether an answer came.
    fn step(&mut self, client: &mut Client) -> Said<bool> {
        let settled: Vec<usize> = (0..self.cases.len())
            .rev()
            .take(IN_HAND)
            .filter(|at| self.cases.get(*at).is_some_and(|c| c.states.len() == 1))
            .collect();
        let what = self.draw(8);
        if settled.is_empty() || what == 0 {
            return self.create(client);
        }
        let Some(&at) = settled.get(self.draw(settled.len())) else { return Ok(true) };
        let Some(state) = self.cases.get(at).and_then(|c| c.states.first()).cloned() else { return Ok(true) };
        match what {
            1..=3 => self.open(client, at),
            4 | 5 => {
                let text = self.text();
                let version = state.version.to_string();
                let fields = [
                    ("version", version.as_str()),
                    ("circumstances.reason-for-homelessness", "Domestic abuse"),
                    ("circumstances.what-happened", &text),
                ];
                let next = State { version: state.version + 1, text: text.clone(), ..state };
                self.change(client, at, "save", &format!("sections/{SECTION}/edit"), &fields, next)
            }
            _ if state.consent == "given" => {
                let next = State { consent: "withdrawn", ..state };
                self.change(client, at, "consent", "consent/withdraw", &[("consent", FLOW)], next)
            }
            _ => {
                let Some(case) = self.cases.get(at).map(|c| c.id.clone()) else { return Ok(true) };
                let question = client.get(&format!("/cases/{case}/consent/ask?flow={}", FLOW.replace('|', "%7C")));
                // The question itself tells of nobody's record: it is not on the ledger, and not counted.
                let page = match question {
                    Ok(answer) if answer.status == 200 => answer.body,
                    Ok(_) => return Ok(true),
                    Err(_) => return Ok(false),
                };
                // What is agreed to are the words that stand there. An answer by telephone needs a witness.
                let shown = page.split("name=\"shown\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
                let shown = shown.ok_or_else(|| format!("question: no words are asked: {}", plain(&page)))?.to_owned();
                let fields = [
                    ("flow", FLOW),
                    ("answer", "given"),
                    ("shown", shown.as_str()),
                    ("means", "by-phone"),
                    ("witness", "A colleague"),
                    ("capacity", "alone"),
                ];
                let next = State { consent: "given", ..state };
                self.change(client, at, "consent", "consent", &fields, next)
            }
        }
    }

    fn went(&mut self, kind: &'static str, answer: Said<Answer>, good: u16) -> Said<Went> {
        let tally = self.tally.entry(kind).or_default();
        tally.asked += 1;
        match answer {
            Ok(answer) if answer.status == good => {
                tally.done += 1;
                Ok(Went::Done(answer))
            }
            Ok(answer) if answer.status == 503 => {
                *self.refused.entry(answer.status).or_default() += 1;
                self.said = Some(answer.body);
                Ok(Went::Refused)
            }
            Ok(answer) => Err(format!("{kind}: status {} instead of {good}: {}", answer.status, plain(&answer.body))),
            Err(why) => {
                self.lost = Some(why);
                Ok(Went::Lost)
            }
        }
    }

    fn create(&mut self, client: &mut Client) -> Said<bool> {
        let text = self.text();
        let fields = form(&format!("Soak Person {}x{}", self.number, self.serial), &text);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answer = client.post(&format!("/cases/new/{NOTICE}/homelessness"), &fields);
        match self.went("create", answer, 303)? {
            Went::Done(answer) => {
                let id = answer.location.as_deref().and_then(|l| l.strip_prefix("/cases/")).unwrap_or_default();
                self.touched.insert(self.cases.len());
                self.cases
                    .push(Held { id: id.to_owned(), states: vec![State { text, version: 1, consent: "not-asked" }] });
                Ok(true)
            }
            Went::Refused => Ok(true),
            Went::Lost => Ok(false),
        }
    }

    fn change(
        &mut self,
        client: &mut Client,
        at: usize,
        kind: &'static str,
        path: &str,
        fields: &[(&str, &str)],
        next: State,
    ) -> Said<bool> {
        let Some(case) = self.cases.get(at).map(|c| c.id.clone()) else { return Ok(true) };
        self.touched.insert(at);
        let answer = client.post(&format!("/cases/{case}/{path}"), fields);
        let went = self.went(kind, answer, 303)?;
        if let Some(case) = self.cases.get_mut(at) {
            match went {
                Went::Done(_) => case.states = vec![next],
                // It may have been done, or not.
                Went::Refused | Went::Lost => case.states.push(next),
            }
        }
        Ok(!matches!(went, Went::Lost))
    }

    /// Opens a case and compares what the page says with what was acknowledged.
    fn open(&mut self, client: &mut Client, at: usize) -> Said<bool> {
        let Some(case) = self.cases.get(at).map(|c| c.id.clone()) else { return Ok(true) };
        let answer = client.get(&format!("/cases/{case}"));
        let page = match self.went("open", answer, 200)? {
            Went::Done(answer) => answer.body,
            Went::Refused => return Ok(true),
            Went::Lost => return Ok(false),
        };
        let Some(case) = self.cases.get_mut(at) else { return Ok(true) };
        let Some(found) = case.states.iter().find(|s| shows(&page, s)).cloned() else {
            let (consent, words) =
                (consent_on(&page), page.contains(case.states.last().map_or("", |s| s.text.as_str())));
            return Err(format!(
                "LOST: case {} should say one of {:?}; consent is {consent}, the last words are {}there: {}",
                case.id,
                case.states,
                if words { "" } else { "not " },
                plain(&page)
            ));
        };
        case.states = vec![found];
        Ok(true)
    }

    /// Looks at every case that was touched since the last look (or at all of them).
    ///
    /// # Errors
    /// When something acknowledged is not there, or the server does not answer.
    pub fn check(&mut self, at: SocketAddr, all: bool) -> Said<usize> {
        let cases: Vec<usize> =
            if all { (0..self.cases.len()).collect() } else { self.touched.iter().copied().collect() };
        let mut client = self.officer.client(at);
        for case in &cases {
            let before = self.refused.values().sum::<u64>();
            if !self.open(&mut client, *case)? || self.refused.values().sum::<u64>() > before {
                return Err("the server does not answer after its start".to_owned());
            }
        }
        self.touched.clear();
        Ok(cases.len())
    }
}

/// Whether a page says what a state says.
fn shows(page: &str, state: &State) -> bool {
    page.contains(&state.text) && consent_on(page) == state.consent
}

/// How a page says that the permission stands.
fn consent_on(page: &str) -> &'static str {
    let part = page.split_once("id=\"consent\"").map_or("", |(_, rest)| rest.split("</section>").next().unwrap_or(""));
    if part.contains("Given") {
        "given"
    } else if part.contains("Withdrawn") {
        "withdrawn"
    } else {
        "not-asked"
    }
}

/// A page's words, without its marks, to show in a message.
#[must_use]
pub fn plain(page: &str) -> String {
    let body = page.split_once("<h1").and_then(|(_, body)| body.split_once('>')).map_or(page, |(_, body)| body);
    let mut words = String::new();
    let mut inside = false;
    for letter in body.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                words.push(' ');
            }
            other if !inside => words.push(other),
            _ => {}
        }
    }
    let words: Vec<&str> = words.split_whitespace().take(30).collect();
    words.join(" ")
}
