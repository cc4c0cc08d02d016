//! Matching runs: lists that the notice lets be matched, what is proposed, and what reviewers say.

use super::imports::bytes;
use super::people::Field;
use super::tasks::part;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::Shown;
use app::{
    LINKAGE_REASONS, LinkageListLine, LinkagePairLine, LinkageRunLine, LinkageSide, LinkageSource, LinkageVerdictKind,
};
use kernel::LinkageRunId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A body whose lists can be matched.
#[derive(Serialize, JsonSchema)]
struct Source {
    /// Its key.
    party: String,
    name: String,
    /// The statement of the notice, and what it says.
    statement: String,
    words: String,
    /// Who is included, where the notice says so.
    criteria: String,
    /// What may be read of a list, in words.
    categories: Vec<String>,
    /// The agreement under which a list comes.
    agreement: String,
    /// Why no list may come now, if that is so.
    why_not: Option<String>,
}

impl From<LinkageSource> for Source {
    fn from(source: LinkageSource) -> Self {
        Self {
            why_not: (!source.why_not.is_empty()).then_some(source.why_not),
            party: source.party,
            name: source.name,
            statement: source.statement,
            words: source.words,
            criteria: source.criteria,
            categories: source.categories,
            agreement: source.agreement,
        }
    }
}

/// Whose lists can be matched.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sources {
    sources: Vec<Source>,
}

pub(crate) fn sources(ask: &Ask) -> Result<Answer, Problem> {
    let sources = ask.app().linkage_sources(ask.actor()?)?;
    Answer::json(&Sources { sources: sources.into_iter().map(Source::from).collect() })
}

/// A run.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LinkageRunLine")]
struct Line {
    id: String,
    /// `draft`, `waiting`, `running`, `review`, `done` or another end.
    state: String,
    /// Whose lists.
    lists: Vec<String>,
    by: String,
    begun_at: String,
    /// Pairs that wait for somebody.
    open: usize,
}

impl From<LinkageRunLine> for Line {
    fn from(line: LinkageRunLine) -> Self {
        Self {
            id: line.id.to_string(),
            state: line.state,
            lists: line.lists,
            by: line.by,
            begun_at: line.made_at.rfc3339(),
            open: line.open,
        }
    }
}

/// The runs.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LinkageRuns")]
pub(crate) struct Runs {
    runs: Vec<Line>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let runs = ask.app().linkage_runs(ask.actor()?)?;
    Answer::json(&Runs { runs: runs.into_iter().map(Line::from).collect() })
}

pub(crate) fn begin(ask: &Ask) -> Result<Answer, Problem> {
    Answer::made("linkage", &ask.app().begin_linkage(ask.actor()?)?)
}

/// A list of a run.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LinkageList")]
struct ListOf {
    name: String,
    /// The statement by which it is matched.
    statement: String,
    agreement: String,
    /// What was kept of it, in words.
    categories: Vec<String>,
    /// Columns that were not kept.
    left_out: Vec<String>,
    records: i32,
    destroyed: bool,
}

impl From<LinkageListLine> for ListOf {
    fn from(line: LinkageListLine) -> Self {
        Self {
            name: line.name,
            statement: line.statement,
            agreement: line.agreement,
            categories: line.categories,
            left_out: line.left_out,
            records: line.records,
            destroyed: line.destroyed,
        }
    }
}

/// A pair; nothing of either record.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LinkagePairLine")]
struct PairLine {
    number: i32,
    cluster: String,
    /// Whose record the one is, in words.
    one: String,
    other: String,
    /// `open`, `disputed`, `unsure`, `same`, `different`, `left-out`.
    state: String,
    /// Two people review it.
    sampled: bool,
    /// What the caller said.
    mine: Option<Said>,
}

impl From<LinkagePairLine> for PairLine {
    fn from(line: LinkagePairLine) -> Self {
        Self {
            number: line.number,
            cluster: line.cluster,
            one: line.one,
            other: line.other,
            state: line.state,
            sampled: line.sampled,
            mine: line.mine.map(Said::from),
        }
    }
}

/// What was counted.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LinkageCounts")]
struct Counts {
    /// People on record who were read.
    read: u64,
    /// People on record who were left out: they object, or use of their record is restricted.
    left_out: u64,
    /// Records of lists that were left out for the same.
    rows_left_out: u64,
    /// Cases that whoever began the run may not read.
    withheld: u64,
    compared: u64,
    proposed: u64,
    decided_before: u64,
    /// Pairs beyond the most that one run proposes.
    beyond: u64,
    /// Cases that were gone through, of how many.
    done: u64,
    of: u64,
}

/// A run with its lists and pairs.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LinkageRun")]
pub(crate) struct Run {
    id: String,
    state: String,
    /// The purpose, in words.
    purpose: String,
    by: String,
    begun_at: String,
    /// Its last day: its lists are destroyed then.
    expires_on: String,
    model: String,
    lists: Vec<ListOf>,
    counted: Counts,
    pairs: Vec<PairLine>,
    /// Of pairs that two people reviewed: on how many they agree.
    agreed: usize,
    reviewed_twice: usize,
}

fn the_run(ask: &Ask) -> Result<LinkageRunId, Problem> {
    ask.id("run")
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().linkage_run(ask.actor()?, the_run(ask)?)?;
    let c = view.counts;
    Answer::json(&Run {
        id: view.id.to_string(),
        state: view.state,
        purpose: view.purpose,
        by: view.by,
        begun_at: view.made_at.rfc3339(),
        expires_on: view.expires_on.to_string(),
        model: view.model,
        lists: view.lists.into_iter().map(ListOf::from).collect(),
        counted: Counts {
            read: c.read,
            left_out: c.left_out,
            rows_left_out: c.rows_left_out,
            withheld: c.withheld,
            compared: c.compared,
            proposed: c.proposed,
            decided_before: c.decided_before,
            beyond: c.beyond,
            done: c.done,
            of: c.of,
        },
        pairs: view.pairs.into_iter().map(PairLine::from).collect(),
        agreed: view.agreement.0,
        reviewed_twice: view.agreement.1,
    })
}

/// A list to be matched.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListToAdd {
    /// Whose it is: a key of `/linkage/sources`.
    party: String,
    /// The bytes in base64 (RFC 4648 section 4): a table as CSV, at most 8 megabytes of them.
    content: String,
}

pub(crate) fn add_list(ask: &Ask) -> Result<Answer, Problem> {
    let list: ListToAdd = ask.body()?;
    ask.app().add_linkage_list(ask.actor()?, the_run(ask)?, &list.party, &bytes(&list.content)?)?;
    Ok(Answer::done())
}

pub(crate) fn start(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().start_linkage(ask.actor()?, the_run(ask)?)?;
    Ok(Answer::done())
}

pub(crate) fn finish(ask: &Ask) -> Result<Answer, Problem> {
    ask.app().finish_linkage(ask.actor()?, the_run(ask)?)?;
    Ok(Answer::done())
}

/// One record of a pair.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LinkageSide")]
struct SideOf {
    /// Whose record, in words.
    whose: String,
    /// The person, where it is a record of ours.
    person: Option<String>,
}

impl From<LinkageSide> for SideOf {
    fn from(side: LinkageSide) -> Self {
        Self { whose: side.whose, person: side.person.map(|id| id.to_string()) }
    }
}

/// A pair side by side.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LinkagePair")]
pub(crate) struct Pair {
    #[serde(flatten)]
    line: PairLine,
    the_one: SideOf,
    the_other: SideOf,
    fields: Shown<Vec<Field>>,
    /// How likely they are of one person, in per cent, from what the caller may read of both.
    score: i32,
    /// Why, in words that name no data.
    explained: Vec<String>,
    /// What was not compared, because the caller may not read it.
    not_compared: Vec<String>,
    /// The next pair that waits for the caller.
    next: Option<i32>,
    /// How many others have reviewed it.
    others: usize,
}

fn number(ask: &Ask) -> Result<i32, Problem> {
    let number = ask.number("pair", ask.param("pair")).map_err(|_| Problem::nothing())?;
    i32::try_from(number).map_err(|_| Problem::nothing())
}

pub(crate) fn pair(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().linkage_pair(ask.actor()?, the_run(ask)?, number(ask)?)?;
    Answer::json(&Pair {
        line: view.line.into(),
        the_one: view.one.into(),
        the_other: view.other.into(),
        fields: view.fields.map(|all| all.into_iter().map(Field::from).collect::<Vec<_>>()).into(),
        score: view.evidence.percent,
        explained: view.evidence.lines.into_iter().map(|l| l.finding).collect(),
        not_compared: view.evidence.not_compared.iter().map(|w| (*w).to_owned()).collect(),
        next: view.next,
        others: view.others,
    })
}

/// What is said of a pair.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SaidOfPair")]
#[serde(rename_all = "kebab-case")]
enum Said {
    /// One person.
    Same,
    /// Two people.
    Different,
    /// It cannot be told from this.
    Unsure,
}

impl From<LinkageVerdictKind> for Said {
    fn from(kind: LinkageVerdictKind) -> Self {
        match kind {
            LinkageVerdictKind::Same => Self::Same,
            LinkageVerdictKind::Different => Self::Different,
            LinkageVerdictKind::Unsure => Self::Unsure,
        }
    }
}

/// A verdict, and what it rests on.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "LinkageVerdict")]
#[serde(deny_unknown_fields)]
pub(crate) struct Verdict {
    verdict: Said,
    /// `number`, `name-and-birth`, `address`, `known`, `asked` or `too-little`.
    reason: String,
}

pub(crate) fn decide(ask: &Ask) -> Result<Answer, Problem> {
    let said: Verdict = ask.body()?;
    if !LINKAGE_REASONS.iter().any(|(code, _)| *code == said.reason) {
        let codes: Vec<&str> = LINKAGE_REASONS.iter().map(|(code, _)| *code).collect();
        return Err(part("reason", &format!("Give reason as one of: {}", codes.join(", "))));
    }
    let verdict = match said.verdict {
        Said::Same => LinkageVerdictKind::Same,
        Said::Different => LinkageVerdictKind::Different,
        Said::Unsure => LinkageVerdictKind::Unsure,
    };
    ask.app().decide_linkage_pair(ask.actor()?, the_run(ask)?, number(ask)?, verdict, &said.reason)?;
    Ok(Answer::done())
}

/// What was said of pairs.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LinkageLabels")]
pub(crate) struct Labels {
    /// The media type.
    media: String,
    content: String,
}

pub(crate) fn labels(ask: &Ask) -> Result<Answer, Problem> {
    let content = ask.app().linkage_labels(ask.actor()?, the_run(ask)?)?;
    Answer::json(&Labels { media: "text/csv".to_owned(), content })
}
