//! What the prover found of one very text of a notice: written by `casement-prove`, asked for when a notice is published.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

/// The answer about one property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proved {
    /// `P1` to `P10`.
    pub property: String,
    /// In one sentence.
    pub words: String,
    /// Whether it holds. What compares two versions holds whatever it says.
    pub holds: bool,
    /// What was found, in words.
    #[serde(default)]
    pub found: Vec<String>,
}

/// The answers about one compiled notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proof {
    /// The notice's id.
    pub notice: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its canonical form, in hexadecimal: [`crate::model::Compiled::hash`].
    pub hash: String,
    /// The solver, as it names itself.
    pub solver: String,
    /// Every property.
    pub properties: Vec<Proved>,
}

/// The properties that have to be there.
pub const PROPERTIES: [&str; 10] = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10"];

impl Proof {
    /// The answers about a compiled notice.
    #[must_use]
    pub fn of(compiled: &crate::model::Compiled, solver: String, properties: Vec<Proved>) -> Self {
        Self {
            notice: compiled.id.clone(),
            version: compiled.version.clone(),
            hash: HEXLOWER.encode(&compiled.hash),
            solver,
            properties,
        }
    }
    /// Why it does not prove a compiled notice; nothing: it does.
    #[must_use]
    pub fn lacks(&self, compiled: &crate::model::Compiled) -> Option<String> {
        if self.hash != HEXLOWER.encode(&compiled.hash) {
            return Some(format!(
                "it is about another text ({} {}): prove this very file, and publish it as it is",
                self.notice, self.version
            ));
        }
        let missing = PROPERTIES.iter().find(|name| !self.properties.iter().any(|p| p.property == **name));
        if let Some(name) = missing {
            return Some(format!("it says nothing of {name}"));
        }
        let failed = self.properties.iter().find(|p| !p.holds)?;
        Some(format!("{} does not hold: {}", failed.property, failed.words))
    }
}

impl Proof {
    /// Reads what `casement-prove` wrote.
    ///
    /// # Errors
    /// In words, when it is no such file.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|e| format!("it is not what casement-prove writes: {e}"))
    }
    /// As it is written.
    ///
    /// # Errors
    /// Never, save for a fault of this program.
    pub fn write(&self) -> Result<String, String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n").map_err(|e| e.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Library, compile};

    #[test]
    fn a_proof_is_of_one_text_and_whole() {
        let Some(compiled) = compile(&Library::embedded(), "cheshire-west/multi-agency-rough-sleeping").compiled else {
            panic!("it compiles")
        };
        let proved = |name: &str| Proved {
            property: name.to_owned(),
            words: "so it is".to_owned(),
            holds: true,
            found: Vec::new(),
        };
        let good = Proof::of(&compiled, "cvc5".to_owned(), PROPERTIES.map(proved).to_vec());
        assert_eq!(good.lacks(&compiled), None);
        assert_eq!(good.write().and_then(|text| Proof::read(&text)), Ok(good.clone()));
        let other = Proof { hash: "00".to_owned(), ..good.clone() };
        assert!(other.lacks(&compiled).is_some_and(|why| why.contains("another text")));
        let mut short = good.clone();
        short.properties.remove(3);
        assert!(short.lacks(&compiled).is_some_and(|why| why.contains("P4")));
        let mut broken = good;
        broken.properties[6].holds = false;
        assert!(broken.lacks(&compiled).is_some_and(|why| why.contains("P7 does not hold")));
    }
}
