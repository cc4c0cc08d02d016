//! Linkage runs: their list, lists that are added, how a run goes, and the review pair by pair.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::evidence::{capital, evidence};
use crate::fields::{Say as _, choice, field};
use crate::handlers::person::compare_rows;
use crate::show;
use app::{
    AppError, LINKAGE_REASONS, LinkagePairLine, LinkagePicture, LinkageRunView, LinkageVerdictKind, NEEDED_LABELS,
};
use kernel::LinkageRunId;
use pages::form::{Control, FormState};
use pages::person::{ChartShown, LinkageChartsPage, LinkagePairPage};
use pages::sheet::{Button, Card, Group, Progress, Sheet, Table, TableRow};
use pages::work::{FileAsked, PlainForm};
use pages::{Link, StateTag, Tone};

fn the_run(ask: &Ask) -> Result<LinkageRunId, Failure> {
    ask.param("run").parse().map_err(|_| Failure::not_found())
}

fn the_pair(ask: &Ask) -> Result<i32, Failure> {
    ask.param("pair").parse().map_err(|_| Failure::not_found())
}

fn run_tag(state: &str) -> StateTag {
    match state {
        "draft" => show::tag("Not started", Tone::Plain),
        "waiting" => show::tag("Waits for a worker", Tone::Plain),
        "running" => show::tag("Running", Tone::Plain),
        "review" => show::tag("To be reviewed", Tone::Warn),
        "done" => show::tag("Reviewed", Tone::Good),
        "expired" => show::tag("Ran out", Tone::Plain),
        _ => show::tag("Failed", Tone::Bad),
    }
}

fn pair_tag(line: &LinkagePairLine) -> StateTag {
    match (line.state.as_str(), line.mine) {
        ("same", _) => show::tag("One person", Tone::Good),
        ("different", _) => show::tag("Two people", Tone::Plain),
        ("left-out", _) => show::tag("Left out", Tone::Plain),
        ("disputed", _) => show::tag("Reviewers differ", Tone::Bad),
        ("unsure", _) => show::tag("Not sure", Tone::Warn),
        (_, Some(_)) => show::tag("Waits for a second reviewer", Tone::Plain),
        _ => show::tag("To be reviewed", Tone::Warn),
    }
}

/// The runs.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let (runs, sources) = (ask.app().linkage_runs(actor)?, ask.app().linkage_sources(actor)?);
    let cards = runs.into_iter().map(|run| Card {
        title: if run.lists.is_empty() {
            "Our own records".to_owned()
        } else {
            format!("Ours with {}", run.lists.join(", "))
        },
        href: Some(format!("/linkage/{}", run.id)),
        tags: vec![run_tag(&run.state)],
        lines: vec![format!("Begun by {} {}. {} pairs wait.", run.by, run.made_at.words(), run.open)],
        ..Card::default()
    });
    let mut says: Vec<String> = sources.iter().map(|s| format!("The notice says: {}", s.words)).collect();
    says.sort_unstable();
    says.dedup();
    let may = sources.into_iter().map(|s| {
        let tag = if s.why_not.is_empty() {
            show::tag("May be matched", Tone::Good)
        } else {
            show::tag("Not now", Tone::Bad)
        };
        let under = if s.agreement.is_empty() { String::new() } else { format!(" Under: {}.", s.agreement) };
        let read = if s.categories.is_empty() {
            s.why_not
        } else {
            format!("Read of it: {}.{under}", s.categories.join(", "))
        };
        let included = if s.criteria.is_empty() { String::new() } else { format!("Included: {}.", s.criteria) };
        Card {
            title: s.name,
            tags: vec![tag],
            lines: [read, included].into_iter().filter(|l| !l.is_empty()).collect(),
            ..Card::default()
        }
    });
    let page = Sheet {
        heading: "Matching runs".to_owned(),
        back: Some(Link::new("Records that may be of one person", "/people/duplicates")),
        actions: vec![Link::new("Models for comparing records", "/linkage/models")],
        lede: [
            "A run compares the people on record with one another, and with lists that the privacy notice lets be matched for the purpose you act for. It only proposes: nothing follows until somebody has looked and decided, and nobody is contacted because of it.".to_owned(),
            "People who object, or whose record is restricted, are left out. Lists are sealed, and destroyed when the run is reviewed or after 30 days.".to_owned(),
        ]
        .into_iter()
        .chain(says)
        .collect(),
        buttons: vec![Button { words: "Begin a run".to_owned(), about: String::new(), action: "/linkage".to_owned() }],
        groups: vec![
            Group { id: "runs".to_owned(), heading: "Runs".to_owned(), empty: "None yet.".to_owned(), cards: cards.collect() },
            Group {
                id: "sources".to_owned(),
                heading: "Whose lists may be matched for this purpose".to_owned(),
                empty: "The notice names nobody whose lists are matched for this purpose, or no such body is enrolled. Our own records can be compared.".to_owned(),
                cards: may.collect(),
            },
        ],
        ..Sheet::default()
    };
    ask.page(&page)
}

/// Begins one.
pub(crate) fn begin(ask: &Ask) -> Result<Answer, Failure> {
    let run = ask.app().begin_linkage(ask.actor()?)?;
    Ok(Answer::next(format!("/linkage/{run}")))
}

fn counts(view: &LinkageRunView) -> Option<Table> {
    if view.state == "draft" || view.state == "waiting" {
        return None;
    }
    let c = view.counts;
    let row = |head: &str, number: u64| TableRow { head: head.to_owned(), href: None, cells: vec![number.to_string()] };
    let mut rows = vec![
        row("People on record who were read", c.read),
        row("People left out: they object, or their record is restricted", c.left_out),
        row("Records of lists left out, because they may be of such people", c.rows_left_out),
        row("Cases withheld from whoever began the run", c.withheld),
        row("Pairs compared", c.compared),
        row("Pairs proposed", c.proposed),
        row("Pairs decided in an earlier run", c.decided_before),
    ];
    if c.beyond > 0 {
        rows.push(row("Pairs beyond the most that one run proposes, not shown", c.beyond));
    }
    if view.agreement.1 > 0 {
        let (agreed, of) = view.agreement;
        rows.push(TableRow {
            head: "Pairs on which two reviewers agree".to_owned(),
            href: None,
            cells: vec![format!("{agreed} of {of}")],
        });
    }
    Some(Table {
        caption: "What was counted".to_owned(),
        heads: vec!["What".to_owned(), "How many".to_owned()],
        rows,
        ..Table::default()
    })
}

/// `our record`, `list of Example Constabulary`: as it stands within a sentence.
fn small(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A run.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().linkage_run(ask.actor()?, the_run(ask)?)?;
    let base = format!("/linkage/{}", view.id);
    let going = matches!(view.state.as_str(), "waiting" | "running");
    let lists = view.lists.iter().map(|l| Card {
        title: format!("List of {}, {} records", l.name, l.records),
        tags: if l.destroyed {
            vec![show::tag("Destroyed", Tone::Plain)]
        } else {
            vec![show::tag("Sealed", Tone::Good)]
        },
        lines: [
            format!("Gateway: {}.", l.statement),
            if l.agreement.is_empty() { String::new() } else { format!("Agreement {}.", l.agreement) },
            format!("Read of it: {}.", l.categories.join(", ")),
            if l.left_out.is_empty() { String::new() } else { format!("Columns not kept: {}.", l.left_out.join(", ")) },
        ]
        .into_iter()
        .filter(|l| !l.is_empty())
        .collect(),
        ..Card::default()
    });
    let pairs = view.pairs.iter().map(|p| Card {
        title: format!("Pair {}: {} and {}", p.number, small(&p.one), small(&p.other)),
        href: (p.state != "left-out").then(|| format!("{base}/pairs/{}", p.number)),
        tags: std::iter::once(pair_tag(p)).chain(p.sampled.then(|| show::tag("Two reviewers", Tone::Plain))).collect(),
        lines: vec![format!("Group {}", p.cluster)],
        ..Card::default()
    });
    let open = view.pairs.iter().filter(|p| matches!(p.state.as_str(), "open" | "disputed")).count();
    let button = |words: &str, to: &str| Button {
        words: words.to_owned(),
        about: String::new(),
        action: format!("{base}/{to}"),
    };
    let (mut actions, mut buttons) = (Vec::new(), Vec::new());
    match view.state.as_str() {
        "draft" => {
            actions.push(Link::new("Add a list", format!("{base}/lists/new")));
            buttons.push(button("Start the run", "start"));
        }
        "review" if open == 0 && view.put_by == 0 => buttons.push(button("Finish: destroy the lists", "finish")),
        _ => {}
    }
    if !matches!(view.state.as_str(), "draft" | "waiting" | "running") {
        actions.push(Link::new("Charts", format!("{base}/charts")));
    }
    if view.pairs.iter().any(|p| matches!(p.state.as_str(), "same" | "different")) {
        actions.push(Link::new("Take out what was decided (CSV)", format!("{base}/labels.csv")));
    }
    let mut groups = vec![Group {
        id: "lists".to_owned(),
        heading: "Lists".to_owned(),
        empty: "None: only our own records are compared with one another.".to_owned(),
        cards: lists.collect(),
    }];
    if !matches!(view.state.as_str(), "draft" | "waiting" | "running") {
        groups.push(Group {
            id: "pairs".to_owned(),
            heading: format!("Pairs ({open} to be reviewed)"),
            empty: "Nothing was found that may be of one person.".to_owned(),
            cards: pairs.collect(),
        });
    }
    let c = view.counts;
    let page = Sheet {
        heading: "Matching run".to_owned(),
        back: Some(Link::new("Matching runs", "/linkage")),
        lede: vec![
            format!("Purpose: {}. Begun by {} {}.", view.purpose, view.by, view.made_at.words()),
            format!(
                "Model {}. The run is over on {} at the latest; lists are destroyed then.",
                view.model,
                show::date(view.expires_on)
            ),
        ]
        .into_iter()
        .chain(resumed(c.resumed))
        .chain(put_by(view.put_by))
        .collect(),
        progress: going.then(|| Progress {
            done: usize::try_from(c.done).unwrap_or(0),
            of: usize::try_from(c.of.max(1)).unwrap_or(1),
            words: if c.done > 0 && c.done >= c.of {
                "Everything was read, and is compared now. This page looks again by itself.".to_owned()
            } else {
                let left = time_left(view.seconds_left);
                format!("{} of {} cases gone through.{left} This page looks again by itself.", c.done, c.of)
            },
        }),
        table: counts(&view),
        refresh: going.then_some(3),
        actions,
        buttons,
        groups,
        ..Sheet::default()
    };
    ask.page(&page)
}

/// That a worker stopped and another went on.
fn resumed(times: u64) -> Option<String> {
    let times = match times {
        0 => return None,
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        times => format!("{times} times"),
    };
    Some(format!(
        "A worker stopped in its midst {times}. Another went on from what had been read and kept; nobody was read twice, and the result is the same."
    ))
}

/// That the review cannot be ended yet, and why.
fn put_by(forms: usize) -> Option<String> {
    let many = match forms {
        0 => return None,
        1 => "One form of a new case was".to_owned(),
        forms => format!("{forms} forms of new cases were"),
    };
    Some(format!(
        "{many} begun from a list of this run and put by. Whoever began them sends them or throws them away before the review is finished; on the run’s last day they go with its lists."
    ))
}

/// Words for how long it goes on still.
fn time_left(seconds: Option<u64>) -> String {
    match seconds {
        None => String::new(),
        Some(0..60) => " Less than a minute left.".to_owned(),
        Some(60..120) => " About a minute left.".to_owned(),
        Some(seconds @ 120..7_200) => format!(" About {} minutes left.", seconds / 60),
        Some(seconds) => format!(" About {} hours left.", seconds / 3_600),
    }
}

/// A picture under its heading; several on one page have names of their own for their titles.
fn shown(id: &str, heading: &str, words: Vec<String>, chart: Option<LinkagePicture>) -> ChartShown {
    let (picture, mut rows) = chart.map_or_else(Default::default, |chart| {
        let named = chart.svg.replace("\"t d\"", &format!("\"{id}-t {id}-d\""));
        let named = named.replace("<title id=\"t\">", &format!("<title id=\"{id}-t\">"));
        (named.replace("<desc id=\"d\">", &format!("<desc id=\"{id}-d\">")), chart.table)
    });
    let heads = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    let heads = heads.iter().map(|head| capital(head)).collect();
    ChartShown { id: id.to_owned(), heading: heading.to_owned(), words, picture, heads, rows }
}

/// What a run looks like.
pub(crate) fn charts(ask: &Ask) -> Result<Answer, Failure> {
    let run = the_run(ask)?;
    let view = ask.app().linkage_charts(ask.actor()?, run)?;
    let (same, different) = view.decided;
    let decided = format!(
        "Of the pairs that somebody decided who acts as you do now, {same} are one person and {different} are two people."
    );
    let left_out = (view.left_out > 0).then(|| {
        format!(
            "{} decided pairs do not count here: whoever decided them acted as somebody else, who may read other things.",
            view.left_out
        )
    });
    let about: Vec<String> = std::iter::once(decided).chain(left_out).collect();
    let (by_threshold, against) = match view.judged {
        Some((by_threshold, against)) => (Some(by_threshold), Some(against)),
        None => (None, None),
    };
    let too_few = by_threshold.is_none().then(|| {
        format!("That is too few to say anything: {NEEDED_LABELS} decided pairs are needed, some of either kind.")
    });
    let charts = vec![
        shown(
            "weights",
            "What each finding is worth",
            vec!["In bits: each doubles the odds that two records are of one person, and a minus halves them. It is the same for every pair, at intake, in the search box and in a run.".to_owned()],
            Some(view.weights),
        ),
        shown(
            "threshold",
            "Precision and recall by threshold",
            about
                .iter()
                .cloned()
                .chain(too_few.clone())
                .chain(by_threshold.is_some().then(|| {
                    "Precision: of the pairs from a threshold on, how many are one person. Recall: of the decided pairs that are one person, how many lie above it; of pairs that were not proposed nothing is known. The bands are where the truth lies with 95 per cent confidence.".to_owned()
                }))
                .collect(),
            by_threshold,
        ),
        shown(
            "precision-recall",
            "Precision against recall",
            too_few.into_iter().chain(against.is_some().then(|| "How much precision each share of recall costs, over the same pairs.".to_owned())).collect(),
            against,
        ),
        shown(
            "alone",
            "Records that can be linked with nobody",
            vec![if view.alone.is_some() {
                "The share of all records of this run of which so little is known that they would not reach a threshold even beside a record that says the very same.".to_owned()
            } else {
                "It is counted when the run has compared everything.".to_owned()
            }],
            view.alone,
        ),
    ];
    ask.page(&LinkageChartsPage {
        heading: "Charts of the matching run".to_owned(),
        back: format!("/linkage/{run}"),
        lede: vec![
            "Nothing learns from what is decided. Whoever looks after matching can take the decisions out, teach another model with them, and compare both before it is taken up.".to_owned(),
        ],
        charts,
    })
}

/// Starts it.
pub(crate) fn start(ask: &Ask) -> Result<Answer, Failure> {
    let run = the_run(ask)?;
    match ask.app().start_linkage(ask.actor()?, run) {
        Ok(()) | Err(AppError::Refused(_)) => Ok(Answer::next(format!("/linkage/{run}"))),
        Err(error) => Err(error.into()),
    }
}

/// Ends the review.
pub(crate) fn finish(ask: &Ask) -> Result<Answer, Failure> {
    let run = the_run(ask)?;
    match ask.app().finish_linkage(ask.actor()?, run) {
        Ok(()) => Ok(Answer::next(format!("/linkage/{run}")).saying(Said::LinkageFinished)),
        Err(AppError::Refused(_)) => Ok(Answer::next(format!("/linkage/{run}"))),
        Err(error) => Err(error.into()),
    }
}

/// What was decided.
pub(crate) fn labels(ask: &Ask) -> Result<Answer, Failure> {
    let text = ask.app().linkage_labels(ask.actor()?, the_run(ask)?)?;
    Ok(Answer::document("text/csv; charset=utf-8", "labels.csv", text).download())
}

fn show_list(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let run = the_run(ask)?;
    ask.app().linkage_run(actor, run)?;
    let options = ask
        .app()
        .linkage_sources(actor)?
        .into_iter()
        .filter(|s| s.why_not.is_empty())
        .map(|s| choice(s.party, s.name))
        .collect();
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Add a list".to_owned(),
        lede: vec![
            "Only bodies are offered whose lists the privacy notice lets be matched for this purpose, under an agreement in force. What the notice does not let be read of a list is not kept.".to_owned(),
        ],
        action: format!("/linkage/{run}/lists/new"),
        back: Link::new("Matching run", format!("/linkage/{run}")),
        fields: vec![field(ask, &form, "party", "Whose list is it?", Control::Choice).options(options)],
        button: "Add the list".to_owned(),
        file: Some(FileAsked {
            name: "file".to_owned(),
            label: "Choose the file".to_owned(),
            hint: "CSV (UTF-8) with a row of column names: id, name (or first name and surname), and any of date of birth, postcode, telephone, email, National Insurance number, NHS number, unique pupil number. At most 20,000 records and 8 MB.".to_owned(),
            accept: ".csv,text/csv".to_owned(),
            error: form.of("file"),
            last: false,
        }),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn list_page(ask: &Ask) -> Result<Answer, Failure> {
    show_list(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn list_again(ask: &Ask) -> Result<Answer, Failure> {
    show_list(ask, stale())
}

/// Adds a list.
pub(crate) fn add_list(ask: &Ask) -> Result<Answer, Failure> {
    let run = the_run(ask)?;
    let Some(file) = ask.files.iter().find(|f| f.name == "file" && !f.bytes.is_empty()) else {
        return show_list(ask, FormState::wrong("file", "Choose a file"));
    };
    match ask.app().add_linkage_list(ask.actor()?, run, ask.field("party"), &file.bytes) {
        Ok(()) => Ok(Answer::next(format!("/linkage/{run}"))),
        Err(AppError::Refused(words)) => show_list(ask, FormState::wrong("file", &words)),
        Err(error) => Err(error.into()),
    }
}

fn show_pair(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (run, number) = (the_run(ask)?, the_pair(ask)?);
    let view = ask.app().linkage_pair(ask.actor()?, run, number)?;
    let fine = form.is_fine();
    let verdicts = vec![
        choice("same", "They are one person"),
        choice("different", "They are two people"),
        choice("unsure", "I am not sure"),
    ];
    let reasons = LINKAGE_REASONS.iter().map(|(code, words)| choice(*code, *words)).collect();
    let decided = matches!(view.line.state.as_str(), "same" | "different");
    let fields = vec![
        field(ask, &form, "verdict", "Is this one person?", Control::Choice).options(verdicts),
        field(ask, &form, "reason", "What does it rest on?", Control::Choice).options(reasons),
    ];
    let page = LinkagePairPage {
        fields: if decided { Vec::new() } else { fields },
        form,
        action: format!("/linkage/{run}/pairs/{number}"),
        back: format!("/linkage/{run}"),
        heading: format!("Pair {number}"),
        one: view.one.whose,
        one_href: view.one.person.map(|p| format!("/people/{p}")),
        other: view.other.whose,
        other_href: view.other.person.map(|p| format!("/people/{p}")),
        state: pair_tag(&view.line),
        sampled: view.line.sampled,
        rows: compare_rows(view.fields),
        evidence: evidence(view.evidence),
        actions: view
            .to_open
            .iter()
            .map(|(whose, of)| {
                Link::new(format!("Open a new case: {}", small(whose)), format!("/cases/new?listed={of}"))
            })
            .collect(),
    };
    ask.form_page(&page, fine)
}

/// A pair.
pub(crate) fn pair(ask: &Ask) -> Result<Answer, Failure> {
    show_pair(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn decide_again(ask: &Ask) -> Result<Answer, Failure> {
    show_pair(ask, stale())
}

/// Says what it is, and goes on to the next.
pub(crate) fn decide(ask: &Ask) -> Result<Answer, Failure> {
    let (run, number) = (the_run(ask)?, the_pair(ask)?);
    let Some(verdict) = LinkageVerdictKind::from_id(ask.field("verdict")) else {
        return show_pair(ask, FormState::wrong("verdict", "Choose what it is"));
    };
    let actor = ask.actor()?;
    match ask.app().decide_linkage_pair(actor, run, number, verdict, ask.field("reason")) {
        Ok(()) => {
            let next = ask.app().linkage_run(actor, run)?.pairs.into_iter().find(|p| {
                p.number != number && p.mine.is_none() && matches!(p.state.as_str(), "open" | "disputed" | "unsure")
            });
            let to = next.map_or_else(|| format!("/linkage/{run}"), |p| format!("/linkage/{run}/pairs/{}", p.number));
            Ok(Answer::next(to).saying(Said::PairDecided))
        }
        Err(AppError::Refused(words)) => show_pair(ask, FormState::wrong("reason", &words)),
        Err(error) => Err(error.into()),
    }
}
