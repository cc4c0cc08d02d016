//! `casement link teach`: another model from what was decided in matching runs.

use crate::{fails, works};
use std::path::Path;

const HEAD: &str = "pair,cluster,state,reviewer,verdict,reason,model,bits,first name,surname,date of birth,postcode,\
    National Insurance number,NHS number,unique pupil number,telephone number,email address\n";

/// So many pairs of either kind: same surname and another first name is one person here (who changed it), another surname is not.
fn decisions(folder: &Path, of_each: usize) -> String {
    let mut text = HEAD.to_owned();
    for n in 0..of_each {
        let (one, other) = (2 * n, 2 * n + 1);
        text += &format!(
            "{one},c{one},same,1,same,known,case-records-1,-0.4,another first name,same surname,same date of birth,,,,,,\n"
        );
        text += &format!(
            "{other},c{other},different,1,different,known,case-records-1,0.9,same first name,another surname,same date of birth,,,,,,\n"
        );
    }
    text += "998,x,unsure,1,unsure,too-little,case-records-1,1.0,same first name,same surname,,,,,,,\n";
    // What was said beside another model has scores of that one.
    text += "997,x,same,1,same,known,case-records-0,1.0,same first name,same surname,,,,,,,\n";
    text += "999,x,same,1,same,known,case-records-1,,,,,,,,,,\n";
    let path = folder.join("labels.csv");
    std::fs::write(&path, text).expect("a file");
    path.display().to_string()
}

#[test]
fn a_model_is_taught_by_decisions_compared_and_written_beside_the_one_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let labels = decisions(folder.path(), 30);
    let new = folder.path().join("new.toml").display().to_string();
    let said = works(&["teach", "--labels", &labels, "--new", &new]);
    assert!(said.contains("Learned from 60 decided pairs, 30 of one person; 3 were left out"), "{said}");
    assert!(said.contains("0.0 % right before, 100.0 % now") && said.contains("Nothing uses it yet."), "{said}");
    let text = std::fs::read_to_string(&new).expect("a model");
    assert!(text.contains("then taught by 60 decided pairs") && linkage_reads(&text));
    // It goes on from its own decisions only beside itself: what it learned stands in the file. It has no name yet by which scores of others
    // could be told.
    let again = works(&["teach", "--model", &new, "--labels", &labels, "--new", &new]);
    assert!(again.contains("Learned from 61"), "{again}");
}

fn linkage_reads(text: &str) -> bool {
    linkage::Model::from_toml(text).is_ok()
}

#[test]
fn too_few_decisions_teach_nothing_and_a_file_of_another_model_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let new = folder.path().join("new.toml").display().to_string();
    let few = fails(&["teach", "--labels", &decisions(folder.path(), 4), "--new", &new]);
    assert!(few.contains("8 decided pairs can teach") && few.contains("20 are needed"), "{few}");
    assert!(!folder.path().join("new.toml").exists());
    let path = folder.path().join("other.csv");
    let write = |text: &str| std::fs::write(&path, text).expect("a file");
    let refused = || fails(&["teach", "--labels", &path.display().to_string(), "--new", &new]);
    write("pair,state\n1,same\n");
    assert!(refused().contains("no column `bits`"));
    write(&format!("{HEAD}1,c,same,1,same,known,case-records-1,2.0,Canaryfield,,,,,,,,\n"));
    let said = refused();
    assert!(said.contains("made with another model") && !said.contains("Canaryfield"), "{said}");
    write(&format!("{HEAD}1,c,same,1,same,known,case-records-1,Canaryfield,same first name,,,,,,,,\n"));
    let said = refused();
    assert!(said.contains("is no number") && !said.contains("Canaryfield"), "{said}");
}
