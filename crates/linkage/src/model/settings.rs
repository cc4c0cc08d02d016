//! The part of a model that a person writes.

use crate::table::Field;
use serde::{Deserialize, Serialize};

/// A test of two records. A test of something missing on either side is false.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The values are the same.
    Exact(String),
    /// Jaro-Winkler similarity of the texts.
    Similar {
        /// The field.
        field: String,
        /// Least similarity, from 0 to 1.
        at_least: f64,
    },
    /// Damerau-Levenshtein distance of the texts (letters wrong, missing, added, or two neighbours exchanged).
    Edits {
        /// The field.
        field: String,
        /// Most slips.
        at_most: u32,
    },
    /// The names stand for one another: short forms, pet names, transliterations.
    ShortForm(String),
    /// The names sound alike (Double Metaphone).
    Sound(String),
    /// One is the first letter of the other.
    Initial(String),
    /// One is the beginning of the other, which is longer.
    Beginning(String),
    /// A half of a double surname, or a member of a list, is the other or part of the other.
    SharesPart(String),
    /// A value of one field is the other record's value of a second field, both ways (forename and surname exchanged).
    Crossed(String, String),
    /// A value of one field is the other record's value of a second field, one way or the other.
    Either(String, String),
    /// The one's value is a member of the other's list (former names, former postcodes), or its list shares a member.
    InList {
        /// The field.
        field: String,
        /// The field with the list.
        list: String,
    },
    /// Day and month are exchanged.
    DayMonthSwapped(String),
    /// Same year, and one says 1 January.
    FirstOfJanuary(String),
    /// Same day and month of another year.
    SameDay(String),
    /// Same month of the same year.
    SameMonth(String),
    /// Same year.
    SameYear(String),
    /// Days apart, at most.
    DaysApart {
        /// The field.
        field: String,
        /// Most days.
        at_most: u32,
    },
    /// Same postcode sector (`AA3 1`).
    Sector(String),
    /// Same postcode district (`AA3`).
    District(String),
    /// Same postcode area (`AA`).
    Area(String),
    /// Both numbers pass their check digit, or have the form that is issued.
    Valid(String),
    /// The field is missing on one side or both.
    Missing(String),
    /// Every one of these.
    All(Vec<Condition>),
    /// At least one of these.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// Always.
    Otherwise,
}

/// One level of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// In plain words, as an explanation says it: "same surname".
    pub label: String,
    /// When two records are on this level and on none above it.
    pub when: Condition,
    /// The field whose rarity counts: sharing a rare value says more than sharing a common one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rarity_of: Option<String>,
}

/// One comparison: the first level that holds is the one that counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Its name.
    pub name: String,
    /// No evidence at all when one of these is missing on either side.
    pub needs: Vec<String>,
    /// From the strongest to the weakest; the last one holds always.
    pub levels: Vec<Level>,
}

/// A part of a blocking key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPart {
    /// The whole value.
    Value(String),
    /// Its first letters.
    Prefix(String, usize),
    /// The group of names that stand for one another.
    ShortForm(String),
    /// How the name sounds.
    Sound(String),
    /// All words of the name in one.
    Joined(String),
    /// Each half of a double surname, and each member of a list: several keys a record.
    Parts(String),
    /// Two fields in any order: finds forename and surname exchanged.
    Unordered(String, String),
    /// The year of a date.
    Year(String),
    /// The first three figures of the year.
    Decade(String),
    /// Year and month.
    Month(String),
    /// Month and day.
    DayOfYear(String),
    /// The year and both the other figures in any order: finds day and month exchanged.
    YearAndFigures(String),
    /// Postcode sector.
    Sector(String),
    /// Postcode district.
    District(String),
}

/// Records that share the whole key are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockingRule {
    /// What must agree.
    pub key: Vec<KeyPart>,
    /// What divides a block that is too large, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub divide_by: Vec<KeyPart>,
}

/// Bounds that keep a run finite whatever the lists hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Blocks of more records than this are divided by [`BlockingRule::divide_by`], and then cut.
    pub largest_block: u32,
    /// Pairs that one rule may cost, as a multiple of the records: beyond it, its largest blocks are divided.
    pub pairs_per_record: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { largest_block: 2_000, pairs_per_record: 40.0 }
    }
}

/// How the parameters are learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Training {
    /// Seeds every sample.
    pub seed: u64,
    /// Random pairs for what strangers agree on by chance.
    pub random_pairs: u64,
    /// One session of expectation maximisation for each: only pairs that share the key, leaving out comparisons of
    /// its fields.
    pub sessions: Vec<Vec<KeyPart>>,
    /// Rules whose pairs are nearly always the same person, for the first guess of how common a match is.
    pub certain: Vec<Vec<KeyPart>>,
    /// The share of all true pairs that the certain rules find.
    pub certain_recall: f64,
    /// Pairs that one session looks at, at most.
    pub session_pairs: u64,
    /// The key of pairs of one household, if people of one household are to be told apart from strangers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household: Option<Vec<KeyPart>>,
    /// Values that occur less often than this are not kept in the model, and count as occurring this often.
    pub rarest_kept: u64,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            seed: 1,
            random_pairs: 1_400_000,
            sessions: Vec::new(),
            certain: Vec::new(),
            certain_recall: 0.8,
            session_pairs: 500_000,
            household: None,
            rarest_kept: 1,
        }
    }
}

/// All that a person decides about a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What is read.
    pub fields: Vec<Field>,
    /// What is compared.
    pub comparisons: Vec<Comparison>,
    /// Which pairs are looked at.
    pub blocking: Vec<BlockingRule>,
    /// The bounds of a run.
    #[serde(default)]
    pub limits: Limits,
    /// How it learns.
    #[serde(default)]
    pub training: Training,
}
