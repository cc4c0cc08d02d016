//! Fills the fields of a case.

use crate::case::{Section, SyntheticCase, Value};
use crate::chance::Chance;
use crate::codes::{Code, Nationality, Sex, Sexuality};
use crate::day::{Day, number};
use crate::meaning::Presence;
use crate::names::write_surname;
use crate::person::{Makers, Member, Person, Relation};
use crate::phrases::{Phrases, write_postcode};
use crate::plan::{CategoryPlan, Choice, Fill, NoticePlan, Topics};
use crate::story::Story;
use crate::truth::Truths;

/// All that a value may be made from.
pub struct Source<'a> {
    pub makers: &'a Makers,
    pub phrases: &'a Phrases,
    pub topics: &'a Topics,
    pub person: &'a Person,
    pub story: &'a Story,
}

/// Fills all sections of a case.
pub fn fill_case(source: &Source<'_>, plan: &NoticePlan, case: &mut SyntheticCase, chance: &mut Chance) {
    for category in &plan.categories {
        let collected = category.services.is_empty() || category.services.contains(&case.service);
        if collected && is_present(category, source.story.truths, chance) {
            fill_category(source, category, case, chance);
        }
    }
}

fn is_present(category: &CategoryPlan, truths: Truths, chance: &mut Chance) -> bool {
    let often = match category.presence {
        Presence::Often(p) => p,
        Presence::If(truth, so, not) => {
            if truths.has(truth) {
                so
            } else {
                not
            }
        }
    };
    // The draw is made in any case, so that one category's rule does not shift what others draw.
    chance.happens(often) || category.required
}

fn fill_category(source: &Source<'_>, category: &CategoryPlan, case: &mut SyntheticCase, chance: &mut Chance) {
    let first = case.values.len();
    for (at, field) in category.fields.iter().enumerate() {
        // A section that has to be given says something, whichever of its fields may be left out.
        let needed = field.required || (category.required && at == 0);
        let optional = !needed && !matches!(field.fill, Fill::Name | Fill::Born);
        if optional && chance.happens(0.12) {
            continue;
        }
        let from = case.text.len();
        write(source, &field.fill, needed, chance, &mut case.text);
        let to = case.text.len();
        if to > from {
            capital(&field.fill, &mut case.text, from);
            if matches!(field.fill, Fill::FormerName) {
                case.former_name = (offset(from), offset(to));
            }
            case.values.push(Value { field: place(at), from: offset(from), to: offset(to) });
        }
    }
    if case.values.len() > first {
        case.sections.push(Section { category: category.ix, from: offset(first), to: offset(case.values.len()) });
    }
}

/// Sentences may begin with a slot: their first letter is a capital one all the same. Options of choices stay as they are.
fn capital(fill: &Fill, text: &mut str, from: usize) {
    let sentence = matches!(fill, Fill::Text(_) | Fill::TextIf(..) | Fill::ByReason | Fill::ByPlace | Fill::Household);
    if let Some(first) = text.get_mut(from..from + 1).filter(|_| sentence) {
        first.make_ascii_uppercase();
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn place(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Writes one value; nothing if there is none to write. A required field always gets one.
fn write(source: &Source<'_>, fill: &Fill, required: bool, chance: &mut Chance, out: &mut String) {
    let Source { makers, phrases, topics, person, story } = source;
    let say = |topic, chance: &mut Chance, out: &mut String| phrases.write(topic, person, story.opened, chance, out);
    match fill {
        Fill::Name => person.write_name(out),
        Fill::PreferredName => out.push_str(person.name.forename),
        Fill::FormerName if person.former_surname.is_empty() && !required => {}
        Fill::FormerName => {
            out.push_str(person.name.forename);
            out.push(' ');
            let surname = if person.former_surname.is_empty() { person.family_name } else { person.former_surname };
            write_surname(out, surname, person.sex);
        }
        Fill::OtherPersonsName => other_person(makers, person, chance, out),
        Fill::OtherPersonsPhone => {
            out.push_str("01632960");
            number(out, chance.below(1000), 3);
        }
        Fill::Born => person.born.write(out),
        // Not everybody knows the number; children and some newcomers have none.
        Fill::NiNumber if required || (person.age >= 16 && person.number % 10 < 9) => {
            person.write_ni_number(makers.seed, out);
        }
        Fill::NiNumber => {}
        Fill::NhsNumber => person.write_nhs_number(out),
        Fill::Upn => person.write_upn(out),
        Fill::Phone if required || person.has_phone => person.write_phone(out),
        Fill::Email if required || person.has_email => person.write_email(out),
        Fill::Phone | Fill::Email => {}
        Fill::Address => phrases.write_address(chance, out),
        Fill::Postcode => write_postcode(chance, "", out),
        Fill::PastAddresses => past_addresses(source, chance, out),
        Fill::Household => household(source, chance, out),
        Fill::Children => figure(person.of(Relation::Child).count(), out),
        Fill::Bedrooms => number(out, story.bedrooms.unsigned_abs(), 1),
        Fill::Percent => number(out, 100 - chance.passed(9.0, 70).unsigned_abs(), 1),
        Fill::Count => number(out, chance.below(5) + 1, 1),
        Fill::Income => money(story.income, chance, out),
        Fill::Spending => money(story.income * chance.between(80, 115) / 100, chance, out),
        Fill::Arrears if story.arrears == 0 => out.push_str("0.00"),
        Fill::Arrears => money(story.arrears, chance, out),
        Fill::Money => money(chance.between(20, 900), chance, out),
        Fill::Language => language(source, chance, out),
        Fill::Nationality => out.push_str(nationality(person, chance)),
        Fill::Gender => out.push_str(match person.sex {
            Sex::Male => "Man",
            Sex::Female => "Woman",
            Sex::Other => "Non-binary",
        }),
        Fill::Sexuality => out.push_str(match person.sexuality {
            Sexuality::Heterosexual => "Heterosexual",
            Sexuality::PreferNotToSay => "Prefers not to say",
            Sexuality::GayOrLesbian => "Gay or lesbian",
            Sexuality::Bisexual => "Bisexual",
            Sexuality::Other => "Describes it in another way",
        }),
        Fill::One(choices) => out.push_str(one(choices, story.truths, chance)),
        Fill::Any(choices) => any(choices, story.truths, required, chance, out),
        Fill::So(truth) => out.push_str(if story.truths.has(*truth) { "yes" } else { "no" }),
        Fill::Often(percent) => out.push_str(if chance.below(100) < u32::from(*percent) { "yes" } else { "no" }),
        Fill::Future => future(story, makers.as_of, chance).write(out),
        Fill::Past => past(story, makers.as_of, chance).write(out),
        Fill::Opened => story.opened.write(out),
        Fill::Text(topic) => say(*topic, chance, out),
        Fill::TextIf(truth, so, not) => say(if story.truths.has(*truth) { *so } else { *not }, chance, out),
        Fill::ByReason => {
            if let Some(topic) = topics.reason.get(story.reason.index()) {
                say(*topic, chance, out);
            }
        }
        Fill::ByPlace => {
            if let Some(topic) = topics.living.get(story.accommodation.index()) {
                say(*topic, chance, out);
            }
        }
    }
}

fn figure(count: usize, out: &mut String) {
    number(out, u32::try_from(count).unwrap_or(0), 1);
}

fn money(pounds: i32, chance: &mut Chance, out: &mut String) {
    number(out, pounds.unsigned_abs(), 1);
    out.push('.');
    number(out, chance.below(100), 2);
}

/// An option that agrees with the record; else any that claims nothing; else any.
fn one<'a>(choices: &'a [Choice], truths: Truths, chance: &mut Chance) -> &'a str {
    let fits = choices.iter().filter(|c| c.when.meets(truths)).count();
    let pick = |n: usize, chance: &mut Chance| chance.below(u32::try_from(n).unwrap_or(1)) as usize;
    if fits > 0 {
        let at = pick(fits, chance);
        return choices.iter().filter(|c| c.when.meets(truths)).nth(at).map_or("", |c| &c.text);
    }
    let open = choices.iter().filter(|c| c.when == Truths::default()).count();
    let at = pick(if open > 0 { open } else { choices.len() }, chance);
    choices.iter().filter(|c| open == 0 || c.when == Truths::default()).nth(at).map_or("", |c| &c.text)
}

/// Every option that agrees with the record, one a line; options that claim nothing now and then.
fn any(choices: &[Choice], truths: Truths, required: bool, chance: &mut Chance, out: &mut String) {
    let from = out.len();
    for choice in choices {
        let takes = if choice.when == Truths::default() { chance.happens(0.12) } else { choice.when.meets(truths) };
        if takes {
            if out.len() > from {
                out.push('\n');
            }
            out.push_str(&choice.text);
        }
    }
    if required && out.len() == from {
        out.push_str(one(choices, truths, chance));
    }
}

/// A day between the opening of the case and today (or its end).
fn past(story: &Story, as_of: Day, chance: &mut Chance) -> Day {
    let end = story.closed.map_or(as_of, |(day, _)| day);
    story.opened.plus(chance.between(0, (end.0 - story.opened.0).clamp(0, 400)))
}

/// A day that lies ahead, or did while the case was open.
fn future(story: &Story, as_of: Day, chance: &mut Chance) -> Day {
    let from = story.closed.map_or(as_of, |(day, _)| day);
    from.plus(chance.between(3, 60))
}

fn other_person(makers: &Makers, person: &Person, chance: &mut Chance, out: &mut String) {
    let sex = if chance.happens(0.5) { Sex::Female } else { Sex::Male };
    let born = person.born.civil().0 - 10;
    out.push_str(makers.names.forename(person.name.group, sex, born, chance));
    out.push(' ');
    write_surname(out, makers.names.surname(person.name.group, chance), sex);
}

fn household(source: &Source<'_>, chance: &mut Chance, out: &mut String) {
    let Source { phrases, topics, person, story, .. } = source;
    if person.members.is_empty() {
        phrases.write(topics.alone, person, story.opened, chance, out);
        return;
    }
    for (at, member) in person.members.iter().enumerate() {
        if at > 0 {
            out.push_str("; ");
        }
        let Member { relation, sex, forename, born } = *member;
        out.push_str(match (relation, sex) {
            (Relation::Partner, _) => "partner ",
            (Relation::Child, Sex::Female) => "daughter ",
            (Relation::Child, _) => "son ",
            (Relation::Adult, _) => "adult relative ",
        });
        out.push_str(forename);
        out.push(' ');
        write_surname(out, person.family_name, sex);
        out.push_str(", born ");
        number(out, born.civil().0.unsigned_abs(), 4);
        let months = (story.opened.0 - born.0) / 30;
        if (2..24).contains(&months) {
            out.push_str(" (");
            number(out, months.unsigned_abs(), 1);
            out.push_str(" months)");
        }
    }
}

fn past_addresses(source: &Source<'_>, chance: &mut Chance, out: &mut String) {
    let Source { phrases, topics, person, story, .. } = source;
    let mut year = story.opened.civil().0;
    for at in 0..chance.between(1, 3) {
        if at > 0 {
            out.push('\n');
        }
        let until = year;
        year -= chance.between(1, 2);
        number(out, year.unsigned_abs(), 4);
        out.push_str(" to ");
        number(out, until.unsigned_abs(), 4);
        out.push_str(": ");
        phrases.write_address(chance, out);
        out.push_str(" (");
        phrases.write(topics.past_places, person, story.opened, chance, out);
        out.push(')');
    }
}

/// A language that goes with the name; most people speak English.
fn language(source: &Source<'_>, chance: &mut Chance, out: &mut String) {
    let Source { phrases, person, .. } = source;
    let own = person.nationality == Nationality::British || chance.happens(0.55);
    let languages = &phrases.places.languages;
    let at = if own { 0 } else { person.name.group.min(languages.len().saturating_sub(1)) };
    out.push_str(languages.get(at).map_or("English", String::as_str));
}

fn nationality(person: &Person, chance: &mut Chance) -> &'static str {
    let any = |chance: &mut Chance, list: &[&'static str]| chance.pick(list).copied().unwrap_or("Not known");
    match person.nationality {
        Nationality::British => "British",
        Nationality::Irish => "Irish",
        Nationality::Eea => any(chance, &["Polish", "Romanian", "Portuguese", "Lithuanian", "Bulgarian", "Italian"]),
        Nationality::Other => any(
            chance,
            &[
                "Eritrean",
                "Sudanese",
                "Afghan",
                "Iranian",
                "Nigerian",
                "Pakistani",
                "Somali",
                "Syrian",
                "Indian",
                "Ukrainian",
            ],
        ),
    }
}
