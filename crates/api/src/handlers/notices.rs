//! Published notices, and the description of this interface. Nothing in them is personal.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::Statement;
use app::NoticeVersionLine;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::LazyLock;

pub(crate) fn description(_: &Ask) -> Result<Answer, Problem> {
    // Always the same: made once.
    static DESCRIPTION: LazyLock<serde_json::Value> = LazyLock::new(crate::description);
    Answer::json(&*DESCRIPTION)
}

/// A description in the terms of OpenAPI 3.1.
#[derive(JsonSchema)]
#[schemars(extend("additionalProperties" = true))]
#[expect(dead_code, reason = "it stands for the schema of the description, which is made elsewhere")]
pub(crate) struct Description {
    openapi: String,
}

/// A published version.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Version {
    notice: String,
    version: String,
    title: String,
    draft: bool,
    effective_on: String,
    published_at: String,
    /// SHA-256 of the compiled notice, in hexadecimal.
    hash: String,
}

impl From<NoticeVersionLine> for Version {
    fn from(line: NoticeVersionLine) -> Self {
        Self {
            notice: line.notice_id,
            version: line.version,
            title: line.title,
            draft: line.draft,
            effective_on: line.effective_on.to_string(),
            published_at: line.published_at.rfc3339(),
            hash: line.hash,
        }
    }
}

/// Every published version.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Notices {
    versions: Vec<Version>,
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let versions = ask.app().notice_list()?;
    Answer::json(&Notices { versions: versions.into_iter().map(Version::from).collect() })
}

/// A notice.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Notice {
    #[serde(flatten)]
    version: Version,
    /// Its versions, the newest first.
    versions: Vec<String>,
    statements: Vec<Statement>,
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let page = ask.app().notice_page(&ask.notice(), ask.query("version"))?;
    let statements = page.notice.compiled.statements.iter();
    Answer::json(&Notice {
        version: page.line.into(),
        versions: page.versions.into_iter().map(|v| v.version).collect(),
        statements: statements.map(|(id, s)| Statement { id: id.0.clone(), words: s.words.clone() }).collect(),
    })
}
