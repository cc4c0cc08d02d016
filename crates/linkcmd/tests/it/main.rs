//! `casement link` from outside: files in, files out.
#![expect(
    clippy::expect_used,
    missing_docs,
    reason = "in a test, to stop is to fail; its helpers speak for themselves"
)]

mod errors;
mod floors;
mod linking;
mod private;
mod resume;
mod serve;
mod teach;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub fn link(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casement-link")).args(args).output().expect("the program runs")
}

pub fn works(args: &[&str]) -> String {
    let out = link(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("text")
}

pub fn fails(args: &[&str]) -> String {
    let out = link(args);
    assert!(!out.status.success(), "{args:?} should fail");
    String::from_utf8(out.stderr).expect("text")
}

/// A word that no person of the tests is called by accident: what of it is printed has leaked.
pub const CANARY: &str = "Canaryfield";

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// Two agencies' records of made-up people, with slips, and the truth beside them: `records.csv` and `truth.csv`.
pub fn people(folder: &Path, count: usize, seed: u64) -> PathBuf {
    let forenames =
        ["Olivia", "Mohammed", "Amelia", "George", "Aisha", "Jack", "Sophie", "Oleksandr", "Grace", "Harry"];
    let begins =
        ["Ash", "Black", "Clay", "Dar", "Els", "Fen", "Gar", "Hol", "Ing", "Kirk", "Lang", "Mar", "Nor", "Oak"];
    let ends = ["ley", "ton", "ford", "well", "worth", "by", "ham", "field", "wood", "bridge", "mere", "stone"];
    let mut dice = Dice(seed);
    let mut records = csv::Writer::from_path(folder.join("records.csv")).expect("a file");
    let mut truth = csv::Writer::from_path(folder.join("truth.csv")).expect("a file");
    records
        .write_record([
            "record_id",
            "agency",
            "first_name",
            "surname",
            "sex",
            "dob",
            "address",
            "postcode",
            "nino",
            "upn",
        ])
        .expect("a row");
    truth.write_record(["record_id", "person_id", "name_group"]).expect("a row");
    let mut id = 0;
    for person in 0..count {
        let forename = forenames[dice.roll(10)];
        let surname =
            if person == 7 { CANARY.to_owned() } else { format!("{}{}", begins[dice.roll(14)], ends[dice.roll(12)]) };
        let (year, month, day) = (1940 + dice.roll(70), 1 + dice.roll(12), 1 + dice.roll(28));
        let (house, street) =
            (1 + dice.roll(90), ["Mill Road", "High Street", "Church Lane", "Park Avenue"][dice.roll(4)]);
        let postcode = format!("QX{} {}AB", 1 + dice.roll(9), 1 + dice.roll(9));
        let nino = format!("QA{:06}C", dice.roll(1_000_000));
        for agency in ["housing", "health"] {
            let mut surname = surname.clone();
            if dice.roll(8) == 0 {
                surname.remove(1 + dice.roll(surname.len() - 1));
            }
            let nino = if dice.roll(2) == 0 { nino.as_str() } else { "" };
            let born = format!("{year}-{month:02}-{day:02}");
            let row = [
                &id.to_string(),
                agency,
                forename,
                &surname,
                "",
                &born,
                &format!("{house} {street}"),
                &postcode,
                nino,
                "",
            ];
            records.write_record(row).expect("a row");
            truth
                .write_record([id.to_string(), person.to_string(), ["north", "south"][person % 2].to_owned()])
                .expect("a row");
            id += 1;
        }
    }
    records.flush().expect("written");
    truth.flush().expect("written");
    folder.join("records.csv")
}

/// A file's rows, header left out.
pub fn rows(path: &Path) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(path).expect("a file").records().map(|r| r.expect("a row")).collect()
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}
