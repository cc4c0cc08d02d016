//! Any text as a notice: read, checked, compiled, and every finding shown in every way.
#![no_main]

use libfuzzer_sys::fuzz_target;
use notice::{Library, compile};
use std::sync::LazyLock;

static SHIPPED: LazyLock<Library> = LazyLock::new(Library::embedded);

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let library = SHIPPED.clone().with("fuzz.toml", text);
    let compilation = compile(&library, "fuzz.toml");
    for finding in &compilation.diagnostics {
        assert!(!finding.render(&library, true).is_empty());
        assert!(!finding.render(&library, false).is_empty());
        let json = finding.json(&library);
        assert!(json.line >= 1 && json.column >= 1);
        assert!((json.end.line, json.end.column) >= (json.line, json.column));
        serde_json::to_string(&json).unwrap();
    }
    assert!(compilation.compiled.is_some() || compilation.has_errors(), "refused without a reason");
    if let Some(compiled) = &compilation.compiled {
        assert!(!compilation.has_errors(), "compiled in spite of an error");
        for form in notice::render::As::ALL {
            notice::render::render(compiled, form).unwrap();
        }
    }
});
