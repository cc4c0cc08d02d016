//! What the soak and the benchmark share: a ground to stand on (a database with a notice, accounts and sessions), the
//! server as a process of its own, and a small HTTP client.

/// As in a release build of the server.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

pub mod check;
pub mod faults;
pub mod ground;
pub mod http;
pub mod load;
pub mod measure;
pub mod process;
pub mod server;
pub mod sharing;
pub mod soak;
pub mod users;

/// What went wrong, in words for whoever runs it.
pub type Said<T> = Result<T, String>;

/// How a program ends: what went wrong stands after its name.
#[must_use]
#[expect(clippy::print_stderr, reason = "a command-line tool speaks on the terminal")]
pub fn end(program: &str, done: Said<()>) -> std::process::ExitCode {
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{program}: {why}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// Puts words before an error.
pub fn because<E: std::fmt::Display>(what: &'static str) -> impl Fn(E) -> String {
    move |error| format!("{what}: {error}")
}
