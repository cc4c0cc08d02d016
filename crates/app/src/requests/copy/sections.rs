//! Sections with their history. What stood there unchanged over several versions is one passage, with the time that it stood.

use super::gather::{CopyPassage, Gathering, Words};
use super::marks::{Whose, named_in, of_row};
use crate::cases::parts::{author, names};
use crate::error::AppError;
use crate::shares::in_words;
use ::rights::{Mark, Part};
use casework::SectionContent;
use disclosure::Disclosed;
use kernel::{Timestamp, london_date};
use notice::model::{FieldInfo, Shape};
use notice::source::{SourceRestriction, Special};
use store::{Section, Tx};

/// What stands in one place of a section.
struct Stood {
    /// The field, and for a row what it says: by both it is known again in the next version.
    field: String,
    place: String,
    label: String,
    text: String,
    marks: Vec<Mark>,
    source: String,
    by: String,
    from: Timestamp,
    until: Option<Timestamp>,
    last_version: i32,
}

pub(super) fn gather(tx: &mut Tx<'_>, at: &mut Gathering<'_>, sections: &[Section]) -> Result<(), AppError> {
    let people = names(tx, at.inner, sections, None)?;
    let mut opened: Vec<(&Section, Disclosed<SectionContent>)> = Vec::new();
    for section in sections {
        if let Some(content) = at.open::<SectionContent>(&section.category, section.place(), &section.sealed)? {
            let Some(category) = at.category(&section.category) else { continue };
            let (content, _) = at.look.with_members(at.recorded, category, content, at.ring)?;
            opened.push((section, content));
        }
    }
    let own = own_names(at, &opened);
    at.people = (own.clone(), others(at, &opened));
    for &category in &at.look.notice.all {
        let id = at.look.notice.category_id(category);
        let mut versions: Vec<&(&Section, Disclosed<SectionContent>)> =
            opened.iter().filter(|(s, _)| s.category == id).collect();
        versions.sort_by_key(|(s, _)| s.version);
        let mut stood: Vec<(Stood, Disclosed<String>)> = Vec::new();
        for (section, content) in versions {
            let by = author(section, &people);
            for new in lines(at, section, content.get(), &own, &by) {
                let same = stood
                    .iter_mut()
                    .find(|(s, _)| s.field == new.field && s.text == new.text && s.last_version + 1 == section.version);
                match same {
                    Some((same, _)) => {
                        same.last_version = section.version;
                        same.until = section.superseded_at;
                        let more: Vec<Mark> = new.marks.into_iter().filter(|m| !same.marks.contains(m)).collect();
                        same.marks.extend(more);
                    }
                    None => {
                        let text = content.map_ref(|_| new.text.clone());
                        stood.push((new, text));
                    }
                }
            }
        }
        for (s, text) in stood {
            let (heading, part) = (at.look.notice.category_label(id), Part::Record);
            at.push(CopyPassage {
                place: s.place,
                case: at.case(),
                part,
                category: id.to_owned(),
                heading,
                label: s.label,
                when: period(s.from, s.until),
                source: Some(s.source),
                by: s.by,
                text: Words::Opened(text),
                marks: s.marks,
                document: None,
            });
        }
    }
    Ok(())
}

fn period(from: Timestamp, until: Option<Timestamp>) -> String {
    let day = |at| clocks::date_words(london_date(at));
    match until {
        None => format!("Since {}", day(from)),
        Some(until) => format!("From {} until {}", day(from), day(until)),
    }
}

/// The names by which the person has been known.
fn own_names(at: &Gathering<'_>, opened: &[(&Section, Disclosed<SectionContent>)]) -> Vec<String> {
    let Some((category, field)) = &at.look.notice.well_known.name else { return Vec::new() };
    let id = at.look.notice.category_id(*category);
    let mut own: Vec<String> = Vec::new();
    for (_, content) in opened.iter().filter(|(s, _)| s.category == id) {
        let name = content.get().get(field).unwrap_or_default().trim();
        if !name.is_empty() && !own.iter().any(|o| o == name) {
            own.push(name.to_owned());
        }
    }
    own
}

/// The names of everybody whom rows about people name.
fn others(at: &Gathering<'_>, opened: &[(&Section, Disclosed<SectionContent>)]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (section, content) in opened {
        let Some(category) = at.look.notice.compiled.category(&section.category) else { continue };
        for question in at.look.questions(category, Some(section)).iter() {
            let Some(rows) = question.rows() else { continue };
            let people = matches!(rows.shape, Some(Shape::Household | Shape::ThirdParties)) || rows.about.is_some();
            for row in content.get().rows(&question.id).iter().filter(|_| people) {
                let name = named_in(rows, row).unwrap_or_default().trim();
                if !name.is_empty() && !found.iter().any(|f| f == name) {
                    found.push(name.to_owned());
                }
            }
        }
    }
    found
}

/// The lines of a version: one for each question, or for each row of it.
fn lines(at: &Gathering<'_>, section: &Section, content: &SectionContent, own: &[String], by: &str) -> Vec<Stood> {
    let look = at.look;
    let merged = &look.notice.compiled.merged;
    let Some(category) = look.notice.compiled.category(&section.category) else { return Vec::new() };
    let questions = look.questions(category, Some(section));
    let info = look.notice.compiled.categories.get(usize::from(category.0));
    let health = info.is_some_and(|i| matches!(i.special, Some(Special::Health | Special::Genetic)));
    let about_others = merged.category.get(&section.category).is_some_and(|c| {
        let main = merged.notice.subjects.first();
        c.about.iter().any(|a| Some(a) != main)
    });
    let mut found = Vec::new();
    for field in content.given() {
        let question = questions.iter().find(|q| q.id == field);
        let source = content.said.get(field).map_or(section.source.as_str(), |s| s.source.as_str());
        let mut marks = Vec::new();
        if about_others || matches!(at.whose, Whose::Member(_)) {
            marks.push(Mark::OtherPerson);
        }
        let limits = merged.source.get(source).map(|s| s.restrictions.as_slice()).unwrap_or_default();
        if limits.contains(&SourceRestriction::InConfidence) {
            marks.push(Mark::InConfidence);
        }
        if limits.contains(&SourceRestriction::OriginatorApproval) {
            marks.push(Mark::Originator);
        }
        let from_them = merged.source.get(source).is_some_and(|s| s.from.iter().any(|f| f == "subject"));
        if health && source != "subject" && !from_them {
            marks.push(Mark::Health);
        }
        let label = question.map_or_else(|| field.to_owned(), |q| q.label.clone());
        let place = at.place(&format!("s/{}/{}/{field}", section.category, section.version));
        let one = |place: String, text: String, marks: Vec<Mark>| Stood {
            field: field.to_owned(),
            place,
            label: label.clone(),
            text,
            marks,
            source: look.notice.source_words(source),
            by: by.to_owned(),
            from: section.recorded_at,
            until: section.superseded_at,
            last_version: section.version,
        };
        let rows = content.rows(field);
        if let Some(value) = content.get(field) {
            let text = value.lines().map(|line| in_words(question, line)).collect::<Vec<_>>().join("\n");
            found.push(one(place, text, marks));
        } else if let Some(of) = question.and_then(FieldInfo::rows) {
            for (number, row) in rows.iter().enumerate() {
                let cells = of
                    .columns
                    .iter()
                    .filter_map(|c| row.get(&c.id).map(|v| format!("{}: {}", c.label, in_words(Some(c), v))));
                let mut of_this: Vec<Mark> = marks.iter().copied().filter(|m| *m != Mark::OtherPerson).collect();
                of_this.extend(of_row(at.whose, own, of, row));
                found.push(one(format!("{place}/{}", number + 1), cells.collect::<Vec<_>>().join("\n"), of_this));
            }
        } else {
            // A question that this form does not have any more: everything under it, as it is kept.
            let start = format!("{field}.");
            let all = content.fields.iter().filter(|(key, _)| key.starts_with(&start));
            found.push(one(place, all.map(|(_, v)| v.as_str()).collect::<Vec<_>>().join("\n"), marks));
        }
    }
    let declined: Vec<&str> =
        content.declined().map(|id| questions.iter().find(|q| q.id == id).map_or(id, |q| q.label.as_str())).collect();
    if !declined.is_empty() {
        found.push(Stood {
            field: "declined".to_owned(),
            place: at.place(&format!("s/{}/{}/declined", section.category, section.version)),
            label: "Not answered, on purpose".to_owned(),
            text: declined.join("\n"),
            marks: if matches!(at.whose, Whose::Member(_)) { vec![Mark::OtherPerson] } else { Vec::new() },
            source: look.notice.source_words(&section.source),
            by: by.to_owned(),
            from: section.recorded_at,
            until: section.superseded_at,
            last_version: section.version,
        });
    }
    found
}
