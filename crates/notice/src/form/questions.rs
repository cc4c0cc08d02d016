//! The questions of a section: what each answers, its choices, when it is asked, its rows.

use super::codes::lists;
use super::source::{DutyWhen, FormFile, FormSection, Question, QuestionColumn, QuestionWhen};
use crate::diagnostic::Diagnostic;
use crate::model::{CategoryInfo, Compiled, FieldInfo, Part, Rows, Shape, ShownWhen, Total};
use crate::read::{Place, ReadFile};
use crate::source::FieldKind;
use crate::words::{nearest, quoted_list};

/// The most rows, where nothing is said.
const AT_MOST: u32 = 20;

/// Where a question stands.
pub(super) struct Here<'a> {
    pub file: &'a ReadFile<FormFile>,
    pub category: &'a CategoryInfo,
    pub notice: &'a Compiled,
}

impl Here<'_> {
    fn place(&self, rest: &[&str]) -> Place {
        let mut keys = vec!["section", self.category.id.as_str(), "ask"];
        keys.extend_from_slice(rest);
        self.file.place(&keys)
    }
    fn key(&self, rest: &[&str]) -> Place {
        let mut keys = vec!["section", self.category.id.as_str(), "ask"];
        keys.extend_from_slice(rest);
        self.file.key(&keys)
    }
}

/// The questions, and the fields of the notice that they answer.
pub(super) struct Asked {
    pub fields: Vec<FieldInfo>,
    pub answers: Vec<String>,
}

pub(super) fn questions(here: &Here<'_>, section: &FormSection, found: &mut Vec<Diagnostic>) -> Asked {
    let mut asked = Asked { fields: Vec::with_capacity(section.ask.len()), answers: Vec::new() };
    for (id, question) in &section.ask {
        let field = if let Some(total) = &question.total {
            let total = Total { of: total.of.clone(), less: total.less.clone() };
            FieldInfo {
                id: id.clone(),
                label: question.label.clone().unwrap_or_else(|| crate::fields::label_of(id)),
                hint: question.hint.clone(),
                kind: FieldKind::Money,
                part: Part::Total(total),
                ..FieldInfo::default()
            }
        } else {
            let Some(of) = answered(here, id, question, found) else { continue };
            asked.answers.push(of.id.clone());
            one(here, id, question, of, found)
        };
        let shown = shown_when(here, &[id], question.when.as_ref(), &asked.fields, found);
        asked.fields.push(FieldInfo { shown_when: shown, ..field });
    }
    totals(here, &asked.fields, found);
    asked
}

/// The field of the notice that a question answers.
fn answered<'n>(
    here: &'n Here<'_>,
    id: &str,
    question: &Question,
    found: &mut Vec<Diagnostic>,
) -> Option<&'n FieldInfo> {
    let of = question.answers.as_deref().unwrap_or(id);
    // A category without named fields holds whatever belongs to it.
    let unnamed = here.category.fields.len() == 1 && here.category.fields.iter().any(|f| f.id == "details");
    let field = here.category.fields.iter().find(|f| f.id == of);
    if field.is_some() {
        return field;
    }
    if unnamed {
        return here.category.fields.first();
    }
    let known: Vec<&str> = here.category.fields.iter().map(|f| f.id.as_str()).collect();
    let elsewhere = here.notice.categories.iter().find(|c| c.fields.iter().any(|f| f.id == of));
    let place = match &question.answers {
        Some(_) => here.place(&[id, "answers"]),
        None => here.key(&[id]),
    };
    found.push(
        Diagnostic::error("F08", format!("`{of}` is no field of the category `{}`", here.category.id))
            .at(place, "the notice does not say that this is collected here")
            .why("Every question answers a field that the notice names, so that nothing is collected that people were not told of.")
            .help(match (elsewhere, nearest(of, known.iter().copied())) {
                (Some(other), _) => format!("it is a field of `{}`: ask it in that section", other.id),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => {
                    format!("name the field that it answers (`answers = …`, one of {}), or say it in the notice first", quoted_list(&known))
                }
            }),
    );
    None
}

/// One question, over what the notice says of its field.
fn one(here: &Here<'_>, id: &str, question: &Question, of: &FieldInfo, found: &mut Vec<Diagnostic>) -> FieldInfo {
    let kind = question.kind.unwrap_or(match (&question.codes, of.kind) {
        (Some(_), FieldKind::Text | FieldKind::LongText) => FieldKind::Choice,
        _ if !question.options.is_empty() && matches!(of.kind, FieldKind::Text | FieldKind::LongText) => {
            FieldKind::Choice
        }
        (_, kind) if id == of.id || question.kind.is_none() => kind,
        (_, kind) => kind,
    });
    let same = id == of.id;
    let mut field = FieldInfo {
        id: id.to_owned(),
        label: question
            .label
            .clone()
            .unwrap_or_else(|| if same { of.label.clone() } else { crate::fields::label_of(id) }),
        kind,
        required: question.required || (same && of.required),
        hint: question.hint.clone().or_else(|| if same { of.hint.clone() } else { None }),
        masked: question.masked || of.masked,
        ..FieldInfo::default()
    };
    decides(here, id, question, &mut field, found);
    if let Some(one) = &question.rows {
        field.part = Part::Rows(rows(here, id, question, one, of, found));
        field.kind = FieldKind::Text;
        return field;
    }
    if !question.columns.is_empty() || question.shape.is_some() || question.about.is_some() {
        found.push(
            Diagnostic::error("F09", format!("`{id}` has columns and is not asked as rows"))
                .at(here.key(&[id]), "columns belong to rows")
                .help("say what one row is called: `rows = \"debt\"`"),
        );
    }
    narrower(here, id, kind, of, found);
    let choosing = matches!(kind, FieldKind::Choice | FieldKind::Choices);
    let inherited = if choosing { of.options.clone() } else { Vec::new() };
    let names = (question.codes.as_deref(), question.options.as_slice());
    (field.options, field.labels) = choices(here, &[id], kind, names, inherited, found);
    if let Some(duty) = &question.duty {
        duties(here, id, (duty, &field), found);
    }
    field
}

/// What hangs on an answer: whom the service takes, and what cannot be decided without it.
fn decides(here: &Here<'_>, id: &str, question: &Question, field: &mut FieldInfo, found: &mut Vec<Diagnostic>) {
    field.youngest = question.youngest;
    field.may_be_unknown = question.may_be_unknown;
    let named = matches!(id, "name" | "full-name") && field.kind == FieldKind::Text;
    if question.may_be_unknown && !named {
        found.push(
            Diagnostic::error("F13", format!("`{id}` is no name of the person"))
                .at(here.place(&[id, "may-be-unknown"]), "only a name can be unknown")
                .help("say `may-be-unknown` of the question for the name"),
        );
    }
    field.needed_for.clone_from(&question.needed_for);
    field.duty.clone_from(&question.duty);
    if question.youngest.is_some() && (field.kind != FieldKind::Date || !id.contains("birth")) {
        found.push(
            Diagnostic::error("F13", format!("`{id}` is no date of birth"))
                .at(here.place(&[id, "youngest"]), "an age is counted from a date of birth")
                .help("say `youngest` of the question for the date of birth"),
        );
    }
    let deciding: Vec<&str> = here
        .notice
        .purposes
        .iter()
        .filter(|p| p.decision == crate::source::Decides::Significant)
        .map(|p| p.id.as_str())
        .collect();
    for (n, purpose) in question.needed_for.iter().enumerate().filter(|(_, p)| !deciding.contains(&p.as_str())) {
        let n = n.to_string();
        found.push(
            Diagnostic::error("F13", format!("nothing is decided for the purpose `{purpose}`"))
                .at(here.place(&[id, "needed-for", n.as_str()]), "no decision of the notice")
                .why("What is missing can hold up a decision only where the notice says that one is made.")
                .help(match nearest(purpose, deciding.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if deciding.is_empty() => {
                        "say it in the notice first: `decision = \"significant\"` under the purpose".to_owned()
                    }
                    None => format!("the notice decides for {}", quoted_list(&deciding)),
                }),
        );
    }
}

/// A duty hangs on answers that can be given, rests on an Act of the notice, and is something to do.
fn duties(here: &Here<'_>, id: &str, (duty, field): (&DutyWhen, &FieldInfo), found: &mut Vec<Diagnostic>) {
    for (n, answer) in duty.is.iter().enumerate().filter(|(_, a)| !field.options.contains(a)) {
        let n = n.to_string();
        found.push(
            Diagnostic::error("F13", format!("`{id}` cannot be answered “{answer}”"))
                .at(here.place(&[id, "duty", "is", n.as_str()]), "no answer to this question")
                .help("name answers of the question as they are kept: its codes, or its words"),
        );
    }
    let rests =
        here.notice.merged.basis.values().flat_map(|b| &b.legislation).any(|act| duty.law.starts_with(act.as_str()));
    let flows = here.notice.flows.iter().flat_map(|f| &f.law).any(|law| law.contains(duty.law.as_str()));
    if !rests && !flows {
        found.push(
            Diagnostic::error("F13", format!("the notice rests on no such law as “{}”", duty.law))
                .at(here.place(&[id, "duty", "law"]), "not among its legislation, nor what lets it share")
                .help("name the Act as the notice does, and the section: `Care Act 2014 section 9`"),
        );
    }
    if duty.is.is_empty() || duty.say.trim().is_empty() || !id_ok(&duty.task) {
        found.push(
            Diagnostic::error("F13", format!("the duty of `{id}` is nothing to do"))
                .at(here.place(&[id, "duty"]), "needs `is`, `say` and a `task` that is written as a code")
                .help(
                    "say after which answers there is what to do: `is = [\"yes\"]`, `task = \"offer-an-assessment\"`",
                ),
        );
    }
}

/// A question may be narrower than the field that it answers, and of no other type.
fn narrower(here: &Here<'_>, id: &str, kind: FieldKind, of: &FieldInfo, found: &mut Vec<Diagnostic>) {
    let open = matches!(of.kind, FieldKind::Text | FieldKind::LongText);
    if open || kind == of.kind || (of.kind == FieldKind::Choices && kind == FieldKind::Choice) || id != of.id {
        return;
    }
    found.push(
        Diagnostic::error("F09", format!("`{id}` is of another type in the notice"))
            .at(here.place(&[id, "type"]), "not the type of the field")
            .help("leave `type` out, or change the field in the notice"),
    );
}

/// The choices as they are kept, and in words.
fn choices(
    here: &Here<'_>,
    at: &[&str],
    kind: FieldKind,
    (codes, options): (Option<&str>, &[String]),
    inherited: Vec<String>,
    found: &mut Vec<Diagnostic>,
) -> (Vec<String>, Vec<String>) {
    let choosing = matches!(kind, FieldKind::Choice | FieldKind::Choices);
    let inside = |key: &str| {
        let mut keys = at.to_vec();
        keys.push(key);
        keys.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>()
    };
    let place = |key: &str| here.place(&inside(key).iter().map(String::as_str).collect::<Vec<_>>());
    if let Some(name) = codes {
        let own = here.file.file.codes.get(name);
        if let Some(list) = own.or_else(|| lists().get(name)) {
            return (list.codes.keys().cloned().collect(), list.codes.values().cloned().collect());
        }
        let known = here.file.file.codes.keys().chain(lists().keys()).map(String::as_str);
        let near = nearest(name, known);
        found.push(
            Diagnostic::error("F10", format!("there is no code list `{name}`"))
                .at(place("codes"), "neither in this file nor shipped")
                .help(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("write it in this file as `[codes.{name}]`, with its source"),
                }),
        );
        return (Vec::new(), Vec::new());
    }
    let options = if options.is_empty() { inherited } else { options.to_vec() };
    if choosing && options.len() < 2 {
        found.push(
            Diagnostic::error("F10", "there is nothing to choose from")
                .at(place("type"), "a choice needs at least two answers")
                .help("add `options = [\"…\", \"…\"]` or `codes = \"…\"`"),
        );
    }
    if !choosing && !options.is_empty() {
        found.push(
            Diagnostic::error("F10", "choices are given and none is asked for")
                .at(place("options"), "not a choice")
                .help("add `type = \"choice\"`"),
        );
    }
    (options, Vec::new())
}

fn shown_when(
    here: &Here<'_>,
    at: &[&str],
    when: Option<&QuestionWhen>,
    before: &[FieldInfo],
    found: &mut Vec<Diagnostic>,
) -> Option<ShownWhen> {
    let when = when?;
    let place = |last: &str| {
        let mut keys = at.to_vec();
        keys.extend(["when", last]);
        here.place(&keys)
    };
    let Some(decides) = before.iter().find(|f| f.id == when.question) else {
        let near = nearest(&when.question, before.iter().map(|f| f.id.as_str()));
        found.push(
            Diagnostic::error("F11", format!("no question before this one is called `{}`", when.question))
                .at(place("question"), "nothing that could decide")
                .why("A condition looks at an answer that has been given already, in the same section or row.")
                .help(near.map_or_else(|| "ask that question first".to_owned(), |n| format!("did you mean `{n}`?"))),
        );
        return None;
    };
    let possible: Vec<&str> = match decides.kind {
        FieldKind::YesNo => vec!["yes", "no"],
        _ => decides.options.iter().map(String::as_str).collect(),
    };
    if decides.part != Part::Plain || possible.is_empty() {
        found.push(
            Diagnostic::error("F11", format!("`{}` has no answers to choose from", decides.id))
                .at(place("question"), "not a choice")
                .help("let a choice, or a question of yes or no, decide"),
        );
    }
    for (n, answer) in when.is.iter().enumerate() {
        if !possible.contains(&answer.as_str()) && !possible.is_empty() {
            let mut keys = at.to_vec();
            let n = n.to_string();
            keys.extend(["when", "is", n.as_str()]);
            found.push(
                Diagnostic::error("F11", format!("`{answer}` is no answer to `{}`", decides.id))
                    .at(here.place(&keys), "nobody can answer so")
                    .help(match nearest(answer, possible.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("the answers are {}", quoted_list(&possible)),
                    }),
            );
        }
    }
    Some(ShownWhen { question: when.question.clone(), is: when.is.clone() })
}

fn rows(
    here: &Here<'_>,
    id: &str,
    question: &Question,
    one: &str,
    of: &FieldInfo,
    found: &mut Vec<Diagnostic>,
) -> Rows {
    if !matches!(
        of.kind,
        FieldKind::Text
            | FieldKind::LongText
            | FieldKind::Choices
            | FieldKind::Address
            | FieldKind::Money
            | FieldKind::Telephone
            | FieldKind::Email
    ) {
        found.push(
            Diagnostic::error("F09", format!("`{}` is one value in the notice and cannot be asked as rows", of.id))
                .at(here.place(&[id, "rows"]), "rows")
                .help("ask it as one value, or change the field in the notice to `long-text`"),
        );
    }
    let mut columns: Vec<FieldInfo> = Vec::with_capacity(question.columns.len());
    for (n, column) in question.columns.iter().enumerate() {
        let n = n.to_string();
        let at = [id, "columns", n.as_str()];
        if columns.iter().any(|c| c.id == column.id) || !id_ok(&column.id) {
            found.push(
                Diagnostic::error("F09", format!("the column `{}` cannot be told from others", column.id))
                    .at(here.place(&[id, "columns", &n, "id"]), "there twice, or not written in small letters")
                    .help("give each column an id of small letters, figures and hyphens that no other column of the row has"),
            );
        }
        let field = column_of(here, &at, column, of, found);
        let shown = shown_when(here, &at, column.when.as_ref(), &columns, found);
        columns.push(FieldInfo { shown_when: shown, ..field });
    }
    if columns.is_empty() {
        found.push(
            Diagnostic::error("F09", format!("the rows of `{id}` have no columns"))
                .at(here.place(&[id, "rows"]), "rows of nothing")
                .help("add `columns = [{ id = \"…\", label = \"…\" }]`"),
        );
    }
    about(here, id, question, found);
    if let Some(shape) = question.shape {
        lacks(here, id, shape, &columns, found);
    }
    Rows {
        one: one.to_owned(),
        columns,
        at_most: usize::try_from(question.at_most.unwrap_or(AT_MOST).clamp(1, 200)).unwrap_or(20),
        about: question.about.clone(),
        shape: question.shape,
    }
}

fn column_of(
    here: &Here<'_>,
    at: &[&str],
    column: &QuestionColumn,
    of: &FieldInfo,
    found: &mut Vec<Diagnostic>,
) -> FieldInfo {
    let kind = match column.kind {
        FieldKind::Text if column.codes.is_some() || !column.options.is_empty() => FieldKind::Choice,
        kind => kind,
    };
    let (options, labels) = choices(here, at, kind, (column.codes.as_deref(), &column.options), Vec::new(), found);
    FieldInfo {
        id: column.id.clone(),
        label: column.label.clone(),
        kind,
        options,
        labels,
        required: column.required,
        hint: column.hint.clone(),
        masked: column.masked || (of.masked && column.id == "value"),
        narrow: column.narrow,
        ..FieldInfo::default()
    }
}

/// Whom rows are about has to be a kind of subject of the notice.
fn about(here: &Here<'_>, id: &str, question: &Question, found: &mut Vec<Diagnostic>) {
    let Some(about) = &question.about else { return };
    let known = &here.notice.merged.notice.subjects;
    let of_category =
        here.notice.merged.category.get(&here.category.id).map(|c| c.about.as_slice()).unwrap_or_default();
    if known.contains(about) || of_category.contains(about) {
        return;
    }
    let all: Vec<&str> = known.iter().chain(of_category).map(String::as_str).collect();
    found.push(
        Diagnostic::error("F12", format!("the notice says nothing to a `{about}`"))
            .at(here.place(&[id, "about"]), "no such kind of person")
            .why("Other people are subjects of their own: the notice has to be addressed to them too.")
            .help(match nearest(about, all.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it speaks to {}", quoted_list(&all)),
            }),
    );
}

fn lacks(here: &Here<'_>, id: &str, shape: Shape, columns: &[FieldInfo], found: &mut Vec<Diagnostic>) {
    let missing: Vec<&str> =
        shape.columns().iter().copied().filter(|needed| !columns.iter().any(|c| c.id == *needed)).collect();
    if !missing.is_empty() {
        found.push(
            Diagnostic::error("F12", format!("rows of this shape need the columns {}", quoted_list(&missing)))
                .at(here.place(&[id, "shape"]), "not of this shape")
                .help("add the columns, or leave `shape` out"),
        );
    }
}

/// Totals add rows of amounts of the same section.
fn totals(here: &Here<'_>, fields: &[FieldInfo], found: &mut Vec<Diagnostic>) {
    for field in fields {
        let Part::Total(total) = &field.part else { continue };
        for name in total.of.iter().chain(&total.less) {
            let amounts = |f: &FieldInfo| f.rows().is_some_and(|r| r.shape == Some(Shape::Amounts));
            if !fields.iter().any(|f| f.id == *name && amounts(f)) {
                found.push(
                    Diagnostic::error("F12", format!("`{name}` has no amounts to add up"))
                        .at(here.place(&[&field.id, "total"]), "nothing to add")
                        .help("name a question of this section with rows of `shape = \"amounts\"`"),
                );
            }
        }
    }
}

pub(super) fn id_ok(id: &str) -> bool {
    !id.is_empty()
        && !id.bytes().all(|b| b.is_ascii_digit())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
