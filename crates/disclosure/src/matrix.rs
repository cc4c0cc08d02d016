//! The permission matrix: who may see or record what for which purpose, under which condition, in words.
//! It is written from the compiled rules; the differential test holds those rules against what Cedar decides.

use crate::gate::Gate;
use crate::{rules, words};
use notice::model::{Act, CategoryIx, Compiled, Forbid, Principal, PurposeIx, StatementId, Who};
use serde::Serialize;
use std::fmt::Write;

/// The permission matrix of one notice version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// `id@version`.
    pub notice: String,
    /// The title.
    pub title: String,
    /// What is refused to anybody, whatever else is said.
    pub always_refused: Vec<Way>,
    /// One row for each principal, act and purpose under which anything can be released.
    pub rows: Vec<MatrixRow>,
}

/// One principal, act and purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatrixRow {
    /// The principal's key.
    pub principal: String,
    /// In words.
    pub principal_words: String,
    /// `see` or `record`.
    pub act: Act,
    /// The purpose's id.
    pub purpose: String,
    /// In words.
    pub purpose_words: String,
    /// The categories that can be released, in the notice's order.
    pub cells: Vec<MatrixCell>,
}

/// One category in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatrixCell {
    /// The category's id.
    pub category: String,
    /// In words.
    pub label: String,
    /// Any of these ways releases it,
    pub ways: Vec<Way>,
    /// unless one of these refuses it (besides what is refused to anybody).
    pub unless: Vec<Way>,
}

/// A statement and its condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Way {
    /// The statement.
    pub statement: StatementId,
    /// The condition in words.
    pub when: String,
    /// For forbids: the purposes for which it does not refuse.
    pub except: Vec<String>,
    /// An override, which is reviewed.
    pub overriding: bool,
}

impl Gate {
    /// The permission matrix.
    #[must_use]
    pub fn matrix(&self) -> Matrix {
        let compiled = self.compiled().as_ref();
        let rows = compiled.principals.iter().flat_map(|principal| {
            Act::ALL.into_iter().flat_map(move |act| {
                compiled
                    .purposes
                    .iter()
                    .zip(0u8..)
                    .filter_map(move |(_, purpose)| row(compiled, principal, act, PurposeIx(purpose)))
            })
        });
        Matrix {
            notice: self.notice().at(),
            title: compiled.title.clone(),
            always_refused: compiled.forbids.iter().filter(|f| is_general(f)).map(|f| refusal(compiled, f)).collect(),
            rows: rows.collect(),
        }
    }
}

/// Whether a forbid speaks of anybody and everything, so that it is said once and not in each cell.
const fn is_general(forbid: &Forbid) -> bool {
    matches!(forbid.who, Who::Anybody)
        && forbid.categories.is_empty()
        && forbid.purposes.is_empty()
        && forbid.acts.len() == Act::ALL.len()
}

fn refusal(compiled: &Compiled, forbid: &Forbid) -> Way {
    let id = |p: &PurposeIx| compiled.purposes.get(usize::from(p.0)).map(|p| p.id.clone());
    Way {
        statement: forbid.statement.clone(),
        when: words::condition(&forbid.when),
        except: forbid.except_purposes.iter().filter_map(id).collect(),
        overriding: false,
    }
}

fn row(compiled: &Compiled, principal: &Principal, act: Act, purpose: PurposeIx) -> Option<MatrixRow> {
    let info = compiled.purposes.get(usize::from(purpose.0))?;
    let cells: Vec<MatrixCell> = compiled
        .categories
        .iter()
        .zip(0u8..)
        .filter_map(|(category, at)| {
            let at = CategoryIx(at);
            let ways: Vec<Way> = compiled
                .permits
                .iter()
                .filter(|p| rules::permits(p, principal, act, purpose, at))
                .map(|p| Way {
                    statement: p.statement.clone(),
                    when: words::condition(&p.when),
                    except: Vec::new(),
                    overriding: p.overriding.is_some(),
                })
                .collect();
            let forbids = compiled.forbids.iter();
            let unless = forbids
                .filter(|f| !is_general(f) && rules::forbids(f, principal, act, purpose, at))
                .map(|f| refusal(compiled, f))
                .collect();
            (!ways.is_empty()).then(|| MatrixCell {
                category: category.id.clone(),
                label: category.label.clone(),
                ways,
                unless,
            })
        })
        .collect();
    (!cells.is_empty()).then(|| MatrixRow {
        principal: principal.key(),
        principal_words: principal.words().to_owned(),
        act,
        purpose: info.id.clone(),
        purpose_words: info.label.clone(),
        cells,
    })
}

impl Matrix {
    /// As a text that reviewers read and version control compares: one line for each way, with the categories it gives.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("Who may see and record what: {} ({})\n", self.title, self.notice);
        text.push_str("What is not listed is refused.\n");
        if !self.always_refused.is_empty() {
            text.push_str("\nRefused to anybody, whatever is listed below:\n");
            for way in &self.always_refused {
                let _ = write!(text, "  when {}", way.when);
                if !way.except.is_empty() {
                    let _ = write!(text, ", except for {}", way.except.join(", "));
                }
                let _ = writeln!(text, "  [{}]", way.statement);
            }
        }
        let mut last = "";
        for row in &self.rows {
            if row.principal != last {
                let _ = writeln!(text, "\n{} ({})", row.principal_words, row.principal);
                last = &row.principal;
            }
            let _ = writeln!(text, "  {} for {}: {}", row.act.id(), row.purpose, row.purpose_words);
            for (line, categories) in grouped(&row.cells) {
                let _ = writeln!(text, "    {}\n      {line}", categories.join(", "));
            }
        }
        text
    }
}

/// Categories that are released in the same ways stand together.
fn grouped(cells: &[MatrixCell]) -> Vec<(String, Vec<&str>)> {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for cell in cells {
        let say = |w: &Way| {
            let note = if w.overriding { ", without what is usually needed" } else { "" };
            format!("{}{note}  [{}]", w.when, w.statement)
        };
        let mut line = cell.ways.iter().map(say).collect::<Vec<_>>().join("\n      or ");
        for way in &cell.unless {
            let _ = write!(line, "\n      but never when {}  [{}]", way.when, way.statement);
        }
        match groups.iter_mut().find(|(l, _)| *l == line) {
            Some((_, categories)) => categories.push(&cell.category),
            None => groups.push((line, vec![&cell.category])),
        }
    }
    groups
}
