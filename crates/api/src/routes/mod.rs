//! The one table of routes: the router is built from it, and the description, and the tests.

mod administration;
mod around;
mod came;
mod cases;
mod house;
mod lists;
mod many;
mod messages;
mod sharing;
mod work;

use crate::answer::Answer;
use crate::ask::Ask;
use crate::handlers::cases::is_key;
use crate::problem::Problem;
use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// How a route is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// To look.
    Get,
    /// To do something.
    Post,
    /// To put something in a known place.
    Put,
    /// To take something away.
    Delete,
}

impl Method {
    /// As HTTP has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// Whose token opens a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// No token is needed.
    Everybody,
    /// Any token.
    Anybody,
    /// A token that acts in a capacity of a notice.
    Caseworkers,
    /// A token of one of the controller's own people.
    Staff,
    /// A token of somebody who keeps the register of agreements: of an administrator, or of a data protection officer.
    Governors,
    /// A token of an administrator's own work.
    Administrators,
}

pub(crate) type Handler = fn(&Ask) -> Result<Answer, Problem>;
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// A parameter of the query or a header.
#[derive(Clone, Copy)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub words: &'static str,
    /// Its schema, as JSON.
    pub schema: &'static str,
    /// Whether it is a header rather than of the query.
    pub header: bool,
}

/// An answer that goes well.
#[derive(Clone, Copy)]
pub struct Good {
    /// The status.
    pub status: u16,
    /// What it says.
    pub words: &'static str,
    /// What stands in it, if anything.
    pub schema: Option<SchemaOf>,
    /// Headers that come with it.
    pub headers: &'static [(&'static str, &'static str)],
}

/// A route.
#[derive(Clone, Copy)]
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// Its address behind [`crate::ROOT`], with parameters in braces.
    pub path: &'static str,
    /// Its name in the description.
    pub id: &'static str,
    /// What it belongs to.
    pub tag: &'static str,
    /// What it does.
    pub words: &'static str,
    /// Whose token opens it.
    pub door: Door,
    /// Parameters of the query, and headers.
    pub params: &'static [Param],
    /// What is sent.
    pub body: Option<SchemaOf>,
    /// How many bytes the file may have that comes with it, if one does.
    pub upload: Option<usize>,
    /// The answer that goes well.
    pub good: Good,
    /// Further problems that it has, by status.
    pub problems: &'static [u16],
    pub(crate) handle: Handler,
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

const fn good<T: JsonSchema>(words: &'static str) -> Good {
    Good { status: 200, words, schema: Some(schema::<T>), headers: &[] }
}

const fn done(words: &'static str) -> Good {
    Good { status: 204, words, schema: None, headers: &[] }
}

const fn done_as(words: &'static str) -> Good {
    Good { status: 204, words, schema: None, headers: &[ETAG] }
}

pub(crate) const ETAG: (&str, &str) = (
    "ETag",
    "The version of the content where it has one, for If-Match; and all that the answer says, for If-None-Match",
);
const LOCATION: (&str, &str) = ("Location", "The address of what was made");

const fn query(name: &'static str, schema: &'static str, words: &'static str) -> Param {
    Param { name, words, schema, header: false }
}
const fn header(name: &'static str, schema: &'static str, words: &'static str) -> Param {
    Param { name, words, schema, header: true }
}

const FLAG: &str = r#"{"type":"boolean","default":false}"#;
/// As of a row of a file, or a place in a list.
const NUMBER: &str = r#"{"type":"integer","minimum":0,"maximum":1000000}"#;
/// A colleague, a team, or those that nobody holds.
const OWNER: &str = r#"{"type":"string","pattern":"^(nobody|(team:)?[0-9a-f]{32})$"}"#;
const ORDER: &str = r#"{"enum":["due","newest","oldest"]}"#;
const SERVICE: &str = r#"{"type":"string","pattern":"^[a-z0-9-]{1,64}$"}"#;
const PLACE: &str = r#"{"type":"string","pattern":"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])\\.[0-9a-f]{32}$"}"#;
const VERSION: &str = r#"{"type":"string","pattern":"^\"v[1-9][0-9]{0,8}(\\.[0-9a-f]{16})?\"$"}"#;
const STAR: &str = r#"{"type":"string","const":"*"}"#;
const KEY: &str = r#"{"type":"string","pattern":"^[A-Za-z0-9_-]{8,128}$"}"#;

#[expect(clippy::too_many_arguments, reason = "a row of the table has all of these")]
const fn route(
    method: Method,
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    door: Door,
    good: Good,
    handle: Handler,
    words: &'static str,
) -> Route {
    Route { method, path, id, tag, words, door, params: &[], body: None, upload: None, good, problems: &[], handle }
}

impl Param {
    /// Whether a value is of the form that the description names.
    pub(crate) fn fits(&self, value: &str) -> bool {
        let hex =
            |text: &str| text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        match self.schema {
            ID => hex(value),
            WHOSE => matches!(value, "team" | "nobody") || hex(value),
            SERVICE => is_key(value),
            PARTY => {
                let part = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b':' | b'/' | b'-');
                (1..=128).contains(&value.len()) && value.bytes().all(part)
            }
            DATE => value.parse::<Date>().is_ok_and(|day| day.to_string() == value),
            BEHIND => value
                .rsplit_once('.')
                .is_some_and(|(at, id)| hex(id) && at.len() <= 200 && at.bytes().all(|b| (b' '..=b'~').contains(&b))),
            of_codes => serde_json::from_str::<Codes>(of_codes).is_ok_and(|codes| codes.any.iter().any(|c| c == value)),
        }
    }
}

/// The schema of a parameter that is one of some codes.
#[derive(serde::Deserialize)]
struct Codes {
    #[serde(rename = "enum")]
    any: Vec<String>,
}

impl Route {
    const fn with(mut self, params: &'static [Param]) -> Self {
        self.params = params;
        self
    }
    const fn takes<T: JsonSchema>(mut self) -> Self {
        self.body = Some(schema::<T>);
        self
    }
    /// A file of at most so many bytes comes with it.
    const fn uploads(mut self, most: usize) -> Self {
        self.upload = Some(most);
        self
    }
    const fn or(mut self, problems: &'static [u16]) -> Self {
        self.problems = problems;
        self
    }
}

const fn made<T: JsonSchema>(words: &'static str) -> Good {
    Good { status: 201, words, schema: Some(schema::<T>), headers: &[LOCATION] }
}

const fn versioned<T: JsonSchema>(words: &'static str) -> Good {
    Good { status: 200, words, schema: Some(schema::<T>), headers: &[ETAG] }
}

/// Whose tasks: of a colleague, the team's, nobody's.
const WHOSE: &str = r#"{"type":"string","pattern":"^(team|nobody|[0-9a-f]{32})$"}"#;
/// A party of a notice, or a body on one of its lists.
const PARTY: &str = r#"{"type":"string","pattern":"^[a-z0-9:/-]{1,128}$"}"#;
/// Any day.
const DATE: &str = r#"{"type":"string","format":"date","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}"#;
/// The place behind a row of a list.
const BEHIND: &str = r#"{"type":"string","pattern":"^[ -~]{0,200}\\.[0-9a-f]{32}$"}"#;
const ID: &str = r#"{"type":"string","pattern":"^[0-9a-f]{32}$"}"#;
const DAY: &str = r#"{"type":"string","pattern":"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"}"#;
const KIND: &str = r#"{"enum":["note","call","visit","appointment","section","consent","task","agency","message","sharing","case","document","warning"]}"#;
const ONCE: Param = header(
    "Idempotency-Key",
    KEY,
    "Asked again with the same key, address and body within a day, what was made the first time is answered and nothing else is made",
);
const IF_MATCH: Param =
    header("If-Match", VERSION, "The version that this change rests on: the `ETag` with which it was read");
/// The problems that whatever is written can have.
const WRITES: &[u16] = &[409, 413, 415, 422];

/// Every route that there is.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    let tables = [
        cases::ROUTES,
        around::ROUTES,
        work::ROUTES,
        lists::ROUTES,
        sharing::ROUTES,
        came::ROUTES,
        messages::ROUTES,
        many::ROUTES,
        house::ROUTES,
        administration::ROUTES,
    ];
    tables.into_iter().flatten()
}
