//! From what use cases answer to what pages show.

use crate::answer::Answer;
use app::views::{CaseLine, DueLine, Item, KeptLine, NoticeLine, SectionView, StatementRef, Withheld as Kept};
use casework::SectionContent;
use casework::alert::Alert;
use casework::form::is_earlier;
use casework::form::{FormSpec, Typed as TypedForm};
use casework::section::MEMBER;
use disclosure::Disclosed;
use jiff::civil::Date;
use notice::model::{Compiled, FieldInfo, Part, Shape, StatementId};
use notice::source::FieldKind;
use pages::case::{Content, FactLine, Kept as KeptWords, Released, Section};
use pages::caseload::CaseRow;
use pages::form::{
    Choice, Control, Decline, Entered, Field, FieldValue, FormSection, FormState, RowOf, RowsField, ShownWhen, Whose,
};
use pages::{Cell, Due, Named, NoticeHead, Row, RowTable, StateTag, StatementLink, Tone, Typed, Withheld};

/// `25 April 2026`.
pub(crate) fn date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// A state in words.
pub(crate) fn tag(words: impl Into<String>, tone: Tone) -> StateTag {
    StateTag { words: words.into(), tone }
}

/// Whether a case is open.
pub(crate) fn open(open: bool) -> StateTag {
    if open { tag("Open", Tone::Plain) } else { tag("Closed", Tone::Good) }
}

/// Who answers for a notice: the controllers' names.
pub(crate) fn controller(notice: &Compiled) -> String {
    let names: Vec<&str> = notice
        .merged
        .notice
        .controller
        .iter()
        .map(|id| notice.merged.party.get(id).map_or(id.as_str(), |party| party.name.as_str()))
        .collect();
    names.join(" and ")
}

/// A notice, to link to.
pub(crate) fn notice_head(line: &NoticeLine) -> NoticeHead {
    NoticeHead {
        id: line.id.clone(),
        title: line.title.clone(),
        version: line.version.clone(),
        href: format!("/notices/{}/{}", line.id, line.version),
        draft: line.draft,
        controller: line.controller.clone(),
        basis: line.basis.clone(),
    }
}

/// The same, from the compiled notice.
pub(crate) fn head_of(notice: &Compiled) -> NoticeHead {
    NoticeHead {
        id: notice.id.clone(),
        title: notice.title.clone(),
        version: notice.version.clone(),
        href: format!("/notices/{}/{}", notice.id, notice.version),
        draft: notice.is_draft(),
        controller: controller(notice),
        basis: None,
    }
}

/// A statement, to link to on the page of a notice.
pub(crate) fn statement(said: &StatementRef, notice_href: &str) -> StatementLink {
    let anchor = notice::render::anchor(&StatementId(said.id.clone()));
    let words = if said.words.is_empty() { said.id.clone() } else { said.words.clone() };
    StatementLink { id: said.id.clone(), words, href: format!("{notice_href}#{anchor}") }
}

/// Why something is withheld.
pub(crate) fn withheld(why: Kept, notice_href: &str) -> Withheld {
    let statements = why.statements.iter().map(|s| statement(s, notice_href)).collect();
    let why = if why.reasons.is_empty() {
        vec!["It is not shown to you for the purpose you are acting for.".to_owned()]
    } else {
        why.reasons
    };
    Withheld { why, statements }
}

/// A person's name.
pub(crate) fn name(item: Item<String>, notice_href: &str) -> Named {
    match item {
        Item::Released(name) => Named::Released(name),
        Item::Withheld(why) => Named::Withheld(withheld(why, notice_href)),
        Item::Empty => Named::Unrecorded,
        Item::Erased => Named::Erased,
    }
}

/// What falls due.
pub(crate) fn due(line: &DueLine) -> Due {
    let tone = if line.overdue { Tone::Bad } else { Tone::Plain };
    Due { words: format!("{}: {}", line.what, line.words), tone, rule: None }
}

/// A case in a list.
pub(crate) fn row(line: CaseLine, notice_href: &str) -> CaseRow {
    CaseRow {
        href: format!("/cases/{}", line.id),
        reference: line.reference,
        name: name(line.name, notice_href),
        service: line.service,
        state: open(line.open),
        opened: date(line.opened_on),
        due: line.due.as_ref().map(due),
    }
}

/// Until when something is kept.
pub(crate) fn kept(line: &KeptLine, notice_href: &str) -> KeptWords {
    let what = if line.sections.is_empty() { line.label.clone() } else { line.sections.join(", ") };
    let words = match line.due {
        Some(due) => format!("{what}: kept until {}.", date(due)),
        None => format!("{what}: no date yet."),
    };
    KeptWords { words, how: line.words.clone(), rule: statement(&line.statement, notice_href) }
}

/// A date as it is kept (`2024`, `2024-05`, `2024-05-03`, `about 1984`), in words.
pub(crate) fn date_words(value: &str) -> String {
    match value.parse::<Date>() {
        Ok(day) => date(day),
        Err(_) => match format!("{value}-01").parse::<Date>() {
            Ok(month) => month.strftime("%B %Y").to_string(),
            Err(_) => value.to_owned(),
        },
    }
}

/// A value as people read it.
fn words(field: &FieldInfo, value: &str) -> String {
    match field.kind {
        FieldKind::Date => date_words(value),
        FieldKind::Money => format!("£{value}"),
        FieldKind::YesNo => if value == "yes" { "Yes" } else { "No" }.to_owned(),
        FieldKind::Choices => value.lines().map(|v| field.words_of(v)).collect::<Vec<_>>().join(", "),
        FieldKind::Choice => field.words_of(value).to_owned(),
        _ => value.to_owned(),
    }
}

/// A value as it is shown: of what is masked the end only, and where to ask for the rest.
fn cell(field: &FieldInfo, value: &str, key: &str, reveal_at: &str) -> Cell {
    if !field.masked || value.is_empty() || reveal_at.is_empty() {
        return Cell { text: words(field, value), reveal: None };
    }
    let long = matches!(field.kind, FieldKind::LongText | FieldKind::Address) || value.chars().count() > 40;
    let text = if long { "Not shown in passing".to_owned() } else { casework::identifier::masked(value) };
    Cell { text, reveal: Some(format!("{reveal_at}/{key}")) }
}

/// The fields of a section as rows. `reveal_at`: where what is masked can be asked for; empty: it is shown.
pub(crate) fn rows(content: Disclosed<SectionContent>, fields: &[FieldInfo], reveal_at: &str) -> Disclosed<Vec<Row>> {
    // A question of an earlier form is shown where it was answered.
    content.map(|content| {
        let given = content.given();
        let shown = fields.iter().filter(|f| !is_earlier(&f.id) || given.contains(&f.id.as_str()));
        shown.map(|field| row_of(&content, field, reveal_at)).collect()
    })
}

fn row_of(content: &SectionContent, field: &FieldInfo, reveal_at: &str) -> Row {
    let row = Row { label: field.label.clone(), ..Row::default() };
    match &field.part {
        Part::Total(total) => {
            let sum = casework::money::total(content, total);
            Row { text: sum.map(|s| words(field, &s)).unwrap_or_default(), ..row }
        }
        Part::Plain => {
            let cell = content.get(&field.id).map(|v| cell(field, v, &field.id, reveal_at)).unwrap_or_default();
            let declined = content.declined().any(|d| d == field.id);
            Row { text: cell.text, reveal: cell.reveal, declined, ..row }
        }
        Part::Rows(of) => {
            let kept = content.rows(&field.id);
            let cells = |number: usize, row: &casework::section::Row<'_>| {
                let one = |column: &FieldInfo| {
                    let key = casework::section::row_key(&field.id, number, &column.id);
                    row.get(&column.id).map(|v| cell(column, v, &key, reveal_at)).unwrap_or_default()
                };
                of.columns.iter().map(one).collect()
            };
            let table = (!kept.is_empty()).then(|| RowTable {
                head: of.columns.iter().map(|c| c.label.clone()).collect(),
                rows: kept.iter().enumerate().map(|(at, row)| cells(at + 1, row)).collect(),
            });
            // What was answered before there were rows, under the same name.
            let text =
                if table.is_none() { content.get(&field.id).unwrap_or_default().to_owned() } else { String::new() };
            Row { table, text, declined: content.declined().any(|d| d == field.id), ..row }
        }
    }
}

/// What stands in a question, in words: for comparing two versions of it.
pub(crate) fn in_words(content: &SectionContent, field: &FieldInfo) -> String {
    let row = row_of(content, field, "");
    match row.table {
        None => row.text,
        Some(table) => {
            let cells = |cells: &Vec<Cell>| {
                let filled = cells.iter().map(|c| c.text.as_str()).filter(|t| !t.is_empty());
                filled.collect::<Vec<_>>().join(", ")
            };
            table.rows.iter().map(cells).collect::<Vec<_>>().join("\n")
        }
    }
}

/// What came of asking for a section.
pub(crate) fn content(
    item: Item<SectionContent>,
    fields: &[FieldInfo],
    notice_href: &str,
    reveal_at: &str,
    around: impl FnOnce(Disclosed<Vec<Row>>) -> Released,
) -> Content {
    match item {
        Item::Released(content) => Content::Released(around(rows(content, fields, reveal_at))),
        Item::Withheld(why) => Content::Withheld(withheld(why, notice_href)),
        Item::Empty => Content::Empty,
        Item::Erased => Content::Erased(
            "What was recorded here has been erased under the notice’s rule for how long it is kept.".to_owned(),
        ),
    }
}

/// A section of a case.
pub(crate) fn section(view: SectionView, case: &str, notice_href: &str) -> Section {
    let SectionView { recorded, source, obligations, statements, kept_back, facts, .. } = view;
    let alerts = alerts_of(&view.alerts, false);
    let reveal_at = format!("/cases/{case}/sections/{}/reveal", view.category);
    let shows = matches!(view.content, Item::Released(_) | Item::Empty) && view.fields.iter().any(wants_documents);
    let documents = shows.then(|| format!("/cases/{case}/documents?about={}", view.category));
    let content = content(view.content, &view.fields, notice_href, &reveal_at, |rows| Released {
        rows,
        recorded: recorded.as_ref().map(|(at, _)| at.words()).unwrap_or_default(),
        by: recorded.map(|(_, by)| by).unwrap_or_default(),
        source: source.map(|s| within(&s)),
        obligations,
        kept_back,
        facts: facts.iter().map(fact).collect(),
        statements: statements.iter().map(|s| statement(s, notice_href)).collect(),
    });
    Section {
        id: view.category,
        label: view.label,
        special: view.special.map(|s| s.split(':').next().unwrap_or(s).to_owned()),
        content,
        can_edit: view.can_record,
        has_history: view.version > 0,
        documents,
        alerts,
        beside: Vec::new(),
    }
}

/// Whether a question is answered with documents too: a picture, evidence, sums of money.
fn wants_documents(field: &FieldInfo) -> bool {
    let named = field.id.split('-').any(|part| matches!(part, "evidence" | "picture" | "photo" | "documents"));
    let money = field.rows().is_some_and(|r| r.shape == Some(Shape::Amounts));
    named || money || matches!(field.part, Part::Total(_))
}

/// The alerts of a section in words: those that stand at the top of the case, or the others.
pub(crate) fn alerts_of(all: &Disclosed<Vec<Alert>>, grave: bool) -> Disclosed<Vec<String>> {
    all.map_ref(|all| all.iter().filter(|a| a.kind.is_grave() == grave).map(|a| a.words.clone()).collect())
}

/// Where one fact comes from, in words.
fn fact(line: &app::views::FactLine) -> FactLine {
    let came = if line.came.is_empty() { String::new() } else { format!(" How it came in: {}.", line.came) };
    let marking = line.marking.as_ref().map(|m| format!(" Marked {m}.")).unwrap_or_default();
    FactLine {
        label: line.label.clone(),
        words: format!("{}, {}. {}.{marking}{came}", line.source, date(line.on), line.sure),
    }
}

/// Words with a small first letter.
pub(crate) fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Words with a capital first letter.
pub(crate) fn upper_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Who, within a sentence.
fn within(words: &str) -> String {
    words.strip_prefix("The ").map_or_else(|| words.to_owned(), |rest| format!("the {rest}"))
}

/// How a field is answered.
const fn control(kind: FieldKind) -> Control {
    match kind {
        FieldKind::Text => Control::Text,
        FieldKind::LongText => Control::LongText,
        FieldKind::Date => Control::Date,
        FieldKind::Number => Control::Number,
        FieldKind::Money => Control::Money,
        FieldKind::Choice => Control::Choice,
        FieldKind::Choices => Control::Choices,
        FieldKind::YesNo => Control::YesNo,
        FieldKind::Email => Control::Email,
        FieldKind::Telephone => Control::Telephone,
        FieldKind::NiNumber | FieldKind::NhsNumber | FieldKind::Upn => Control::Code,
        FieldKind::Address => Control::Address,
        FieldKind::Postcode => Control::Postcode,
    }
}

/// How a field is answered, for comparing two versions of it.
pub(crate) const fn control_of(field: &FieldInfo) -> Control {
    control(field.kind)
}

/// What was typed into a field.
pub(crate) fn entered(name: &str, kind: FieldKind, typed: &TypedForm) -> Entered {
    match kind {
        FieldKind::Date => {
            let part = |p: &str| typed.first(&format!("{name}-{p}")).to_owned();
            let estimated = part("estimated") == "yes";
            Entered { estimated, ..Entered::date(part("day"), part("month"), part("year")) }
        }
        FieldKind::Choices => Entered::chosen(typed.all(name).map(str::to_owned).collect()),
        _ => {
            let unknown = typed.first(&format!("{name}-unknown")) == "yes";
            Entered { unknown, ..Entered::text(typed.first(name)) }
        }
    }
}

/// Where the content of a form comes from.
#[derive(Clone, Copy)]
pub(crate) enum Filled<'a> {
    /// What was typed in this request.
    Typed(&'a TypedForm),
    /// What stands in the record, as released.
    Record(&'a Disclosed<SectionContent>),
    /// What was typed before and kept.
    Draft(&'a Disclosed<TypedForm>),
}

impl Filled<'_> {
    /// Something made of what stands in the form, in the form that says where it comes from.
    fn value(self, spec: &FormSpec, of: impl FnOnce(&TypedForm) -> Entered) -> FieldValue {
        match self {
            Filled::Typed(typed) => FieldValue::Typed(Typed(of(typed))),
            Filled::Record(content) => {
                FieldValue::Disclosed(content.map_ref(|content| of(&TypedForm::shown(spec, content))))
            }
            Filled::Draft(typed) => FieldValue::Disclosed(typed.map_ref(of)),
        }
    }
    /// Whether a box shows the end of a number only.
    fn masks(self, spec: &FormSpec, name: &str) -> bool {
        let Filled::Record(content) = self else { return false };
        spec.masks() && TypedForm::shown(spec, content.get()).first(name).contains(casework::identifier::MASK)
    }
    /// How many rows of a question there are to show.
    fn rows(self, spec: &FormSpec, name: &str) -> usize {
        let of = |typed: &TypedForm| {
            let held = typed.row_numbers(name).last().copied().unwrap_or(0);
            // One that was shown and left empty is folded away again.
            let shown: usize = typed.first(&format!("{name}.rows")).parse().unwrap_or(0);
            if held == 0 && shown < 2 { 0 } else { held.max(shown) }
        };
        match self {
            Filled::Typed(typed) => of(typed),
            Filled::Record(content) => of(&TypedForm::from_content(spec, content.get())),
            Filled::Draft(typed) => of(typed.get()),
        }
    }
}

/// A form's fields, with what stands in them and what is wrong.
pub(crate) fn fields(spec: &FormSpec, filled: Filled<'_>, form: &FormState, today: Date) -> Vec<Field> {
    spec.fields.iter().map(|field| question(spec, field, filled, form, today)).collect()
}

/// The questions of a section that can be left unanswered on purpose.
pub(crate) fn decline(spec: &FormSpec, filled: Filled<'_>) -> Option<Decline> {
    let name = format!("{}.declined", spec.category);
    let options: Vec<Choice> = spec
        .can_decline()
        .map(|f| Choice { value: f.id.clone(), label: f.label.clone(), hint: None, picked: false })
        .collect();
    if options.is_empty() {
        return None;
    }
    let value = filled.value(spec, |typed| Entered::chosen(typed.all(&name).map(str::to_owned).collect()));
    Some(Decline { name, options, value })
}

fn question(spec: &FormSpec, field: &FieldInfo, filled: Filled<'_>, form: &FormState, today: Date) -> Field {
    let name = spec.input(field);
    let shown = shown_when(field, &spec.fields, &spec.category);
    match &field.part {
        Part::Plain => Field { shown_when: shown, ..one_field(spec, field, name, filled, form) },
        Part::Total(total) => {
            let value = filled.value(spec, |typed| {
                let sum = casework::money::total(&spec.so_far(typed, today), total);
                Entered::text(sum.map(|s| words(field, &s)).unwrap_or_default())
            });
            Field {
                name,
                label: field.label.clone(),
                control: Control::Total,
                value,
                shown_when: shown,
                ..Field::default()
            }
        }
        Part::Rows(of) => {
            let held = filled.rows(spec, &name);
            let count = held.clamp(1, of.at_most);
            let rows = (1..=count)
                .map(|number| RowOf {
                    number,
                    fields: of
                        .columns
                        .iter()
                        .map(|column| {
                            let row = format!("{name}.{number}");
                            let input = format!("{row}.{}", column.id);
                            let shown = shown_when(column, &of.columns, &row);
                            let asked = one_field(spec, column, input, filled, form);
                            // In a row the boxes speak for themselves.
                            let hint = asked.hint.clone().filter(|h| h == MASKED_HINT).or_else(|| column.hint.clone());
                            Field { shown_when: shown, compact: true, hint, ..asked }
                        })
                        .collect(),
                    whose: (of.shape == Some(Shape::Household)).then(|| {
                        let name = format!("{name}.{number}.{MEMBER}");
                        Whose { value: filled.value(spec, |typed| Entered::text(typed.first(&name))), name }
                    }),
                })
                .collect();
            Field {
                error: None,
                label: field.label.clone(),
                control: Control::Rows,
                required: field.required,
                hint: field.hint.clone(),
                shown_when: shown,
                rows: Some(RowsField {
                    one: of.one.clone(),
                    rows,
                    more: count < of.at_most,
                    blank: held == 0 && !field.required,
                }),
                name,
                ..Field::default()
            }
        }
    }
}

fn shown_when(field: &FieldInfo, all: &[FieldInfo], before: &str) -> Option<ShownWhen> {
    let when = field.shown_when.as_ref()?;
    let decides = all.iter().find(|f| f.id == when.question)?;
    let answers: Vec<String> = when
        .is
        .iter()
        .map(|is| match decides.kind {
            FieldKind::YesNo => if is == "yes" { "Yes" } else { "No" }.to_owned(),
            _ => decides.words_of(is).to_owned(),
        })
        .collect();
    let words = format!("Answer this if “{}” is “{}”.", decides.label, answers.join("” or “"));
    Some(ShownWhen { name: format!("{before}.{}", decides.id), is: when.is.clone(), words })
}

fn one_field(spec: &FormSpec, field: &FieldInfo, name: String, filled: Filled<'_>, form: &FormState) -> Field {
    let value = filled.value(spec, |typed| entered(&name, field.kind, typed));
    let choice = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        hint: None,
        picked: false,
    };
    let options = match field.kind {
        FieldKind::YesNo => vec![choice("yes", "Yes"), choice("no", "No")],
        _ => field.options.iter().map(|o| choice(o, field.words_of(o))).collect(),
    };
    let hint = field.hint.clone().or_else(|| {
        (field.kind == FieldKind::Date)
            .then(|| "For example 27 3 1984. If only the year is known, give the year.".to_owned())
    });
    let hint = if filled.masks(spec, &name) { Some(MASKED_HINT.to_owned()) } else { hint };
    Field {
        error: form.of(&name).or_else(|| form.of(&format!("{name}-day"))),
        can_estimate: field.kind == FieldKind::Date && casework::form::is_birth(&field.id),
        can_be_unknown: field.may_be_unknown,
        name,
        label: field.label.clone(),
        control: control(field.kind),
        options,
        required: field.required,
        hint,
        value,
        ..Field::default()
    }
}

/// Under a box that shows the end of a number only.
const MASKED_HINT: &str = "Only the end is shown. Leave it as it is to keep it, or write all of a new one.";

/// Why something is asked: the purposes of the notice itself, in words. What the law adds for everything (rights,
/// complaints) is left to the notice's page.
pub(crate) fn why(notice: &Compiled, purposes: &[String]) -> Vec<String> {
    let own = |id: &String| {
        let purpose = notice.purpose(id).and_then(|p| notice.purposes.get(usize::from(p.0)))?;
        let from_base = notice.statements.get(&purpose.statement).is_some_and(|s| s.base.is_some());
        (!from_base).then(|| purpose.label.clone())
    };
    purposes.iter().filter_map(own).collect()
}

/// A category's part of the form of a new case.
pub(crate) fn form_section(
    spec: &FormSpec,
    notice: &Compiled,
    filled: Filled<'_>,
    form: &FormState,
    today: Date,
) -> FormSection {
    let info = notice.category(&spec.category).and_then(|c| notice.categories.get(usize::from(c.0)));
    let href = head_of(notice).href;
    FormSection {
        id: spec.category.clone(),
        label: spec.label.clone(),
        required: spec.required,
        any_one: spec.required && !spec.fields.iter().any(|f| f.required),
        why: why(notice, &spec.why),
        if_refused: spec.if_refused.clone(),
        special: info.and_then(|c| c.special).map(special),
        statement: info.map(|c| {
            let words = notice.statements.get(&c.statement).map_or_else(String::new, |s| s.words.clone());
            statement(&StatementRef { id: c.statement.0.clone(), words }, &href)
        }),
        text: spec.text.clone(),
        fields: fields(spec, filled, form, today),
        decline: decline(spec, filled),
    }
}

/// What is specially protected, in a few words.
pub(crate) fn special(special: notice::source::Special) -> String {
    use notice::source::Special as S;
    match special {
        S::Ethnicity => "racial or ethnic origin",
        S::Politics => "political opinions",
        S::Religion => "religion or belief",
        S::TradeUnion => "trade union membership",
        S::Genetic => "genetic data",
        S::Biometric => "biometric data",
        S::Health => "health",
        S::SexLife => "sex life",
        S::SexualOrientation => "sexual orientation",
        S::Offence => "criminal offences",
    }
    .to_owned()
}

/// What is wrong with a form, as pages have it.
pub(crate) fn form_state(errors: &app::views::FormErrors) -> FormState {
    let mut form = FormState::default();
    for error in &errors.fields {
        form.add(error.input.clone(), error.words.clone());
    }
    form
}

/// A label from an id: `what-happened` is `What happened`.
pub(crate) fn label(id: &str) -> String {
    casework::task_words(id)
}

/// A person's name in a file.
pub(crate) fn name_in_file(name: &Item<String>) -> String {
    match name {
        Item::Released(name) => name.get().clone(),
        Item::Withheld(_) => "(withheld)".to_owned(),
        Item::Empty => String::new(),
        Item::Erased => "(erased)".to_owned(),
    }
}

/// A list in a file, to be saved.
pub(crate) fn csv(name: &str, heads: &[&str], lines: impl Iterator<Item = Vec<String>>) -> Answer {
    let plain = |head: &&str| match head.contains([',', '"']) {
        true => kernel::csv_cell(head),
        false => (*head).to_owned(),
    };
    let first = heads.iter().map(plain).collect::<Vec<_>>().join(",");
    let mut text = if heads.is_empty() { String::new() } else { format!("{first}\r\n") };
    for line in lines {
        text.push_str(&line.iter().map(|cell| kernel::csv_cell(cell)).collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    }
    Answer::document("text/csv; charset=utf-8", name, text).download()
}
