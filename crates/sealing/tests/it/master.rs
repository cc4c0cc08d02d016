//! Master keys: files, the environment, rotation.

use crate::town::{CLASS, HEALTH, at, person, place};
use disclosure::Opener;
use kernel::SeededEntropy;
use sealing::{
    KeyStore, MasterFileError, MasterKeyRing, MasterKeys, MemoryKeys, Progress, Vault, rewrap_all, rewrap_batch,
};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("casement-sealing-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    fn file(&self) -> PathBuf {
        self.0.join("master.keys")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_key_file_is_made_once_and_for_its_owner_only() {
    let folder = Folder::new("once");
    MasterKeyRing::create(&folder.file(), &mut SeededEntropy::new(1)).unwrap();
    let mode = std::fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let before = std::fs::read(folder.file()).unwrap();
    let refused = MasterKeyRing::create(&folder.file(), &mut SeededEntropy::new(2)).unwrap_err();
    assert!(matches!(refused, MasterFileError::Exists(_)));
    assert_eq!(std::fs::read(folder.file()).unwrap(), before);
    let read = MasterKeyRing::read(&folder.file()).unwrap();
    let mut store = MemoryKeys::default();
    let one = Vault::new(Arc::new(MasterKeyRing::random(&mut SeededEntropy::new(1))), 0);
    one.ring_for_sealing(&mut store, &[(person(1), CLASS)], at(0), &mut SeededEntropy::new(9)).unwrap();
    assert!(Vault::new(Arc::new(read), 0).ring(&mut store, &[(person(1), CLASS)]).is_ok(), "it is the same key");
}

#[test]
fn a_key_file_that_others_may_read_is_refused_with_what_to_do() {
    let folder = Folder::new("open");
    MasterKeyRing::create(&folder.file(), &mut SeededEntropy::new(1)).unwrap();
    for mode in [0o640, 0o604, 0o660, 0o777] {
        std::fs::set_permissions(folder.file(), std::fs::Permissions::from_mode(mode)).unwrap();
        let refused = MasterKeyRing::read(&folder.file()).unwrap_err();
        let said = refused.to_string();
        assert!(said.contains("chmod 600") && said.contains(&format!("{mode:o}")), "{said}");
    }
}

#[test]
fn an_absent_or_wrong_key_file_says_what_to_do_and_nothing_of_its_content() {
    let folder = Folder::new("wrong");
    let said = MasterKeyRing::read(&folder.file()).unwrap_err().to_string();
    assert!(said.contains("casement init-keys") && said.contains("CASEMENT_MASTER_KEY"), "{said}");
    for text in [
        "",
        "secretsecret",
        "0:AAAA",
        "1:AAAA",
        "x:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ] {
        let said = MasterKeyRing::from_text(text).unwrap_err().to_string();
        assert!(
            said.contains("base64 of 32 bytes") && !said.contains("secretsecret") && !said.contains("AAAA"),
            "{said}"
        );
    }
    assert_eq!(MasterKeyRing::from_text("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap().current().0, 1);
    let two = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, 2:BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assert_eq!(MasterKeyRing::from_text(two).unwrap().current().0, 2);
}

#[test]
fn rotation_keeps_the_data_and_ends_the_old_master() {
    let folder = Folder::new("rotate");
    let mut entropy = SeededEntropy::new(4);
    let first = MasterKeyRing::create(&folder.file(), &mut entropy).unwrap();
    let mut store = MemoryKeys::default();
    let vault = Vault::new(Arc::new(first), 100);
    let people: Vec<_> = (0..25).flat_map(|n| [(person(n), CLASS), (person(n), HEALTH)]).collect();
    let ring = vault.ring_for_sealing(&mut store, &people, at(0), &mut entropy).unwrap();
    let sealed = ring.seal(&place(7, CLASS), b"kept", &mut entropy).unwrap();
    let index = vault.blind_index(&mut store, kernel::AuthorityId::from_bytes([1; 16]), at(0), &mut entropy).unwrap();

    let both = MasterKeyRing::add_version(&folder.file(), &mut entropy).unwrap();
    assert_eq!(both.current().0, 2);
    // It is stopped after one batch, and taken up again.
    assert_eq!(rewrap_batch(&mut store, &both, 10, &mut entropy).unwrap(), 10);
    let mut told = Vec::new();
    let done = rewrap_all(&mut store, &both, 20, &mut entropy, &mut |p| told.push(p)).unwrap();
    assert_eq!(done, 41);
    assert_eq!(told.last(), Some(&Progress { done: 41, total: 41 }));
    assert_eq!(store.count_wrapped_by_others(both.current()).unwrap(), 0);

    let second = MasterKeyRing::forget_old(&folder.file()).unwrap();
    let vault = Vault::new(Arc::new(second), 100);
    let ring = vault.ring(&mut store, &people).unwrap();
    assert_eq!(ring.open(&place(7, CLASS), &sealed).unwrap().expose(), b"kept");
    let again = vault.blind_index(&mut store, kernel::AuthorityId::from_bytes([1; 16]), at(0), &mut entropy).unwrap();
    assert_eq!(index.digest("ni-number", "x"), again.digest("ni-number", "x"));
}

#[test]
fn a_wrapped_key_moved_to_another_row_does_not_open() {
    let mut entropy = SeededEntropy::new(4);
    let vault = Vault::new(Arc::new(MasterKeyRing::random(&mut entropy)), 0);
    let mut store = MemoryKeys::default();
    vault.ring_for_sealing(&mut store, &[(person(1), CLASS), (person(2), CLASS)], at(0), &mut entropy).unwrap();
    for change in 0..3 {
        let mut moved = store.clone();
        match change {
            0 => moved.rows_mut()[0].state = store.rows()[1].state.clone(),
            1 => moved.rows_mut()[0].version = 2,
            _ => moved.rows_mut()[0].class = HEALTH.into(),
        }
        let refused = vault.ring(&mut moved, &[(person(1), CLASS), (person(1), HEALTH)]).unwrap_err();
        assert!(refused.to_string().contains("does not open"), "{refused}");
    }
}

#[test]
fn another_master_key_or_a_forgotten_version_is_told_plainly() {
    let mut entropy = SeededEntropy::new(4);
    let mut store = MemoryKeys::default();
    let first = MasterKeyRing::random(&mut entropy);
    let vault = Vault::new(Arc::new(first.clone()), 0);
    vault.ring_for_sealing(&mut store, &[(person(1), CLASS)], at(0), &mut entropy).unwrap();
    let other = Vault::new(Arc::new(MasterKeyRing::random(&mut entropy)), 0);
    let said = other.ring(&mut store, &[(person(1), CLASS)]).unwrap_err().to_string();
    assert!(said.contains("the master key is another one"), "{said}");
    let forgot = first.with_next(sealing::DataKey::random(&mut entropy)).without_old();
    let said = Vault::new(Arc::new(forgot), 0).ring(&mut store, &[(person(1), CLASS)]).unwrap_err().to_string();
    assert!(said.contains("version 1") && said.contains("put the file back"), "{said}");
}
