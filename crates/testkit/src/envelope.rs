//! A recipient of files: a certificate whose key is here, and what `openssl` makes of a file with it.

use std::process::Command;

/// The recipient's certificate. It counts from 2020 to 2048.
pub const CERTIFICATE: &str = include_str!("../../signing/tests/fixtures/recipient.pem");
/// One whose key is not here.
pub const OTHER: &str = include_str!("../../signing/tests/fixtures/other.pem");
/// One that does not count since 2012.
pub const LAPSED: &str = include_str!("../../signing/tests/fixtures/unfit-lapsed.pem");
const KEY: &str = include_str!("../../signing/tests/fixtures/recipient-key.pem");

/// What `openssl` makes of a file with the recipient's key; `None` when it cannot be opened with it.
///
/// # Errors
/// Without `openssl` (`scripts/install.sh test`), or when the folder for it cannot be written.
pub fn opened(closed: &[u8]) -> std::io::Result<Option<String>> {
    let folder = tempfile::tempdir()?;
    let [file, who, key] = ["closed.der", "certificate.pem", "key.pem"].map(|name| folder.path().join(name));
    for (path, bytes) in [(&file, closed), (&who, CERTIFICATE.as_bytes()), (&key, KEY.as_bytes())] {
        std::fs::write(path, bytes)?;
    }
    let mut openssl = Command::new("openssl");
    openssl.args(["cms", "-decrypt", "-binary", "-inform", "DER", "-in"]).arg(&file);
    let out = openssl.arg("-recip").arg(&who).arg("-inkey").arg(&key).output()?;
    Ok(out.status.success().then(|| String::from_utf8(out.stdout).ok()).flatten())
}
