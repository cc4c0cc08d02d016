//! A real `clamd`, started for the test with one signature: the test file that every scanner knows.

use files::{ScanError, Scanner, Verdict};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The standard test file of scanners, in two pieces so that this source is none.
fn test_file() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a scanner in a folder; none where it is not installed.
fn start(folder: &Path) -> Option<(Running, String)> {
    let program = ["/usr/sbin/clamd", "/usr/local/sbin/clamd"].into_iter().find(|p| Path::new(p).exists())?;
    let hex: String = test_file().iter().map(|b| format!("{b:02x}")).collect();
    std::fs::create_dir(folder.join("db")).unwrap();
    std::fs::write(folder.join("db/test.ndb"), format!("Test.File:0:0:{hex}\n")).unwrap();
    let socket = folder.join("clamd.ctl");
    let settings = format!(
        "LocalSocket {}\nDatabaseDirectory {}\nForeground yes\nStreamMaxLength 20M\n",
        socket.display(),
        folder.join("db").display()
    );
    std::fs::write(folder.join("clamd.conf"), settings).unwrap();
    let child = Command::new(program)
        .arg("--config-file")
        .arg(folder.join("clamd.conf"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let running = Running(child);
    let began = Instant::now();
    while !socket.exists() {
        assert!(began.elapsed() < Duration::from_secs(60), "clamd does not start");
        std::thread::sleep(Duration::from_millis(50));
    }
    Some((running, format!("unix:{}", socket.display())))
}

#[test]
fn a_running_scanner_finds_what_it_knows_and_passes_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let Some((_running, address)) = start(folder.path()) else {
        assert!(std::env::var_os("CI").is_none(), "install clamav-daemon: this test needs the real scanner");
        return;
    };
    let scanner = Scanner::at(&address).unwrap();
    assert_eq!(scanner.scan(b"%PDF-1.7 nothing bad").unwrap(), Verdict::Clean);
    assert_eq!(scanner.scan(&vec![7; 3_000_000]).unwrap(), Verdict::Clean, "in many pieces");
    match scanner.scan(&test_file()).unwrap() {
        Verdict::Found(what) => assert!(what.contains("Test.File"), "{what}"),
        Verdict::Clean => panic!("the test file was not found"),
    }
}

#[test]
fn a_scanner_that_is_not_there_is_said_and_no_verdict_is_made_up() {
    let scanner = Scanner::at("unix:/nowhere/clamd.ctl").unwrap();
    assert!(matches!(scanner.scan(b"x"), Err(ScanError::Unreachable(_))));
    for bad in ["", "/run/clamd.ctl", "tcp:3310", "unix:relative"] {
        assert!(matches!(Scanner::at(bad), Err(ScanError::Address)), "{bad}");
    }
}
