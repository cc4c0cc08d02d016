//! Data for studies: asked for and approved by those with a say in the notice, taken once by whoever it is for.

use super::access::heads;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choose, field, read_day};
use crate::show;
use app::{AppError, NewStudy, StudyLine, StudyState};
use clocks::date_words as day;
use kernel::ShareId;
use pages::form::{Control, FormState};
use pages::panel::{Button, PanelContent, PanelForm, RegisterPanel, Table, TableCell};
use pages::{Link, StateTag, Tone};

const HERE: &str = "/studies";
const THERE: &str = "/study-files";

fn id(ask: &Ask) -> Result<ShareId, Failure> {
    ask.param("study").parse().map_err(|_| Failure::not_found())
}

fn state(state: StudyState) -> StateTag {
    match state {
        StudyState::Asked => show::tag("Waits for approval", Tone::Warn),
        StudyState::Refused => show::tag("Refused", Tone::Plain),
        StudyState::Approved => show::tag("To be taken", Tone::Warn),
        StudyState::Taken => show::tag("Taken", Tone::Good),
        StudyState::Deleted => show::tag("Deleted", Tone::Plain),
    }
}

fn button(action: String, label: &str, line: &StudyLine, warns: bool) -> Button {
    Button { action, hidden: Vec::new(), label: label.to_owned(), about: line.release.project.clone(), warns }
}

fn when(line: &StudyLine) -> Vec<String> {
    let release = &line.release;
    let mut when = vec![format!("Asked {} by {}", release.made_at.words(), line.by.0)];
    if let (Some(at), Some(by)) = (release.decided_at, &line.by.1) {
        when.push(format!("Decided {} by {by}", at.words()));
    }
    when.extend(release.taken_at.map(|at| format!("Taken {}", at.words())));
    when.extend(release.received_at.map(|at| format!("Said to have arrived whole {}", at.words())));
    when.extend(release.deleted_at.map(|at| format!("Said to be deleted {}", at.words())));
    let kept = matches!(release.state, StudyState::Asked | StudyState::Approved | StudyState::Taken);
    when.extend(release.delete_by.filter(|_| kept).map(|on| format!("To be deleted by {}", day(on))));
    when
}

/// A fingerprint as two people read it to one another.
fn in_groups(fingerprint: &str) -> String {
    let groups: Vec<&str> = (0..fingerprint.len()).step_by(4).filter_map(|at| fingerprint.get(at..at + 4)).collect();
    groups.join(" ")
}

/// The project; of a file that was taken it leads to what it was made under.
fn project(line: &StudyLine) -> TableCell {
    let cell = TableCell::words(line.release.project.clone());
    if line.release.manifest.is_none() {
        return cell.small(line.purpose.clone());
    }
    let about =
        format!("{}. The link has the gateway, the project and how people are kept from being known", line.purpose);
    cell.to(format!("{THERE}/{}/made-under.json", line.release.id)).small(about)
}

fn row(line: &StudyLine) -> Vec<TableCell> {
    let at = format!("{HERE}/{}", line.release.id);
    let mut people = vec![match line.release.people {
        Some(people) => format!("{people} people"),
        None => match line.people {
            Some(people) => format!("{people} people today"),
            None => "Counted when it is taken".to_owned(),
        },
    }];
    if !line.hidden.is_empty() {
        people.push(format!(
            "Their address is kept hidden, and left out unless somebody looks at it and lets it go: {}",
            line.hidden.join(", ")
        ));
    }
    let mut to = vec![line.to.clone()];
    to.extend(line.certificate.iter().map(|fingerprint| format!("Certificate (SHA-256) {}", in_groups(fingerprint))));
    let last = if let Some(why) = line.to_go {
        TableCell::state(show::tag("Has to be deleted", Tone::Warn)).small(why.to_owned())
    } else if line.may_decide {
        let yes = button(format!("{at}/approve"), "Approve", line, false);
        let no = button(format!("{at}/refuse"), "Refuse", line, true);
        TableCell::buttons(vec![yes, no])
    } else {
        TableCell::state(state(line.release.state))
    };
    vec![
        project(line),
        TableCell::list(to).small(format!("Agreement {}", line.release.agreement)),
        TableCell::list(line.items.clone()),
        TableCell::list(people),
        TableCell::list(when(line)),
        last,
    ]
}

fn show_all(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let all = ask.app().studies(ask.actor()?)?;
    let fine = form.is_fine();
    let choices: Vec<(String, String)> = all.choices.iter().map(|c| (c.id.clone(), c.words.clone())).collect();
    let mut forms = Vec::new();
    if !choices.is_empty() {
        forms.push(PanelForm {
            heading: "Ask for a file".to_owned(),
            id: "new".to_owned(),
            action: HERE.to_owned(),
            words: vec![
                "Somebody else approves it. The recipient takes it once, encrypted for the certificate that you give here.".to_owned(),
            ],
            fields: vec![
                choose(
                    &form,
                    "study",
                    "For whom, and for what?",
                    Control::Choice,
                    &choices,
                    vec![ask.field("study").to_owned()],
                ),
                field(ask, &form, "project", "Which project? As whoever accredited it calls it", Control::Text),
                field(ask, &form, "certificate", "The recipient’s certificate", Control::LongText)
                    .hint("X.509 in PEM, with an RSA key: paste it whole. Only whoever has its key can open the file. Compare its SHA-256, which the list shows, with the recipient on the telephone."),
                field(ask, &form, "delete-by", "By which day has the file to be deleted?", Control::Date),
            ],
            button: "Ask for it".to_owned(),
            ..PanelForm::default()
        });
    }
    let content = PanelContent {
        title: "Data for studies".to_owned(),
        lede: vec![
            "What the notice lets a study have goes under an agreement that is in force and limited to research. Whoever objects is left out. It is on the record of each person, and nothing is decided about anybody on account of it.".to_owned(),
        ],
        links: vec![Link::new("What went out", "/outbound")],
        tables: vec![Table {
            caption: "What was asked for".to_owned(),
            heads: heads(["Project", "To", "What is in it", "People", "When", "State"]),
            rows: all.lines.iter().map(row).collect(),
            none: if choices.is_empty() {
                "Nothing was asked for, and no agreement is in force that is limited to a study.".to_owned()
            } else {
                "Nothing was asked for yet.".to_owned()
            },
        }],
        form,
        forms,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// All of them, for those with a say.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    show_all(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_all(ask, stale())
}

/// Asks for one.
pub(crate) fn asked(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let new = NewStudy {
        choice: ask.field("study").to_owned(),
        project: ask.field("project").to_owned(),
        certificate: ask.field("certificate").to_owned(),
        delete_by: read_day(ask, &mut form, "delete-by", "The day"),
    };
    if !form.is_fine() {
        return show_all(ask, form);
    }
    match ask.app().ask_for_study(ask.actor()?, &new) {
        Ok(_) => Ok(Answer::next(HERE).saying(Said::ShareChanged)),
        Err(AppError::Form(errors)) => show_all(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// Decides about one.
pub(crate) fn decide(ask: &Ask) -> Result<Answer, Failure> {
    let yes = match ask.param("what") {
        "approve" => true,
        "refuse" => false,
        _ => return Err(Failure::not_found()),
    };
    match ask.app().decide_study(ask.actor()?, id(ask)?, yes) {
        Ok(()) => Ok(Answer::next(HERE).saying(Said::ShareChanged)),
        Err(AppError::Refused(words)) => show_all(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

fn show_theirs(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let lines = ask.app().studies_for(ask.actor()?)?;
    let fine = form.is_fine();
    let row = |line: &StudyLine| {
        let at = format!("{THERE}/{}", line.release.id);
        let last = match line.release.state {
            StudyState::Approved => TableCell::buttons(vec![button(format!("{at}/take"), "Take the file", line, true)]),
            StudyState::Taken => {
                let arrived = line.release.received_at.is_none();
                let arrived =
                    arrived.then(|| button(format!("{at}/arrived"), "Say that it arrived whole", line, false));
                let gone = button(format!("{at}/deleted"), "Say that it is deleted", line, true);
                let cell = TableCell::buttons(arrived.into_iter().chain([gone]).collect());
                line.to_go
                    .map_or_else(|| cell.clone(), |why| cell.clone().small(format!("{why}: it has to be deleted now")))
            }
            other => TableCell::state(state(other)),
        };
        vec![project(line), TableCell::list(line.items.clone()), TableCell::list(when(line)), last]
    };
    let content = PanelContent {
        title: "Files for studies".to_owned(),
        lede: vec![
            "A file is handed over once, encrypted for your certificate: keep it safe. It is for research only; say here that it arrived whole, and when it is deleted, with every copy.".to_owned(),
            "Whoever has the key opens it: openssl cms -decrypt -inform DER -in research-only.csv.p7m -inkey KEY -out research-only.csv. It arrived whole if its SHA-256 is the one in what it was made under.".to_owned(),
        ],
        back: Some(Link::new("Your desk", "/desk")),
        tables: vec![Table {
            caption: "Files for you".to_owned(),
            heads: heads(["Project", "What is in it", "When", "What to do"]),
            rows: lines.iter().map(row).collect(),
            none: "There is none.".to_owned(),
        }],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// What a file was made under.
pub(crate) fn manifest(ask: &Ask) -> Result<Answer, Failure> {
    let manifest = ask.app().study_manifest(ask.actor()?, id(ask)?)?;
    Ok(Answer::document("application/json; charset=utf-8", "research-only.json", manifest).download())
}

/// What waits for a body, and what it has taken.
pub(crate) fn theirs(ask: &Ask) -> Result<Answer, Failure> {
    show_theirs(ask, FormState::default())
}

/// Takes a file, or says that it arrived or is deleted.
pub(crate) fn step(ask: &Ask) -> Result<Answer, Failure> {
    let done = match ask.param("what") {
        "take" => match ask.app().take_study(ask.actor()?, id(ask)?) {
            Ok(file) => {
                let kind = "application/pkcs7-mime";
                return Ok(Answer::bytes(kind, "research-only.csv.p7m".to_owned(), false, file.get().clone()));
            }
            Err(error) => Err(error),
        },
        "arrived" => ask.app().study_received(ask.actor()?, id(ask)?),
        "deleted" => ask.app().study_deleted(ask.actor()?, id(ask)?),
        _ => return Err(Failure::not_found()),
    };
    match done {
        Ok(()) => Ok(Answer::next(THERE).saying(Said::ShareChanged)),
        Err(AppError::Refused(words)) => show_theirs(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}
