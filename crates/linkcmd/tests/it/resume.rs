//! A run that is killed goes on where it was, and ends with the files that it would have written anyway.

use super::{people, text, works};
use std::process::{Command, Stdio};
use std::time::Duration;

#[test]
fn killed_and_started_again_it_ends_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let f = folder.path();
    let list = people(f, 20_000, 9);
    let model = f.join("m.toml");
    works(&["train", text(&list), "--source-column", "agency", "--model", text(&model)]);
    let args = |out: &str| {
        ["run", text(&list), "--source-column", "agency", "--model", text(&model), "--floor=-1000", "--out", out]
            .map(str::to_owned)
    };
    let (whole, broken) = (f.join("whole"), f.join("broken"));
    works(&args(text(&whole)).iter().map(String::as_str).collect::<Vec<_>>());
    let journal = broken.join("unfinished.run");
    let mut taken_up = false;
    for wait in [40, 80, 160, 20, 320] {
        let mut run = Command::new(env!("CARGO_BIN_EXE_casement-link"))
            .args(args(text(&broken)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        // As soon as something was found, the power fails.
        for _ in 0..wait {
            if std::fs::metadata(&journal).is_ok_and(|m| m.len() > 4096) || run.try_wait().expect("asked").is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        run.kill().expect("killed");
        run.wait().expect("gone");
        if journal.exists() {
            taken_up = true;
            // A torn end must do no harm.
            let length = std::fs::metadata(&journal).expect("a journal").len();
            let file = std::fs::OpenOptions::new().write(true).open(&journal).expect("a journal");
            file.set_len(length.saturating_sub(7).max(40)).expect("torn");
        }
    }
    assert!(taken_up, "the test must catch the run at work");
    works(&args(text(&broken)).iter().map(String::as_str).collect::<Vec<_>>());
    assert!(!journal.exists());
    for file in ["pairs.csv", "clusters.csv", "quality.csv"] {
        assert!(
            std::fs::read(whole.join(file)).expect("a file") == std::fs::read(broken.join(file)).expect("a file"),
            "{file}"
        );
    }
}
