//! Tables for people who check a notice: the fields and the retention, and the envelope.

use super::names::Names;
use super::tree::{Document, Section, Table, TableRow, Text};
use super::words;
use crate::model::{Compiled, Fact, Facts, Principal, RetentionRule};
use crate::source::FieldKind;
use indexmap::IndexMap;

/// The fields of every form, and how long each category is kept.
#[must_use]
pub fn fields_and_retention(compiled: &Compiled) -> Document {
    let names = Names::new(compiled);
    let mut doc = Document { title: format!("{}: fields and retention", compiled.title), ..Document::default() };
    let mut fields = Section::new("fields", "Fields");
    let mut table = Table {
        caption: String::new(),
        head: ["Category", "Field", "Label", "Type", "Needed to save", "Masked"].map(str::to_owned).to_vec(),
        rows: Vec::new(),
    };
    for category in &compiled.categories {
        for field in category.fields.iter() {
            let mut kind = field_kind(field.kind).to_owned();
            if !field.options.is_empty() {
                kind = format!("{kind}: {}", words::or(&field.options));
            }
            let yes = |so: bool| Text::from(if so { "yes" } else { "no" });
            table.rows.push(TableRow {
                id: None,
                cells: vec![
                    category.id.clone().into(),
                    field.id.clone().into(),
                    field.label.clone().into(),
                    kind.into(),
                    yes(field.required),
                    yes(field.masked),
                ],
            });
        }
    }
    fields.table(table);
    let bare: Vec<String> = compiled.categories.iter().filter(|c| c.fields.is_empty()).map(|c| c.id.clone()).collect();
    if !bare.is_empty() {
        fields.para(format!("Without a form: {}.", words::and(&bare)));
    }
    let mut retention = Section::new("retention", "Retention");
    let mut table = Table {
        caption: String::new(),
        head: ["Statement", "What", "Categories", "Held by", "How long", "Then", "Why"].map(str::to_owned).to_vec(),
        rows: Vec::new(),
    };
    for rule in &compiled.retention {
        let mut what: Vec<String> = rule
            .categories
            .iter()
            .filter_map(|c| compiled.categories.get(usize::from(c.0)))
            .map(|c| c.id.clone())
            .collect();
        if what.len() == compiled.categories.len() && what.len() > 1 {
            what = vec!["every category".to_owned()];
        }
        what.extend(rule.artefacts.iter().cloned());
        let holder = if rule.held_by.is_empty() { "us".to_owned() } else { words::and(&names.names(&rule.held_by)) };
        table.rows.push(TableRow {
            id: None,
            cells: vec![
                rule.statement.0.clone().into(),
                rule.label.clone().into(),
                what.join(", ").into(),
                holder.into(),
                how_long(rule).into(),
                words::after(rule.after).into(),
                words::and(&rule.why).into(),
            ],
        });
    }
    retention.table(table);
    doc.sections = [fields, retention].into_iter().filter(|s| !s.is_empty()).collect();
    doc
}

pub(super) fn how_long(rule: &RetentionRule) -> String {
    let period = words::period(&rule.keep, rule.anchor);
    match &rule.instead {
        Some(instead) => format!("{period}. {}", words::instead(instead)),
        None => period,
    }
}

const fn field_kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::LongText => "long text",
        FieldKind::Date => "date",
        FieldKind::Number => "number",
        FieldKind::Money => "money",
        FieldKind::Choice => "choice",
        FieldKind::Choices => "choices",
        FieldKind::YesNo => "yes or no",
        FieldKind::Email => "email address",
        FieldKind::Telephone => "telephone number",
        FieldKind::NiNumber => "National Insurance number",
        FieldKind::NhsNumber => "NHS number",
        FieldKind::Upn => "unique pupil number",
        FieldKind::Address => "address",
        FieldKind::Postcode => "postcode",
    }
}

/// The envelope as text: who may do what, why, with which facts, to which categories. Lines that differ only in the
/// category stand together.
#[must_use]
pub fn envelope(compiled: &Compiled) -> String {
    let mut grouped: IndexMap<[String; 5], Vec<String>> = IndexMap::new();
    for line in &compiled.envelope.lines {
        let who = compiled.principals.get(usize::from(line.principal.0)).map_or_else(String::new, Principal::key);
        let purpose = compiled.purposes.get(usize::from(line.purpose.0)).map_or_else(String::new, |p| p.id.clone());
        let category = compiled.categories.get(usize::from(line.category.0)).map_or_else(String::new, |c| c.id.clone());
        let key = [who, line.act.id().to_owned(), purpose, facts(line.needs), facts(line.bars)];
        let categories = grouped.entry(key).or_default();
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    let head = ["who", "act", "purpose", "needs", "barred by"].map(str::to_owned);
    let mut width = head.clone().map(|h| h.chars().count());
    for key in grouped.keys() {
        for (w, cell) in width.iter_mut().zip(key) {
            *w = (*w).max(cell.chars().count());
        }
    }
    let mut out = format!(
        "# The envelope of {} {}: everything that it allows. Nothing else is allowed.\n",
        compiled.id, compiled.version
    );
    let mut line = |cells: &[String; 5], categories: &str| {
        let padded: Vec<String> = cells.iter().zip(width).map(|(cell, w)| format!("{cell:<w$}")).collect();
        out.push_str(&format!("{}  {categories}\n", padded.join("  ")));
    };
    line(&head, "categories");
    for (key, categories) in &grouped {
        line(key, &categories.join(" "));
    }
    out
}

/// Facts by id: `consent+linked`, or `-` for none.
fn facts(facts: Facts) -> String {
    let ids: Vec<&str> = Fact::ALL.into_iter().filter(|f| facts.has(*f)).map(Fact::id).collect();
    if ids.is_empty() { "-".to_owned() } else { ids.join("+") }
}
