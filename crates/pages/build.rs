//! Embeds the templates and the static files: ours, and those that `make frontend` has put into `vendor/`.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    for watched in ["vendor", "assets", "templates", "build.rs"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let vendor = root.join("vendor");
    if !vendor.join("STAMP").exists() {
        println!(
            "cargo::error=the design system's files are not here yet: run `make frontend` (or scripts/frontend.sh) once, then build again"
        );
        return Ok(());
    }

    let mut code = String::new();
    templates(&mut code, "OURS", &root.join("templates"), "")?;
    templates(&mut code, "COMPONENTS", &vendor.join("components"), "govuk_frontend_jinja/components/")?;
    templates(&mut code, "MACROS", &vendor.join("macros"), "govuk_frontend_jinja/macros/")?;
    assets(&mut code, &out, &[root.join("assets"), vendor.join("assets")])?;
    fs::write(out.join("embedded.rs"), code)
}

/// Every file below a folder, in a fixed order, by its path from there.
fn files(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    fn walk(folder: &Path, before: &str, found: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                walk(&entry.path(), &format!("{name}/"), found)?;
            } else {
                found.push((name, entry.path()));
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    walk(folder, "", &mut found)?;
    found.sort();
    Ok(found)
}

fn templates(code: &mut String, constant: &str, folder: &Path, prefix: &str) -> io::Result<()> {
    let mut rows = String::new();
    for (name, path) in files(folder)? {
        // The macros import each other as `components/button/macro.html`; here each is one file.
        let name = if prefix.ends_with("components/") {
            format!("{}/macro.html", name.trim_end_matches(".html"))
        } else {
            name
        };
        let _ = writeln!(rows, "    ({:?}, include_str!({:?})),", format!("{prefix}{name}"), path);
    }
    let _ = writeln!(code, "const {constant}: &[(&str, &str)] = &[\n{rows}];");
    Ok(())
}

fn assets(code: &mut String, out: &Path, folders: &[PathBuf]) -> io::Result<()> {
    let mut all = Vec::new();
    for folder in folders {
        all.extend(files(folder)?);
    }
    all.sort();
    let mut bundle = Sha256::new();
    let mut rows = String::new();
    for (name, path) in all.iter().filter(|(name, _)| !name.ends_with(".br")) {
        let bytes = fs::read(path)?;
        bundle.update(name.as_bytes());
        bundle.update([0]);
        bundle.update(&bytes);
        let kind = match name.rsplit('.').next() {
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            _ => "text/plain; charset=utf-8",
        };
        let gzip = if kind == "image/png" {
            "None".to_owned()
        } else {
            let packed = out.join(format!("{}.gz", name.replace('/', "_")));
            let mut encoder = flate2::write::GzEncoder::new(fs::File::create(&packed)?, flate2::Compression::best());
            encoder.write_all(&bytes)?;
            encoder.finish()?;
            format!("Some(include_bytes!({packed:?}))")
        };
        let brotli = path.with_file_name(format!("{}.br", path.file_name().unwrap_or_default().to_string_lossy()));
        let brotli = if brotli.exists() { format!("Some(include_bytes!({brotli:?}))") } else { "None".to_owned() };
        let _ = writeln!(
            rows,
            "    Asset {{ name: {name:?}, kind: {kind:?}, plain: include_bytes!({path:?}), gzip: {gzip}, brotli: {brotli} }},"
        );
    }
    let hash: String = bundle.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
    let _ = writeln!(code, "const BUNDLE: &str = {hash:?};\nconst ASSETS: &[Asset] = &[\n{rows}];");
    Ok(())
}
