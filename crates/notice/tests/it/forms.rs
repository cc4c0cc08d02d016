//! Forms beside their notices: the shipped ones compile, and what the notice does not say cannot be asked.

use notice::form::{Form, FormCompilation, compile_form, lists};
use notice::model::{Compiled, Part, Shape};
use notice::{Library, Severity, compile};

const COVENTRY: &str = "coventry/homelessness-and-cbl";
const FORM: &str = "notices/forms/coventry-homelessness.toml";

fn notice(id: &str) -> Compiled {
    compile(&Library::embedded(), id).compiled.expect("the shipped notices compile")
}

/// Every shipped form, compiled against its notice.
fn shipped() -> Vec<(String, FormCompilation, Compiled)> {
    let library = Library::embedded();
    let ids: Vec<String> = library.ids().into_iter().map(|(id, _)| id).filter(|id| !id.starts_with("base/")).collect();
    let mut all = Vec::new();
    for id in ids {
        for file in library.forms_of(&id) {
            let compiled = notice(&id);
            all.push((file.path.clone(), compile_form(&library, &file.path, &compiled), compiled));
        }
    }
    all
}

/// The shipped Coventry form with a piece of it replaced: what is said of it.
fn with(from: &str, to: &str) -> (FormCompilation, Library) {
    let text = Library::embedded().text(FORM).expect("the form is shipped").to_owned();
    assert!(text.contains(from), "the form has {from}");
    let library = Library::embedded().with(FORM, text.replacen(from, to, 1));
    (compile_form(&library, FORM, &notice(COVENTRY)), library)
}

/// The one finding, and how it is shown.
fn said(from: &str, to: &str) -> (&'static str, String) {
    let (done, library) = with(from, to);
    let errors: Vec<_> = done.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(done.form.is_none() && errors.len() == 1, "{errors:?}");
    (errors[0].code, errors[0].render(&library, false))
}

#[test]
fn every_service_of_every_notice_has_a_form_that_compiles() {
    let all = shipped();
    for (path, done, _) in &all {
        let errors: Vec<_> = done.diagnostics.iter().filter(|d| d.severity != Severity::Note).collect();
        assert!(errors.is_empty(), "{path}: {errors:#?}");
    }
    let services: usize = all
        .iter()
        .map(|(_, _, n)| n.id.clone())
        .collect::<std::collections::BTreeSet<_>>()
        .iter()
        .map(|id| notice(id).merged.service.len())
        .sum();
    assert_eq!(all.len(), services, "one form for each service");
}

#[test]
fn every_category_that_is_collected_is_asked_and_every_question_answers_it() {
    for (path, done, notice) in shipped() {
        let form: Form = done.form.expect("it compiles");
        for category in notice.categories.iter().filter(|c| !c.derived) {
            let collected = category.services.is_empty() || category.services.contains(&form.service);
            assert_eq!(form.section(&category.id).is_some(), collected, "{path}: {}", category.id);
        }
    }
}

#[test]
fn a_section_outside_the_notice_does_not_compile_and_the_message_shows_the_line() {
    let (code, text) = said(
        "[section.armed-forces]\n[section.armed-forces.ask]\narmed-forces = {}",
        "[section.politics.ask]\nviews = {}",
    );
    assert_eq!(code, "F03");
    assert!(text.contains(FORM) && text.contains("[section.politics.ask]") && text.contains('^'), "{text}");
    assert!(text.contains("help") && text.contains("[category.politics]"), "{text}");
}

#[test]
fn a_question_that_answers_no_field_does_not_compile() {
    let (code, text) = said("pets = {}", "pets = {}\ntwitter = {}");
    assert_eq!(code, "F08");
    assert!(text.contains("twitter = {}") && text.contains("answers"), "{text}");
    let (code, text) = said("pets = {}", "pets = {}\nethnic-group = {}");
    assert_eq!(code, "F08");
    assert!(text.contains("it is a field of `ethnicity`"), "{text}");
}

#[test]
fn what_has_to_be_given_has_to_be_asked() {
    assert_eq!(said("date-of-birth = {}", "").0, "F06");
    // A whole section: its questions go with it.
    let (done, _) = with(
        "[section.housing-needs]\n[section.housing-needs.ask]",
        "[section.armed-forces.ask.x]\nanswers = \"armed-forces\"\n[codes.unused.codes]",
    );
    assert!(done.has_errors());
}

#[test]
fn lists_conditions_shapes_and_rows_are_checked() {
    for (from, to, code) in [
        ("codes = \"main-reason\"", "codes = \"main-reasons\"", "F10"),
        ("is = [\"end-private-ast\"]", "is = [\"end-private\"]", "F11"),
        ("when = { question = \"reason-for-homelessness\"", "when = { question = \"reason\"", "F11"),
        ("about = \"household-member\"", "about = \"neighbour\"", "F12"),
        (
            "{ id = \"relation\", label = \"Relation to the person\", codes = \"relation\", required = true }",
            "{ id = \"relative\", label = \"Relation\" }",
            "F12",
        ),
        ("less = [\"expenditure\"]", "less = [\"debts\"]", "F12"),
        ("bedrooms = {}", "bedrooms = { type = \"date\" }", "F09"),
        ("bedrooms = {}", "bedrooms = { youngest = 16 }", "F13"),
        ("bedrooms = {}", "bedrooms = { needed-for = [\"prevent\"] }", "F13"),
        (
            "[section.housing-needs]\n",
            "[section.housing-needs]\nwhen-changed = { task = \"Check the band\", within = 3 }\n",
            "F13",
        ),
        ("is = [\"leaver-16-17\"", "is = [\"leaver\"", "F13"),
        ("law = \"Children Act 1989 sections 23C to 24B\"", "law = \"Nowhere Act 1989\"", "F13"),
        ("task = \"refer-to-the-leaving-care-team\"", "task = \"Refer them\"", "F13"),
        ("service = \"homelessness\"", "service = \"homelesness\"", "F02"),
    ] {
        let (done, _) = with(from, to);
        assert!(
            done.diagnostics.iter().any(|d| d.code == code && d.severity == Severity::Error),
            "{to}: {:?}",
            done.diagnostics
        );
        assert!(
            done.diagnostics
                .iter()
                .filter(|d| d.severity == Severity::Error)
                .all(|d| d.help.is_some() && !d.labels.is_empty())
        );
    }
    let (done, _) = with("pets = {}", "pets = { lable = \"Pets\" }");
    assert!(done.diagnostics.iter().any(|d| d.code == "E02" && d.help.as_deref() == Some("did you mean `label`?")));
}

#[test]
fn a_service_asks_only_what_the_notice_collects_for_it() {
    let (code, text) = said(
        "[section.armed-forces]\n[section.armed-forces.ask]\narmed-forces = {}",
        "[section.banding.ask]\nband = {}",
    );
    assert_eq!(code, "F05", "{text}");
}

#[test]
fn money_has_totals_and_people_have_shapes() {
    let all = shipped();
    let of = |path: &str| all.iter().find(|(p, _, _)| p.ends_with(path)).and_then(|(_, d, _)| d.form.as_ref()).unwrap();
    let coventry = of("coventry-homelessness.toml");
    let shapes: Vec<Shape> =
        coventry.sections.iter().flat_map(|s| s.fields.iter()).filter_map(|f| f.rows().and_then(|r| r.shape)).collect();
    for shape in
        [Shape::OtherNames, Shape::ContactWays, Shape::Identifiers, Shape::Addresses, Shape::Household, Shape::Amounts]
    {
        assert!(shapes.contains(&shape), "{shape:?}");
    }
    assert!(coventry.section("finances").unwrap().fields.iter().any(|f| matches!(f.part, Part::Total(_))));
    let reason = &coventry.section("circumstances").unwrap().fields[0];
    assert!(reason.required && reason.options.len() > 20);
    assert_eq!(reason.words_of("domestic-abuse"), "Domestic abuse: victim");
    assert!(lists()["main-reason"].source.contains("MHCLG"));
}
