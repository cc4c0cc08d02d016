//! Logs: JSON lines on standard error. Routes by pattern, times and statuses; never an address, a form or a name.

use tracing_subscriber::EnvFilter;

/// Starts logging, as much as `RUST_LOG` says.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // If it was started before, it runs already.
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
