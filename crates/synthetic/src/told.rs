//! A few people of each service who have told everything that its form asks: made through the use cases, as officers make
//! them, so that a demonstration has households, histories of addresses, numbers, other names, and records that are proposed
//! as being of one person. Of nobody, like everything here.

use crate::demo::{Options, authority};
use app::{Actor, App, AppError, Capacity, NewCase, Published};
use casework::{FormSpec, Typed};
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{AccountId, Caller, SeededEntropy, SessionId, Timestamp};
use notice::model::{FieldInfo, Part, Shape};
use notice::source::FieldKind;

/// People of each service.
const EACH: usize = 4;

/// Name, and how somebody else wrote it: the second record of a person.
const PEOPLE: [(&str, &str, &str); EACH] = [
    ("Isolde Wrenfield", "Izzy Wrenfield", "1986-04-17"),
    ("Isolde Wrenfeild", "Isolde Marsh", "1986-04-17"),
    ("Tobias Larkhill", "Toby Larkhill", "1971-11-02"),
    ("Nkechi Brambleworth", "Kechi Brambleworth", "1993-08-25"),
];

/// Makes them, under every notice that has forms. Says how many cases were made.
///
/// # Errors
/// When a case cannot be made.
pub fn told(app: &App, options: Options) -> Result<u64, AppError> {
    let system = Caller::system(authority(options.seed), "demo-data");
    let accounts = app.store().read(&system, "accounts", |tx| tx.accounts().map_err(AppError::from))?;
    let held: Vec<(String, AccountId)> =
        accounts.iter().flat_map(|a| a.capacities.iter().map(|c| (c.clone(), a.id))).collect();
    let mut made = 0;
    let mut notices: Vec<String> = held.iter().filter_map(|(c, _)| Capacity::parse(c)).map(|c| c.notice).collect();
    notices.sort_unstable();
    notices.dedup();
    for id in notices {
        let notice = app.notice_page(&id, None)?.notice;
        for service in notice.compiled.merged.service.keys() {
            let Some((actor, forms)) = writer(app, options, &notice, service, &held) else { continue };
            for number in 0..EACH {
                let teller = Teller { number, today: options.as_of };
                let typed = Typed::new(forms.iter().flat_map(|f| teller.section(f)).collect());
                let new = NewCase { service: service.clone(), typed, source: "subject".to_owned() };
                match app.create(&actor, &new) {
                    Ok(_) => made += 1,
                    // A notice of somebody else's may ask what is not foreseen here: its cases are then those of the population.
                    Err(AppError::Form(_) | AppError::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(made)
}

/// Who may write the most of a service's form, and for which purpose: one account of each role is asked.
fn writer(
    app: &App,
    options: Options,
    notice: &Published,
    service: &str,
    held: &[(String, AccountId)],
) -> Option<(Actor, Vec<FormSpec>)> {
    let mut best: Option<(Actor, Vec<FormSpec>)> = None;
    let mut asked: Vec<String> = Vec::new();
    for (stored, account) in held {
        let Some(capacity) = Capacity::parse(stored).filter(|c| c.notice == notice.compiled.id) else { continue };
        if !capacity.principal.starts_with("role:") || asked.contains(&capacity.principal) {
            continue;
        }
        let Some(principal) = notice.compiled.principal(&capacity.principal) else { continue };
        for purpose in notice.purposes_of(principal) {
            let Some(purpose) = notice.compiled.purposes.get(usize::from(purpose.0)) else { continue };
            let actor = actor(options, *account, &capacity, &purpose.id);
            let Ok((_, forms)) = app.new_case_forms(&actor, service) else { continue };
            if best.as_ref().is_none_or(|(_, most)| most.len() < forms.len()) {
                best = Some((actor, forms));
            }
        }
        asked.push(capacity.principal);
    }
    best
}

pub(crate) fn actor(options: Options, account: AccountId, capacity: &Capacity, purpose: &str) -> Actor {
    Actor {
        caller: Caller {
            authority: authority(options.seed),
            account: Some(account),
            kind: Actor::kind_of(&capacity.principal),
        },
        account,
        enrolment: None,
        session: SessionId::new(Timestamp::from_micros(0), &mut SeededEntropy::new(options.seed)),
        name: "Demonstration".to_owned(),
        capacity: capacity.clone(),
        purpose: purpose.to_owned(),
        administers: false,
        trained: false,
        bound: true,
    }
}

/// What one of them says.
struct Teller {
    number: usize,
    today: Date,
}

impl Teller {
    fn who(&self) -> (&'static str, &'static str, &'static str) {
        PEOPLE.get(self.number).copied().unwrap_or(("Isolde Wrenfield", "", "1986-04-17"))
    }
    /// A day so many months ago.
    fn ago(&self, months: i32) -> Date {
        self.today.checked_sub(months.months()).unwrap_or(self.today)
    }

    fn section(&self, form: &FormSpec) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for field in form.fields.iter() {
            let name = form.input(field);
            match &field.part {
                Part::Total(_) => {}
                Part::Plain if field.shown_when.is_none() => self.value(&mut pairs, field, name),
                Part::Plain => {}
                Part::Rows(rows) => match rows.shape {
                    Some(shape) => self.shape(&mut pairs, shape, &rows.columns, &name),
                    None => {
                        for column in rows.columns.iter().filter(|c| c.shown_when.is_none()) {
                            self.value(&mut pairs, column, format!("{name}.1.{}", column.id));
                        }
                    }
                },
            }
        }
        pairs
    }

    fn value(&self, pairs: &mut Vec<(String, String)>, field: &FieldInfo, name: String) {
        let (full, other, born) = self.who();
        let pick = |n: usize| field.options.get((self.number * 3 + n) % field.options.len().max(1)).cloned();
        let text = match field.kind {
            FieldKind::Choice => pick(0),
            FieldKind::Choices => pick(1),
            FieldKind::YesNo => {
                Some(if (self.number + name.len()).is_multiple_of(2) { "yes" } else { "no" }.to_owned())
            }
            FieldKind::Number => Some(if field.id == "attendance" { "91" } else { "2" }.to_owned()),
            FieldKind::Money => Some(format!("{}.00", 90 + self.number * 35)),
            FieldKind::Email => Some(format!("person{}@example.org", self.number)),
            FieldKind::Telephone => Some(format!("07700 9001{:02}", 20 + self.number)),
            FieldKind::Address => Some(format!("{} Example Row\nWX1 {}AA", 10 + self.number, self.number + 1)),
            FieldKind::Postcode => Some(format!("WX1 {}AA", self.number + 1)),
            // Numbers that are checked are those of the population, which can never be anybody's.
            FieldKind::NiNumber | FieldKind::NhsNumber | FieldKind::Upn => None,
            FieldKind::Date => {
                let day = if casework::form::is_birth(&field.id) {
                    born.parse().unwrap_or(self.today)
                } else if field.id.contains("review") || field.id == "by" {
                    self.today.checked_add(40.days()).unwrap_or(self.today)
                } else {
                    self.ago(5 + i32::try_from(self.number).unwrap_or(0))
                };
                return push_date(pairs, &name, day);
            }
            FieldKind::Text | FieldKind::LongText => Some(match field.id.as_str() {
                "name" => full.to_owned(),
                "preferred-name" | "other-names" => other.to_owned(),
                "worker" | "lead-worker" | "assessed-by" => "Sam Ashby".to_owned(),
                "agency" | "agencies" | "lead-agency" => "Example outreach team".to_owned(),
                "offence" => "Shoplifting".to_owned(),
                "child" => "Wren Wrenfield".to_owned(),
                "term" | "which-term" => "Autumn 2026".to_owned(),
                "picture" => return,
                _ => "Told by the person; looked at again at the next meeting.".to_owned(),
            }),
        };
        if let Some(text) = text {
            pairs.push((name, text));
        }
    }

    fn shape(&self, pairs: &mut Vec<(String, String)>, shape: Shape, columns: &[FieldInfo], name: &str) {
        let has = |id: &str| columns.iter().find(|c| c.id == id);
        let mut put = |row: usize, id: &str, value: &str| {
            if has(id).is_some_and(|c| c.options.is_empty() || c.options.iter().any(|o| o == value)) {
                pairs.push((format!("{name}.{row}.{id}"), value.to_owned()));
            }
        };
        let mut days: Vec<(usize, &str, Date)> = Vec::new();
        match shape {
            Shape::OtherNames => {
                put(1, "name", self.who().1);
                put(1, "kind", "known-as");
            }
            Shape::ContactWays => {
                put(1, "way", "mobile");
                put(1, "value", &format!("07700 9002{:02}", 30 + self.number));
                put(1, "safe", "text");
                put(1, "note", "After six in the evening");
                put(2, "way", "through");
                put(2, "value", "Example day centre");
            }
            Shape::Identifiers => {
                put(1, "kind", "other");
                put(1, "value", &format!("EX-{:06}", 4711 + self.number));
                put(1, "issuer", "Example library card");
            }
            Shape::Addresses => {
                let kinds = if has("kind").is_some_and(|c| c.options.iter().any(|o| o == "rough")) {
                    ["sofa", "rough", "tenancy"]
                } else {
                    ["friends", "no-fixed-abode", "prs-self-contained"]
                };
                for (row, (kind, from, until)) in
                    [(kinds[0], 8, None), (kinds[1], 14, Some(9)), (kinds[2], 58, Some(17))].into_iter().enumerate()
                {
                    put(row + 1, "kind", kind);
                    if row != 1 {
                        put(row + 1, "address", &format!("{} Example Row", 20 + row + self.number));
                    }
                    days.push((row + 1, "from", self.ago(from)));
                    days.extend(until.map(|u| (row + 1, "until", self.ago(u))));
                }
            }
            Shape::Household => {
                for (row, (who, relation, months)) in [
                    ("Rowan Wrenfield", "partner", 400),
                    ("Wren Wrenfield", "child", 80),
                    ("Ash Wrenfield", "child", 20),
                ]
                .into_iter()
                .enumerate()
                {
                    put(row + 1, "name", who);
                    put(row + 1, "relation", relation);
                    days.push((row + 1, "born", self.ago(months)));
                }
                days.push((1, "until", self.ago(10)));
            }
            Shape::ThirdParties => {
                put(1, "name", "Jordan Fellgate");
                put(1, "relation", "relative");
                put(1, "why", "To be called in an emergency");
                put(1, "told", "yes");
            }
            Shape::Risks => {
                let first = |id: &str| has(id).and_then(|c| c.options.first().cloned()).unwrap_or_default();
                put(1, "domain", &first("domain"));
                put(1, "score", "medium");
                put(1, "controls", "Meets workers at the day centre only");
                put(1, "alone", if self.number.is_multiple_of(2) { "yes" } else { "no" });
                days.push((1, "review", self.ago(-3)));
            }
            Shape::Amounts => {
                let kinds: Vec<String> =
                    has("kind").map(|c| c.options.iter().take(2).cloned().collect()).unwrap_or_default();
                for (row, kind) in kinds.iter().enumerate() {
                    put(row + 1, "kind", kind);
                    put(row + 1, "amount", &format!("{}.00", 80 + row * 45 + self.number));
                    put(row + 1, "every", if row == 0 { "week" } else { "month" });
                }
            }
        }
        for (row, id, day) in days {
            if has(id).is_some() {
                push_date(pairs, &format!("{name}.{row}.{id}"), day);
            }
        }
    }
}

fn push_date(pairs: &mut Vec<(String, String)>, name: &str, day: Date) {
    for (part, value) in
        [("day", i32::from(day.day())), ("month", i32::from(day.month())), ("year", i32::from(day.year()))]
    {
        pairs.push((format!("{name}-{part}"), value.to_string()));
    }
}
