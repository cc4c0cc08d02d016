//! The notices that are shipped, compiled once.

use disclosure::Gate;
use notice::model::Compiled;
use notice::{Library, compile};
use std::sync::{Arc, LazyLock};

pub struct Notice {
    /// The name of its file.
    pub name: &'static str,
    pub gate: Gate,
}

pub const NAMES: [(&str, &str); 6] = [
    ("coventry", "coventry/homelessness-and-cbl"),
    ("dudley", "dudley/housing-options"),
    ("families", "cheshire-west/troubled-families"),
    ("kirklees", "kirklees/intervention-and-support"),
    ("mars", "cheshire-west/multi-agency-rough-sleeping"),
    ("england-housing", "base/england-housing"),
];

pub fn compiled(id: &str) -> Compiled {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../notices");
    let files = ["base/united-kingdom", "base/england-housing", "coventry", "dudley", "families", "kirklees", "mars"];
    let library = Library::load(files.map(|f| format!("{root}/{f}.toml"))).unwrap();
    let compilation = compile(&library, id);
    let errors: Vec<_> = compilation.diagnostics.iter().map(|d| format!("{d:?}")).collect();
    compilation.compiled.unwrap_or_else(|| panic!("{id} does not compile: {errors:#?}"))
}

fn load(name: &'static str) -> Notice {
    let (_, id) = NAMES.iter().find(|(n, _)| *n == name).unwrap();
    Notice { name, gate: Gate::new(Arc::new(compiled(id))).unwrap() }
}

pub static COVENTRY: LazyLock<Notice> = LazyLock::new(|| load("coventry"));
pub static DUDLEY: LazyLock<Notice> = LazyLock::new(|| load("dudley"));
pub static FAMILIES: LazyLock<Notice> = LazyLock::new(|| load("families"));
pub static KIRKLEES: LazyLock<Notice> = LazyLock::new(|| load("kirklees"));
pub static MARS: LazyLock<Notice> = LazyLock::new(|| load("mars"));
pub static BASE: LazyLock<Notice> = LazyLock::new(|| load("england-housing"));
