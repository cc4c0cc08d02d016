//! A person apart from any case: what the sections of their cases say of them, put together, each fact with where it comes
//! from. Nothing in here decides what may be seen: it gets what was released.

use crate::household::rows_about;
use crate::identifier::{issuer, masked};
use crate::section::{MEMBER, Provenance, SectionContent};
use crate::timeline::{Stay, Timeline, first_day, last_day};
use jiff::civil::Date;
use kernel::{CaseId, PersonId};
use notice::model::{FieldInfo, Shape};

/// Where a fact comes from, in words.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
pub struct Origin {
    /// Who said so.
    pub source: String,
    /// How sure it is.
    pub sure: &'static str,
    /// When it was written down.
    pub on: Date,
    /// In which case: its reference.
    pub case: String,
}

/// Something known of the person.
#[derive(Clone, PartialEq, Eq)]
pub struct Known {
    /// What: `Full name`.
    pub label: String,
    /// How it is said.
    pub value: String,
    /// Who said so; several, if several cases say the same.
    pub origins: Vec<Origin>,
}

/// A way to reach the person.
#[derive(Clone, PartialEq, Eq)]
pub struct Way {
    /// Telephone, email, address.
    pub label: String,
    /// The number or address.
    pub value: String,
    /// What is safe, in words; empty: nobody has said.
    pub safe: Vec<String>,
    /// What is said not to be safe, in words.
    pub unsafe_ways: Vec<String>,
    /// When, and whom to ask for.
    pub note: String,
    /// Who said so.
    pub origins: Vec<Origin>,
}

/// A number by which a body knows the person.
#[derive(Clone, PartialEq, Eq)]
pub struct Identifier {
    /// Its kind, in words.
    pub label: String,
    /// Its end only.
    pub masked: String,
    /// Who issued it.
    pub issuer: String,
    /// Until when it is valid, as it is known.
    pub until: Option<String>,
    /// Whether that day is over.
    pub over: bool,
    /// The case, category and key under which the whole of it stands.
    pub place: (CaseId, String, String),
    /// Who said so.
    pub origins: Vec<Origin>,
}

impl Identifier {
    /// A number that stands in no case: only its end is shown.
    #[must_use]
    pub fn plain(label: &str, value: &str) -> Self {
        Self {
            label: label.to_owned(),
            masked: masked(value),
            issuer: String::new(),
            until: None,
            over: false,
            place: (CaseId::from_bytes([0; 16]), String::new(), String::new()),
            origins: Vec::new(),
        }
    }
}

/// A time at a place.
#[derive(Clone, PartialEq, Eq)]
pub struct Lived {
    /// When.
    pub stay: Stay,
    /// What kind of place, in words.
    pub kind: String,
    /// The address.
    pub address: String,
    /// The dates as they are known: `2024-05`.
    pub dates: (String, String),
    /// How it ended, in words.
    pub ended: String,
    /// Who said so.
    pub origins: Vec<Origin>,
}

/// A household or family that the person belongs to, in a case that is somebody else's.
#[derive(Clone, PartialEq, Eq)]
pub struct Belonging {
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// How they are related to the person of the case.
    pub relation: String,
    /// What else is said of them there: labels and values.
    pub says: Vec<(String, String)>,
    /// The first day in the household, as it is known.
    pub from: Option<String>,
    /// The last.
    pub until: Option<String>,
    /// Whether they are there on the day looked at.
    pub there: bool,
    /// Who said so.
    pub origins: Vec<Origin>,
}

/// Somebody of the household.
#[derive(Clone, PartialEq, Eq)]
pub struct Member {
    /// Their own record.
    pub person: Option<PersonId>,
    /// The name; none: not for whoever reads this.
    pub name: Option<String>,
    /// How they are related to the person.
    pub relation: String,
    /// The age on the day looked at.
    pub age: Option<i32>,
    /// Under 18 on that day.
    pub child: bool,
    /// The first day in the household, as it is known.
    pub from: Option<String>,
    /// The last.
    pub until: Option<String>,
    /// Whether they are there on the day looked at.
    pub there: bool,
    /// Who said so.
    pub origins: Vec<Origin>,
}

/// Somebody else who is written down.
#[derive(Clone, PartialEq, Eq)]
pub struct Other {
    /// The name.
    pub name: String,
    /// Who they are.
    pub relation: String,
    /// Why they are written down.
    pub why: String,
    /// Who said so.
    pub origins: Vec<Origin>,
}

/// What is known of somebody.
#[derive(Clone, Default)]
pub struct PersonFacts {
    /// Names, the first of them the full name.
    pub names: Vec<Known>,
    /// Dates of birth (more than one where cases differ).
    pub born: Vec<Known>,
    /// Ways to reach them.
    pub ways: Vec<Way>,
    /// Language, interpreter, what helps.
    pub needs: Vec<Known>,
    /// Numbers.
    pub identifiers: Vec<Identifier>,
    /// Where they have lived, the newest first.
    pub lived: Vec<Lived>,
    /// Texts about where they have lived, from before there were rows.
    pub lived_texts: Vec<Known>,
    /// The household.
    pub household: Vec<Member>,
    /// Texts about the household, from before there were rows.
    pub household_texts: Vec<Known>,
    /// Other people.
    pub others: Vec<Other>,
    /// Households of others that they belong to.
    pub belongs: Vec<Belonging>,
}

/// Says nothing of what is known.
impl std::fmt::Debug for PersonFacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(facts about a person)")
    }
}

/// What a section stands in, to say where its facts come from.
pub struct Context<'a> {
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: &'a str,
    /// The category.
    pub category: &'a str,
    /// What holds for facts of which nothing is said.
    pub whole: &'a Provenance,
    /// A source in words.
    pub words: &'a dyn Fn(&str) -> String,
    /// The day of the household that is looked at.
    pub on: Date,
    /// The day that it is.
    pub today: Date,
}

impl Context<'_> {
    fn origin(&self, content: &SectionContent, field: &str) -> Vec<Origin> {
        self.said(content.said.get(field).unwrap_or(self.whole))
    }
    /// Of one row, where it has one of its own.
    fn origin_of_row(&self, content: &SectionContent, field: &str, row: usize) -> Vec<Origin> {
        let own = content.by_row.get(&format!("{field}.{row}"));
        own.map_or_else(|| self.origin(content, field), |said| self.said(said))
    }
    fn said(&self, said: &Provenance) -> Vec<Origin> {
        vec![Origin {
            source: (self.words)(&said.source),
            sure: said.sure.words(),
            on: said.on,
            case: self.reference.to_owned(),
        }]
    }
}

/// What a question is about, by the id that notices commonly give it; nothing, if it is not about who somebody is.
#[must_use]
pub fn is_about_a_person(question: &FieldInfo) -> bool {
    question.rows().is_some_and(|r| r.shape.is_some_and(|s| !matches!(s, Shape::Amounts | Shape::Risks)))
        || meaning(&question.id) != Meaning::Nothing
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    Name,
    Born,
    Way,
    Need,
    Number,
    Lived,
    Household,
    Nothing,
}

pub(crate) fn meaning(id: &str) -> Meaning {
    match id {
        "name" | "full-name" | "other-names" | "preferred-name" | "former-names" | "aliases" | "known-as" => {
            Meaning::Name
        }
        "date-of-birth" | "age-band" => Meaning::Born,
        "phone" | "telephone" | "mobile" | "email" | "second-phone" | "address" | "current-address"
        | "safe-to-contact" => Meaning::Way,
        "preferred-language" | "language" | "interpreter" | "access-needs" => Meaning::Need,
        "ni-number" | "national-insurance-number" | "nhs-number" | "upn" | "other-identifier" => Meaning::Number,
        "address-history" | "past-addresses" => Meaning::Lived,
        "household-members" | "family-members" | "household" => Meaning::Household,
        _ => Meaning::Nothing,
    }
}

/// Takes out of a section what it says about one member of the household.
#[must_use]
pub fn of_member(
    content: &SectionContent,
    questions: &[FieldInfo],
    context: &Context<'_>,
    person: PersonId,
) -> PersonFacts {
    let mut facts = PersonFacts::default();
    for (question, number, row) in rows_about(content, questions, person) {
        let Some(rows) = question.rows() else { continue };
        let origins = context.origin_of_row(content, &question.id, number);
        let mut belongs = Belonging {
            case: context.case,
            reference: context.reference.to_owned(),
            relation: String::new(),
            says: Vec::new(),
            from: row.get("from").map(str::to_owned),
            until: row.get("until").map(str::to_owned),
            there: is_there(&row, context.on),
            origins: origins.clone(),
        };
        for column in &rows.columns {
            let Some(value) = row.get(&column.id) else { continue };
            let known = || Known { label: column.label.clone(), value: said(column, value), origins: origins.clone() };
            match column.id.as_str() {
                "name" => facts.names.push(known()),
                "born" => facts.born.push(known()),
                "relation" => belongs.relation = said(column, value),
                "from" | "until" => {}
                _ => belongs.says.push((column.label.clone(), said(column, value))),
            }
        }
        facts.belongs.push(belongs);
    }
    facts
}

/// Takes out of a section what it says about who the person is.
#[must_use]
pub fn extract(content: &SectionContent, questions: &[FieldInfo], context: &Context<'_>) -> PersonFacts {
    let mut facts = PersonFacts::default();
    for question in questions {
        match question.rows() {
            Some(rows) => {
                if let Some(shape) = rows.shape {
                    from_rows(&mut facts, content, question, shape, context);
                }
            }
            None => from_value(&mut facts, content, question, context),
        }
    }
    facts
}

fn from_value(facts: &mut PersonFacts, content: &SectionContent, question: &FieldInfo, context: &Context<'_>) {
    let Some(value) = content.get(&question.id) else { return };
    let origins = context.origin(content, &question.id);
    let known = || Known { label: question.label.clone(), value: said(question, value), origins: origins.clone() };
    match meaning(&question.id) {
        Meaning::Name => facts.names.push(known()),
        Meaning::Born => facts.born.push(known()),
        Meaning::Need => facts.needs.push(known()),
        Meaning::Lived => facts.lived_texts.push(known()),
        Meaning::Household => facts.household_texts.push(known()),
        Meaning::Way => facts.ways.push(way(content, question, value, origins)),
        Meaning::Number => facts.identifiers.push(Identifier {
            label: question.label.clone(),
            masked: masked(value),
            issuer: issuer(question_kind(&question.id)).to_owned(),
            until: None,
            over: false,
            place: (context.case, context.category.to_owned(), question.id.clone()),
            origins,
        }),
        Meaning::Nothing => {}
    }
}

/// A single number or address, with what the fields beside it say of its safety.
fn way(content: &SectionContent, question: &FieldInfo, value: &str, origins: Vec<Origin>) -> Way {
    let second = question.id.starts_with("second-");
    let about = |id: &str| {
        let id = if second { format!("second-{id}") } else { id.to_owned() };
        content.get(&id).map(|v| v == "yes")
    };
    let asked: &[(&str, &str)] = match question.id.as_str() {
        "email" => &[("safe-to-email", "write")],
        "address" | "current-address" => &[("safe-address", "write")],
        _ => &[("safe-to-call", "call"), ("safe-to-leave-message", "leave a message")],
    };
    let mut way = Way {
        label: question.label.clone(),
        value: value.to_owned(),
        safe: Vec::new(),
        unsafe_ways: Vec::new(),
        note: String::new(),
        origins,
    };
    if content.get("address-hidden") == Some("yes") && question.id == "address" {
        way.unsafe_ways.push("give to anybody".to_owned());
    }
    for (field, word) in asked {
        match about(field) {
            Some(true) => way.safe.push((*word).to_owned()),
            Some(false) => way.unsafe_ways.push((*word).to_owned()),
            None => {}
        }
    }
    way
}

fn from_rows(
    facts: &mut PersonFacts,
    content: &SectionContent,
    question: &FieldInfo,
    shape: Shape,
    context: &Context<'_>,
) {
    let Some(rows) = question.rows() else { return };
    let origins = context.origin(content, &question.id);
    let words = |column: &str, value: Option<&str>| {
        let Some(value) = value else { return String::new() };
        rows.columns.iter().find(|c| c.id == column).map_or_else(|| value.to_owned(), |c| said(c, value))
    };
    for (at, row) in content.rows(&question.id).iter().enumerate() {
        let text = |column: &str| row.get(column).unwrap_or_default().to_owned();
        match shape {
            Shape::OtherNames => {
                let kind = words("kind", row.get("kind"));
                facts.names.push(Known {
                    label: if kind.is_empty() { question.label.clone() } else { kind },
                    value: text("name"),
                    origins: origins.clone(),
                });
            }
            Shape::ContactWays => {
                // What was ticked is safe; what was not is not, once anybody has said anything.
                let chosen: Vec<&str> = row.get("safe").into_iter().flat_map(str::lines).collect();
                let all = [("call", "call"), ("text", "text"), ("write", "write"), ("message", "leave a message")];
                let pick = |ticked: bool| {
                    let fits = all.iter().filter(|(code, _)| chosen.contains(code) == ticked);
                    if chosen.is_empty() { Vec::new() } else { fits.map(|(_, w)| (*w).to_owned()).collect() }
                };
                facts.ways.push(Way {
                    label: words("way", row.get("way")),
                    value: text("value"),
                    safe: pick(true),
                    unsafe_ways: pick(false),
                    note: text("note"),
                    origins: origins.clone(),
                });
            }
            Shape::Identifiers => facts.identifiers.push(Identifier {
                label: words("kind", row.get("kind")),
                masked: masked(row.get("value").unwrap_or_default()),
                issuer: row.get("issuer").unwrap_or_else(|| issuer(row.get("kind").unwrap_or_default())).to_owned(),
                until: row.get("until").map(str::to_owned),
                over: row.get("until").and_then(last_day).is_some_and(|last| last < context.today),
                place: (
                    context.case,
                    context.category.to_owned(),
                    crate::section::row_key(&question.id, at + 1, "value"),
                ),
                origins: origins.clone(),
            }),
            Shape::Addresses => {}
            Shape::Household => {
                let origins = context.origin_of_row(content, &question.id, at + 1);
                facts.household.push(member(row, &words, context.on, origins));
            }
            Shape::ThirdParties => facts.others.push(Other {
                name: text("name"),
                relation: words("relation", row.get("relation")),
                why: text("why"),
                origins: origins.clone(),
            }),
            Shape::Amounts | Shape::Risks => {}
        }
    }
    if shape == Shape::Addresses {
        let timeline = Timeline::of(content, &question.id, context.on);
        let all = content.rows(&question.id);
        for stay in timeline.stays {
            let Some(row) = all.get(stay.row - 1) else { continue };
            let date = |column: &str| row.get(column).unwrap_or_default().to_owned();
            facts.lived.push(Lived {
                kind: words("kind", row.get("kind")),
                address: date("address"),
                dates: (date("from"), date("until")),
                ended: ["ended", "why-left"].map(|c| words(c, row.get(c))).concat(),
                stay,
                origins: origins.clone(),
            });
        }
    }
}

/// The kind of number that a question of its own asks for.
fn question_kind(id: &str) -> &str {
    if id == "national-insurance-number" { "ni-number" } else { id }
}

/// The age of a row's person on a day, and whether they are a child.
fn age_of(row: &crate::section::Row<'_>, on: Date) -> (Option<i32>, bool) {
    let born = row.get("born").map(|b| b.strip_prefix(crate::form::ABOUT).unwrap_or(b));
    let age = born.and_then(first_day).and_then(|b| age(b, on));
    let related = matches!(row.get("relation"), Some("child" | "stepchild" | "foster-child" | "grandchild"));
    (age, age.map_or(related, |a| a < crate::alert::OF_AGE))
}

/// Whether a row's person is in the household on a day.
fn is_there(row: &crate::section::Row<'_>, on: Date) -> bool {
    let begun = row.get("from").and_then(first_day).is_none_or(|f| f <= on);
    begun && row.get("until").and_then(last_day).is_none_or(|u| u >= on)
}

/// Whether a row of a household is a child who is there on a day.
pub(crate) fn is_child_there(row: &crate::section::Row<'_>, on: Date) -> bool {
    age_of(row, on).1 && is_there(row, on)
}

fn member(
    row: &crate::section::Row<'_>,
    words: &impl Fn(&str, Option<&str>) -> String,
    on: Date,
    origins: Vec<Origin>,
) -> Member {
    let (age, child) = age_of(row, on);
    Member {
        person: row.get(MEMBER).and_then(|id| id.parse().ok()),
        name: row.get("name").map(str::to_owned),
        relation: words("relation", row.get("relation")),
        age,
        child,
        from: row.get("from").map(str::to_owned),
        until: row.get("until").map(str::to_owned),
        there: is_there(row, on),
        origins,
    }
}

/// The age on a day, in whole years.
#[must_use]
pub fn age(born: Date, on: Date) -> Option<i32> {
    if on < born {
        return None;
    }
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    Some(i32::from(on.year() - born.year()) - i32::from(!had_birthday))
}

/// A value in words.
fn said(question: &FieldInfo, value: &str) -> String {
    use notice::source::FieldKind as K;
    match question.kind {
        K::Choice | K::Choices => value.lines().map(|v| question.words_of(v)).collect::<Vec<_>>().join(", "),
        K::YesNo => if value == "yes" { "Yes" } else { "No" }.to_owned(),
        _ => value.to_owned(),
    }
}

impl PersonFacts {
    /// Several sections' facts as one: what is said twice stands once, with both origins.
    #[must_use]
    pub fn together(all: Vec<Self>) -> Self {
        let mut one = Self::default();
        for facts in all {
            put(&mut one.names, facts.names);
            put(&mut one.born, facts.born);
            put(&mut one.needs, facts.needs);
            put(&mut one.lived_texts, facts.lived_texts);
            put(&mut one.household_texts, facts.household_texts);
            for way in facts.ways {
                let alike = |w: &&mut Way| {
                    w.value == way.value
                        && w.safe == way.safe
                        && w.unsafe_ways == way.unsafe_ways
                        && w.label == way.label
                };
                match one.ways.iter_mut().find(alike) {
                    Some(known) => known.origins.extend(way.origins),
                    None => one.ways.push(way),
                }
            }
            for number in facts.identifiers {
                match one.identifiers.iter_mut().find(|i| i.label == number.label && i.masked == number.masked) {
                    Some(known) => known.origins.extend(number.origins),
                    None => one.identifiers.push(number),
                }
            }
            for lived in facts.lived {
                let alike =
                    |l: &&mut Lived| l.dates == lived.dates && l.address == lived.address && l.kind == lived.kind;
                match one.lived.iter_mut().find(alike) {
                    Some(known) => known.origins.extend(lived.origins),
                    None => one.lived.push(lived),
                }
            }
            for member in facts.household {
                let alike = |m: &&mut Member| {
                    m.person == member.person
                        && m.name == member.name
                        && m.relation == member.relation
                        && m.from == member.from
                        && m.until == member.until
                };
                match one.household.iter_mut().find(alike) {
                    Some(known) => known.origins.extend(member.origins),
                    None => one.household.push(member),
                }
            }
            one.others.extend(facts.others);
            one.belongs.extend(facts.belongs);
        }
        one.lived.sort_by_key(|l| std::cmp::Reverse(l.stay.from));
        one
    }
    /// Where they have lived, with the gaps.
    #[must_use]
    pub fn timeline(&self, today: Date) -> Timeline {
        Timeline::over(self.lived.iter().map(|l| l.stay.clone()).collect(), today)
    }
    /// Who is in the household on the day looked at, in words: `2 adults and 1 child`, with the person.
    #[must_use]
    pub fn composition(&self) -> String {
        let there = self.household.iter().filter(|m| m.there);
        let (children, adults): (Vec<&Member>, Vec<&Member>) = there.partition(|m| m.child);
        let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        let adults = count(adults.len() + 1, "adult", "adults");
        if children.is_empty() {
            adults
        } else {
            format!("{adults} and {}", count(children.len(), "child", "children"))
        }
    }
}

fn put(all: &mut Vec<Known>, more: Vec<Known>) {
    for known in more {
        match all.iter_mut().find(|k| k.label == known.label && k.value == known.value) {
            Some(same) => same.origins.extend(known.origins),
            None => all.push(known),
        }
    }
}

/// One thing of two records, side by side.
#[derive(Clone, PartialEq, Eq)]
pub struct Compared {
    /// What.
    pub label: String,
    /// In the one record.
    pub one: String,
    /// In the other.
    pub other: String,
    /// Whether both say the same; none: one of them says nothing.
    pub same: Option<bool>,
}

/// Two records, field by field.
#[must_use]
pub fn compare(one: &PersonFacts, other: &PersonFacts) -> Vec<Compared> {
    let known = |list: &[Known]| list.iter().map(|k| k.value.clone()).collect::<Vec<_>>();
    let ways = |facts: &PersonFacts| facts.ways.iter().map(|w| w.value.replace('\n', ", ")).collect::<Vec<_>>();
    let numbers =
        |facts: &PersonFacts| facts.identifiers.iter().map(|i| format!("{} {}", i.label, i.masked)).collect::<Vec<_>>();
    let people = |facts: &PersonFacts| facts.household.iter().filter_map(|m| m.name.clone()).collect::<Vec<_>>();
    let places = |facts: &PersonFacts| facts.lived.iter().map(|l| l.address.replace('\n', ", ")).collect::<Vec<_>>();
    let sides = [
        ("Names", known(&one.names), known(&other.names)),
        ("Date of birth", known(&one.born), known(&other.born)),
        ("Numbers", numbers(one), numbers(other)),
        ("Ways to reach them", ways(one), ways(other)),
        ("Household", people(one), people(other)),
        ("Places", places(one), places(other)),
    ];
    let mut rows = Vec::new();
    for (label, mut a, mut b) in sides {
        for side in [&mut a, &mut b] {
            side.retain(|v| !v.is_empty());
            side.sort_unstable();
            side.dedup();
        }
        if a.is_empty() && b.is_empty() {
            continue;
        }
        let fold = |v: &String| v.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let shared = a.iter().any(|x| b.iter().any(|y| fold(x) == fold(y)));
        let same = if a.is_empty() || b.is_empty() { None } else { Some(shared) };
        rows.push(Compared { label: label.to_owned(), one: a.join("\n"), other: b.join("\n"), same });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::section::Sure;
    use jiff::civil::date;
    use notice::model::{Part, Rows};
    use notice::source::FieldKind;

    const ON: Date = date(2026, 11, 21);

    fn column(id: &str) -> FieldInfo {
        FieldInfo { id: id.to_owned(), label: id.to_owned(), ..FieldInfo::default() }
    }

    fn household() -> FieldInfo {
        let columns = ["name", "relation", "born", "from", "until"].map(column).to_vec();
        let rows = Rows { one: "person".to_owned(), columns, at_most: 9, about: None, shape: Some(Shape::Household) };
        FieldInfo { part: Part::Rows(rows), ..column("members") }
    }

    fn facts(pairs: &[(&str, &str)], questions: &[FieldInfo], on: Date, reference: &str) -> PersonFacts {
        let whole = Provenance {
            source: "subject".to_owned(),
            sure: Sure::Said,
            on,
            by: None,
            marking: None,
            came: crate::Came::default(),
        };
        let context = Context {
            case: CaseId::from_bytes([1; 16]),
            reference,
            category: "household",
            whole: &whole,
            words: &|s| s.to_owned(),
            on,
            today: on,
        };
        extract(&SectionContent::from_pairs(pairs.iter().copied()), questions, &context)
    }

    #[test]
    fn a_household_changes_by_date() {
        let pairs = [
            ("members.1.name", "Bo"),
            ("members.1.relation", "partner"),
            ("members.1.until", "2026-03"),
            ("members.2.name", "Cy"),
            ("members.2.relation", "child"),
            ("members.2.born", "2008-11-22"),
            ("members.2.from", "2020"),
        ];
        let on = |day: Date| facts(&pairs, &[household()], day, "C1").composition();
        assert_eq!(on(ON), "1 adult and 1 child");
        assert_eq!(on(date(2026, 3, 31)), "2 adults and 1 child", "a month that is the end counts to its last day");
        assert_eq!(on(date(2019, 1, 1)), "2 adults");
        assert_eq!(on(date(2026, 11, 22)), "2 adults", "of age on the birthday itself");
    }

    #[test]
    fn what_two_cases_say_alike_stands_once_with_both() {
        let name = FieldInfo { kind: FieldKind::Text, ..column("name") };
        let one = facts(&[("name", "Ada")], std::slice::from_ref(&name), ON, "C1");
        let two = facts(&[("name", "Ada")], std::slice::from_ref(&name), ON, "C2");
        let both = PersonFacts::together(vec![one.clone(), two]);
        assert_eq!(both.names.len(), 1);
        assert_eq!(both.names[0].origins.iter().map(|o| o.case.as_str()).collect::<Vec<_>>(), ["C1", "C2"]);
        let rows = compare(&one, &both);
        assert!(rows.len() == 1 && rows[0].same == Some(true));
    }

    #[test]
    fn numbers_come_with_their_end_only() {
        let number = column("ni-number");
        let all = facts(&[("ni-number", "QQ123456C")], &[number], ON, "C1");
        assert_eq!(all.identifiers[0].masked, "••••••56C");
        assert_eq!(all.identifiers[0].place.2, "ni-number");
        assert!(!format!("{all:?}").contains("QQ"));
    }
}
