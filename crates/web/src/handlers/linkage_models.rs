//! The models by which records are compared: what there is, how another answers what people decided, and taking it up.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::evidence::{bits, capital};
use crate::fields::{Say as _, field};
use crate::show;
use app::{AppError, LinkageModelLine, LinkageModelView};
use pages::form::{Control, FormState};
use pages::sheet::{Card, Group, Sheet, Table, TableRow};
use pages::work::{FileAsked, PlainForm};
use pages::{Link, Tone};

const LIST: &str = "/linkage/models";

fn number(ask: &Ask) -> Result<i32, Failure> {
    ask.param("model").parse().map_err(|_| Failure::not_found())
}

/// What is known of a model, sentence by sentence.
fn about(line: &LinkageModelLine) -> Vec<String> {
    let mut said = Vec::new();
    if !line.about.is_empty() {
        said.push(format!("{}.", capital(line.about.trim_end_matches('.'))));
    }
    said.push(match &line.offered {
        Some((by, at)) => format!("Offered by {by} {}.", at.words()),
        None => "It comes with the program, and was learned from nobody’s data.".to_owned(),
    });
    if !line.fits {
        said.push("The program finds other things today than this model knows of, so it cannot be used.".to_owned());
    }
    said.extend(line.taken.iter().map(|(by, at, why)| format!("Taken up by {by} {}: {why}", at.words())));
    said
}

/// All models.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let cards = ask.app().linkage_models(ask.actor()?)?.into_iter().map(|line| Card {
        lines: about(&line),
        tags: if line.in_use { vec![show::tag("In use", Tone::Good)] } else { Vec::new() },
        href: Some(format!("{LIST}/{}", line.number)),
        title: line.name,
        ..Card::default()
    });
    let page = Sheet {
        heading: "Models for comparing records".to_owned(),
        back: Some(Link::new("Matching runs", "/linkage")),
        lede: vec![
            "A model says what each finding is worth when two records are compared: at intake, in the search box, on a person’s page and in runs. All records under this privacy notice are compared by one.".to_owned(),
            "Nothing learns by itself. Take out what was decided in a run, let casement link teach make another model of it, offer its file here, compare both, and take it up with a reason. Every model stays: going back is taking up an earlier one.".to_owned(),
        ],
        actions: vec![Link::new("Offer a model", format!("{LIST}/new"))],
        groups: vec![Group {
            id: "models".to_owned(),
            heading: "Models".to_owned(),
            empty: String::new(),
            cards: cards.collect(),
        }],
        ..Sheet::default()
    };
    ask.page(&page)
}

fn show_new(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    ask.app().linkage_models(ask.actor()?)?;
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Offer a model".to_owned(),
        lede: vec![
            "The file that casement link teach wrote. Nothing uses it before somebody has compared it with the model in use and taken it up.".to_owned(),
        ],
        action: format!("{LIST}/new"),
        back: Link::new("Models for comparing records", LIST),
        button: "Offer the model".to_owned(),
        file: Some(FileAsked {
            name: "file".to_owned(),
            label: "Choose the file".to_owned(),
            hint: "A model file (TOML), at most 2 MB.".to_owned(),
            accept: ".toml".to_owned(),
            error: form.of("file"),
            last: false,
        }),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn new(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn new_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale())
}

/// Keeps a model.
pub(crate) fn offer(ask: &Ask) -> Result<Answer, Failure> {
    let Some(file) = ask.files.iter().find(|f| f.name == "file" && !f.bytes.is_empty()) else {
        return show_new(ask, FormState::wrong("file", "Choose a file"));
    };
    match ask.app().offer_linkage_model(ask.actor()?, &file.bytes) {
        Ok(number) => Ok(Answer::next(format!("{LIST}/{number}")).saying(Said::ModelOffered)),
        Err(AppError::Refused(words)) => show_new(ask, FormState::wrong("file", &words)),
        Err(error) => Err(error.into()),
    }
}

/// How both answer what was decided.
fn judged(view: &LinkageModelView) -> Vec<String> {
    let j = view.judged;
    if j.pairs == 0 {
        return vec![
            "Nothing was decided yet that the two could be compared by, or whoever decided acted as somebody else, who may read other things.".to_owned(),
        ];
    }
    let per_cent = |share: f64| format!("{:.1} per cent", share * 100.0);
    vec![
        format!(
            "Of {} pairs that people decided in runs for your purpose ({} of one person), {} puts {} on the right side of its threshold, and this one {}.",
            j.pairs,
            j.same,
            view.used,
            per_cent(j.right.0),
            per_cent(j.right.1)
        ),
        format!(
            "Mean surprise (0 is perfect, 1 is a coin): {:.3} bits with {}, {:.3} with this one.",
            j.surprise.0, view.used, j.surprise.1
        ),
        "If this model was taught by these very pairs, it looks better here than it is: the figures that casement link teach printed are the fairer ones.".to_owned(),
    ]
}

/// A model beside the one in use.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().linkage_model(ask.actor()?, number(ask)?)?;
    let base = format!("{LIST}/{}", view.line.number);
    let mut actions = vec![Link::new("Take out the file (TOML)", format!("{base}/model.toml"))];
    let mut lede = about(&view.line);
    if view.line.in_use {
        lede.push("This model is in use.".to_owned());
    } else if view.line.fits {
        lede.extend(judged(&view));
        actions.insert(0, Link::new("Take it up", format!("{base}/take-up")));
    }
    let rows = view.changes.iter().map(|(comparison, finding, before, after)| TableRow {
        head: format!("{}: {finding}", capital(comparison)),
        href: None,
        cells: vec![bits(*before), bits(*after)],
    });
    let page = Sheet {
        heading: format!("Model {}", view.line.name),
        back: Some(Link::new("Models for comparing records", LIST)),
        lede,
        actions,
        table: (!view.changes.is_empty()).then(|| Table {
            caption: "What would be worth another thing, in bits".to_owned(),
            heads: vec!["Finding".to_owned(), format!("With {}", view.used), "With this one".to_owned()],
            rows: rows.collect(),
            ..Table::default()
        }),
        ..Sheet::default()
    };
    ask.page(&page)
}

/// The file of a model.
pub(crate) fn file(ask: &Ask) -> Result<Answer, Failure> {
    let text = ask.app().linkage_model_file(ask.actor()?, number(ask)?)?;
    Ok(Answer::document("application/toml", "model.toml", text).download())
}

fn show_take_up(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let view = ask.app().linkage_model(ask.actor()?, number(ask)?)?;
    let base = format!("{LIST}/{}", view.line.number);
    let fine = form.is_fine();
    let page = PlainForm {
        heading: format!("Take up model {}", view.line.name),
        lede: std::iter::once(format!(
            "All records under this privacy notice are compared by it from then on, in the place of {}. What was decided stays as it is.",
            view.used
        ))
        .chain(judged(&view))
        .collect(),
        action: format!("{base}/take-up"),
        back: Link::new(format!("Model {}", view.line.name), base),
        fields: vec![field(ask, &form, "reason", "Why is it taken up?", Control::LongText).hint(
            "It stays beside the model and on the ledger. Do not name anybody whose record it is.",
        )],
        button: "Take up this model".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn take_up_page(ask: &Ask) -> Result<Answer, Failure> {
    show_take_up(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn take_up_again(ask: &Ask) -> Result<Answer, Failure> {
    show_take_up(ask, stale())
}

/// Takes it up.
pub(crate) fn take_up(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().take_up_linkage_model(ask.actor()?, number(ask)?, ask.field("reason")) {
        Ok(()) => Ok(Answer::next(LIST.to_owned()).saying(Said::ModelTakenUp)),
        Err(AppError::Refused(words)) => show_take_up(ask, FormState::wrong("reason", &words)),
        Err(error) => Err(error.into()),
    }
}
