//! A person apart from any case; records of one person; what is masked, shown in full.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::evidence::evidence;
use crate::show::{self, date, date_words};
use app::views::Item;
use app::{AppError, LinkLine, NeedFrom, PersonView, REVEAL_REASONS, SideView};
use casework::Sure;
use casework::person::{Compared, Identifier, Known, Member, Origin, PersonFacts, Way};
use disclosure::Disclosed;
use jiff::civil::Date;
use pages::case::{CaseHead, Reveal};
use pages::form::{Choice, FormState};
use pages::person::{
    BelongsTo, CaseOf, ComparePage, CompareRow, Fact, Facts, Has, LinkOf, MemberFact, NumberFact, PersonPage,
    PlaceFact, SideOf, WayFact, WithheldPart,
};
use pages::sheet::{Card, Group, Sheet};
use pages::{Link, Tone};

fn origins(all: &[Origin]) -> Vec<String> {
    let words = |o: &Origin| {
        // That somebody said so is the rule; only what is surer or less sure is worth a word.
        let sure = if o.sure == Sure::Said.words() { String::new() } else { format!(" {}.", o.sure) };
        format!("{}, {}.{sure} {}", o.source, date(o.on), o.case)
    };
    all.iter().map(words).collect()
}

fn fact(known: &Known) -> Fact {
    Fact { label: known.label.clone(), text: known.value.clone(), origins: origins(&known.origins) }
}

fn born(known: &Known) -> Fact {
    Fact { text: date_words(&known.value), ..fact(known) }
}

fn way(way: &Way) -> WayFact {
    let list = |words: &[String]| words.join(", ");
    WayFact {
        label: way.label.clone(),
        text: way.value.clone(),
        safe: (!way.safe.is_empty()).then(|| format!("Safe to {}", list(&way.safe))),
        danger: (!way.unsafe_ways.is_empty()).then(|| format!("Do not {}", list(&way.unsafe_ways))),
        note: way.note.clone(),
        origins: origins(&way.origins),
    }
}

fn number(number: &Identifier) -> NumberFact {
    let (case, category, key) = &number.place;
    NumberFact {
        label: number.label.clone(),
        masked: number.masked.clone(),
        issuer: number.issuer.clone(),
        valid: match &number.until {
            Some(until) if number.over => format!("Not valid since {}", date_words(until)),
            Some(until) => format!("Valid until {}", date_words(until)),
            None => String::new(),
        },
        over: number.over,
        reveal: format!("/cases/{case}/sections/{category}/reveal/{key}"),
        origins: origins(&number.origins),
    }
}

/// From when to when, in words.
fn times(from: Option<&str>, until: Option<&str>) -> String {
    match (from, until) {
        (Some(from), Some(until)) => format!("from {} until {}", date_words(from), date_words(until)),
        (Some(from), None) => format!("since {}", date_words(from)),
        (None, Some(until)) => format!("until {}", date_words(until)),
        (None, None) => String::new(),
    }
}

/// Somebody of a household.
pub(crate) fn member(member: &Member) -> MemberFact {
    let when = times(member.from.as_deref(), member.until.as_deref());
    MemberFact {
        href: member.person.map(|person| format!("/people/{person}")),
        seen: None,
        tags: Vec::new(),
        name: member.name.clone().unwrap_or_else(|| {
            if member.child { "A child (name not shown to you)" } else { "Name not recorded" }.to_owned()
        }),
        relation: member.relation.clone(),
        age: member.age.map(|a| match a {
            0 => "under 1 year".to_owned(),
            1 => "1 year old".to_owned(),
            n => format!("{n} years old"),
        }),
        child: member.child,
        when,
        origins: origins(&member.origins),
    }
}

/// Stays and gaps in one list, the newest first.
fn places(facts: &PersonFacts, today: Date) -> (Vec<PlaceFact>, pages::StateTag) {
    let timeline = facts.timeline(today);
    let mut all: Vec<(Date, PlaceFact)> = Vec::new();
    for lived in &facts.lived {
        let when = match lived.dates.1.as_str() {
            "" => format!("Since {}", date_words(&lived.dates.0)),
            until => format!("{} to {}", date_words(&lived.dates.0), date_words(until)),
        };
        let sort = if lived.stay.no_home { "no-home" } else { "home" };
        let place = PlaceFact {
            label: lived.kind.clone(),
            text: lived.address.clone(),
            ended: lived.ended.clone(),
            when,
            sort,
            origins: origins(&lived.origins),
        };
        all.push((lived.stay.from, place));
    }
    for gap in &timeline.gaps {
        let days = gap.days();
        let place = PlaceFact {
            label: format!("Nothing known for {days} {}", if days == 1 { "day" } else { "days" }),
            text: String::new(),
            ended: String::new(),
            when: format!("{} to {}", date(gap.from), date(gap.until)),
            sort: "gap",
            origins: Vec::new(),
        };
        all.push((gap.from, place));
    }
    all.sort_by_key(|(from, _)| std::cmp::Reverse(*from));
    let coverage = if timeline.is_whole() {
        show::tag("Every day of the last five years is covered", Tone::Good)
    } else if facts.lived.is_empty() {
        show::tag("Nothing of the last five years is covered", Tone::Warn)
    } else {
        let missing = timeline.all - timeline.covered;
        show::tag(format!("{missing} days of the last five years are not covered"), Tone::Warn)
    };
    (if facts.lived.is_empty() { Vec::new() } else { all.into_iter().map(|(_, p)| p).collect() }, coverage)
}

fn facts(facts: &PersonFacts, today: Date) -> Facts {
    let mut who: Vec<Fact> = facts.names.iter().map(fact).collect();
    who.extend(facts.born.iter().map(born));
    let births =
        facts.born.iter().filter(|b| b.value.contains(|c: char| c.is_ascii_digit()) && b.label.contains("irth"));
    let (places, coverage) = places(facts, today);
    let (there, before): (Vec<&Member>, Vec<&Member>) = facts.household.iter().partition(|m| m.there);
    Facts {
        who,
        births_differ: births.count() > 1,
        ways: facts.ways.iter().map(way).collect(),
        needs: facts.needs.iter().map(fact).collect(),
        numbers: facts.identifiers.iter().map(number).collect(),
        places,
        coverage,
        place_texts: facts.lived_texts.iter().map(fact).collect(),
        household: there.into_iter().map(member).collect(),
        household_before: before.into_iter().map(member).collect(),
        composition: facts.composition(),
        household_texts: facts.household_texts.iter().map(fact).collect(),
        belongs: facts
            .belongs
            .iter()
            .map(|b| BelongsTo {
                href: format!("/cases/{}/household", b.case),
                reference: b.reference.clone(),
                relation: b.relation.clone(),
                when: times(b.from.as_deref(), b.until.as_deref()),
                there: b.there,
                says: b.says.clone(),
                origins: origins(&b.origins),
            })
            .collect(),
        others: facts
            .others
            .iter()
            .map(|o| Fact {
                label: if o.relation.is_empty() { "Other person".to_owned() } else { o.relation.clone() },
                text: if o.why.is_empty() { o.name.clone() } else { format!("{}\n{}", o.name, o.why) },
                origins: origins(&o.origins),
            })
            .collect(),
    }
}

fn link(line: &LinkLine) -> LinkOf {
    LinkOf {
        id: line.id.to_string(),
        href: format!("/people/{}", line.other),
        words: format!(
            "Linked by {} {}, {} of 100 alike{}",
            line.linked.0,
            line.linked.1.words(),
            line.score,
            if line.run.is_some() { ", found by a matching run" } else { "" }
        ),
        split: line.split.as_ref().map(|(who, at)| format!("Split again by {who} {}", at.words())),
    }
}

/// The page of a person.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let on: Option<Date> = ask.query("on").parse().ok();
    let view: PersonView = ask.app().person(ask.actor()?, ask.person("person")?, on)?;
    let notice = show::notice_head(&view.notice);
    let href = notice.href.clone();
    let asks = |ids: &[&str]| view.asks_for.iter().any(|a| ids.contains(&a.as_str()));
    let has = Has {
        addresses: asks(&["address-history", "past-addresses", "homelessness-history"]),
        household: asks(&["household-members", "family-members", "household"]),
        numbers: asks(&["ni-number", "nhs-number", "upn", "other-identifiers", "other-identifier"]),
        needs: asks(&["preferred-language", "language", "interpreter", "access-needs"]),
        others: asks(&["third-parties", "third-party-name"]),
    };
    let today = view.today;
    let page = PersonPage {
        id: view.id.to_string(),
        name: show::name(view.name, &href),
        cases: view
            .cases
            .iter()
            .map(|c| CaseOf {
                href: format!("/cases/{}", c.id),
                reference: c.reference.clone(),
                service: c.service.clone(),
                state: show::open(c.open),
                opened: date(c.opened_on),
                elsewhere: c.person != view.id,
                as_member: c.as_member,
            })
            .collect(),
        facts: view.facts.map(|f| facts(&f, today)),
        has,
        on: view.on.to_string(),
        on_words: date(view.on),
        kept_back: view.kept_back,
        withheld: view
            .withheld
            .into_iter()
            .map(|w| WithheldPart { label: w.label, why: show::withheld(w.why, &href) })
            .collect(),
        links: view.links.iter().map(link).collect(),
        proposals: view.proposals,
        can_link: view.can_link,
        own_case: ask.actor()?.is_staff() && view.cases.iter().any(|c| !c.as_member),
        notice,
    };
    ask.page(&page)
}

/// What one service knows of a part of the record, or that it knows nothing.
fn need(from: NeedFrom) -> Card {
    let (words, tone) = match &from.section.content {
        Item::Released(content) if !content.get().is_empty() => ("Written down", Tone::Good),
        Item::Released(_) | Item::Empty => ("Missing: nobody has written it down", Tone::Warn),
        Item::Withheld(_) => ("Held back from you", Tone::Warn),
        Item::Erased => ("Erased", Tone::Plain),
    };
    let mut lines: Vec<String> =
        from.section.recorded.iter().map(|(at, by)| format!("Written by {by}, {}.", at.words())).collect();
    if let Item::Withheld(why) = &from.section.content {
        lines.extend(why.reasons.iter().cloned());
    }
    lines.extend(from.section.kept_back.iter().cloned());
    let rows = match from.section.content {
        Item::Released(content) => Some(show::rows(content, &from.section.fields, "")),
        _ => None,
    };
    Card {
        title: format!("{}{}", from.service, if from.open { "" } else { " (closed)" }),
        href: Some(format!("/cases/{}", from.case)),
        reference: from.reference,
        tags: vec![show::tag(words, tone)],
        lines,
        rows,
        ..Card::default()
    }
}

/// What somebody needs, from all services that the officer may see.
pub(crate) fn needs(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().needs(ask.actor()?, ask.person("person")?)?;
    let mut lede = vec![format!(
        "What each service under {} has written down, part by part. What is missing is shown as missing.",
        view.notice.title
    )];
    if !view.without.is_empty() {
        lede.push(format!("There is no case of theirs that you may see in: {}.", view.without.join(", ")));
    }
    let groups = view.parts.into_iter().map(|part| Group {
        id: part.category,
        heading: part.label,
        empty: String::new(),
        cards: part.from.into_iter().map(need).collect(),
    });
    let page = Sheet {
        heading: "What they need, in all services".to_owned(),
        lede,
        back: Some(Link { text: "The person".to_owned(), href: format!("/people/{}", view.id) }),
        groups: groups.collect(),
        ..Sheet::default()
    };
    ask.page(&page)
}

/// From a case to its person.
pub(crate) fn of_case(ask: &Ask) -> Result<Answer, Failure> {
    let person = ask.app().person_of(ask.actor()?, ask.case()?)?;
    Ok(Answer::next(format!("/people/{person}")))
}

/// Undoes a link.
pub(crate) fn split(ask: &Ask) -> Result<Answer, Failure> {
    let person = ask.person("person")?;
    let link = ask.field("link").parse().map_err(|_| Failure::not_found())?;
    ask.app().split_people(ask.actor()?, link, person)?;
    Ok(Answer::next(format!("/people/{person}")).saying(Said::Split))
}

pub(super) fn notice_href(ask: &Ask) -> String {
    ask.actor().map(|actor| format!("/notices/{}", actor.capacity.notice)).unwrap_or_default()
}

fn side(view: SideView, href: &str) -> SideOf {
    SideOf { href: format!("/people/{}", view.person), name: show::name(view.name, href), cases: view.cases.join(", ") }
}

/// Dates of birth in words; everything else as it is.
fn in_words(label: &str, text: &str) -> String {
    if label == "Date of birth" { text.lines().map(date_words).collect::<Vec<_>>().join("\n") } else { text.to_owned() }
}

/// Two records, field by field.
pub(crate) fn compare_rows(fields: Disclosed<Vec<Compared>>) -> Disclosed<Vec<CompareRow>> {
    fields.map(|rows| {
        rows.into_iter()
            .map(|row| CompareRow {
                one: in_words(&row.label, &row.one),
                other: in_words(&row.label, &row.other),
                label: row.label,
                verdict: match row.same {
                    Some(true) => "same",
                    Some(false) => "differs",
                    None => "unknown",
                },
            })
            .collect()
    })
}

fn show_compare(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (a, b) = (ask.person("person")?, ask.person("other")?);
    let view = ask.app().compare_people(ask.actor()?, a, b)?;
    let href = notice_href(ask);
    let fine = form.is_fine();
    let page = ComparePage {
        form,
        action: format!("/people/{a}/compare/{b}"),
        one: side(view.one, &href),
        other: side(view.other, &href),
        evidence: view.evidence.map(evidence),
        rows: compare_rows(view.fields),
        linked: view.linked.is_some(),
    };
    ask.form_page(&page, fine)
}

/// Two records side by side.
pub(crate) fn compare_page(ask: &Ask) -> Result<Answer, Failure> {
    show_compare(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn decide_again(ask: &Ask) -> Result<Answer, Failure> {
    show_compare(ask, stale())
}

/// Says whether they are one person.
pub(crate) fn decide(ask: &Ask) -> Result<Answer, Failure> {
    let (a, b) = (ask.person("person")?, ask.person("other")?);
    let actor = ask.actor()?;
    let done = match ask.field("do") {
        "same" => ask.app().link_people(actor, a, b).map(|()| Said::Linked),
        "different" => ask.app().keep_apart(actor, a, b).map(|()| Said::KeptApart),
        _ => return show_compare(ask, FormState::wrong("", "Choose whether they are one person or two")),
    };
    match done {
        Ok(said) => Ok(Answer::next(format!("/people/{a}")).saying(said)),
        Err(AppError::Refused(words)) => show_compare(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

fn show_reveal(ask: &Ask, form: FormState, reason: Option<&str>) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let actor = ask.actor()?;
    let (category, key) = (ask.param("category"), ask.param("key"));
    // Without a reason only what the question is called is looked up.
    let (reference, label, value) = match reason {
        Some(reason) => {
            let shown = ask.app().reveal(actor, case, category, key, reason)?;
            (shown.reference, shown.label, Some(shown.value))
        }
        None => {
            let (reference, label) = ask.app().reveal_what(actor, case, category, key)?;
            (reference, label, None)
        }
    };
    let fine = form.is_fine();
    let picked = ask.field("reason");
    let page = Reveal {
        case: CaseHead { id: case.to_string(), reference, ..CaseHead::default() },
        form,
        action: format!("/cases/{case}/sections/{category}/reveal/{key}"),
        section: category.to_owned(),
        label,
        reasons: REVEAL_REASONS
            .iter()
            .map(|(code, words)| Choice {
                value: (*code).to_owned(),
                label: (*words).to_owned(),
                hint: None,
                picked: *code == picked,
            })
            .collect(),
        nothing: matches!(value, Some(None)),
        value: value.flatten(),
    };
    ask.form_page(&page, fine)
}

/// Why somebody needs all of what is masked.
pub(crate) fn reveal_page(ask: &Ask) -> Result<Answer, Failure> {
    show_reveal(ask, FormState::default(), None)
}

/// The same, with its token made new.
pub(crate) fn reveal_again(ask: &Ask) -> Result<Answer, Failure> {
    show_reveal(ask, stale(), None)
}

/// Shows it.
pub(crate) fn reveal(ask: &Ask) -> Result<Answer, Failure> {
    let reason = ask.field("reason");
    if !REVEAL_REASONS.iter().any(|(code, _)| *code == reason) {
        return show_reveal(ask, FormState::wrong("reason", "Choose why you need to see all of it"), None);
    }
    show_reveal(ask, FormState::default(), Some(reason))
}
